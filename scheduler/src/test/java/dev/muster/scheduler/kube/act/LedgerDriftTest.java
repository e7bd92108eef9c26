package dev.muster.scheduler.kube.act;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.kube.map.CrdSchema;
import dev.muster.scheduler.kube.map.Manifests;
import dev.muster.scheduler.kube.watch.Intent;
import dev.muster.scheduler.model.Admission;
import dev.muster.scheduler.model.Cluster;
import dev.muster.scheduler.model.Placement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The ledger's entries are written as the custom resource definition declares them. */
class LedgerDriftTest {
  private static final String ENTRY = "status.ledger.intents[]";

  @Test
  void entryFitsItsSchemaAndUsesAllOfIt() {
    var schema = new CrdSchema(Manifests.read("crds/clusters.muster.dev.yaml").getFirst());
    var places = new Placement("0.w", 3, new TreeMap<>(Map.of("n1", 1, "n2", 2)));
    var admission = new Admission(Cluster.LOCAL, 4, true, List.of(places));
    var used = new TreeSet<String>();
    var entry = Intents.toTree(new Intent("u1", admission));
    assertThat(schema.problems(ENTRY, entry, used)).isEmpty();
    var declared = new TreeSet<>(schema.fields().subMap(ENTRY, ENTRY + "~").keySet());
    assertThat(used).isEqualTo(declared);
    assertThat(Intents.parse(entry)).isEqualTo(new Intent("u1", admission));
  }
}
