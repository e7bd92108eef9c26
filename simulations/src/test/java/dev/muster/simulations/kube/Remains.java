package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.kube.watch.Labels;
import dev.muster.simulations.TestServer;
import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.store.Change;
import dev.muster.simulations.live.store.ChangeType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What must not be left on a server when all is over, and what must not have happened. */
final class Remains {
  private static final String GANGS = "workload.codeflare.dev/v1beta2";
  private static final List<String> WRAPPED = List.of("rayclusters", "jobs");

  private Remains() {}

  /**
   * What is not yet as it has to be in the end; {@code expected} is the phase of each gang, by
   * namespace and name.
   */
  static List<String> of(TestServer server, Map<String, String> expected) {
    var gangs = server.list(GANGS, "AppWrapper");
    var left = new ArrayList<>(differences(gangs, expected));
    var local = server.get("muster.dev/v1", "Cluster", "local");
    Trees.maps(local, "status", "ledger", "intents")
        .forEach(intent -> left.add("in the ledger: " + intent));
    orphans(server, gangs).forEach(orphan -> left.add("orphan: " + orphan));
    return left;
  }

  /** Gangs that are not as they have to be in the end, and what is said of them. */
  private static List<String> differences(
      List<Map<String, @Nullable Object>> gangs, Map<String, String> expected) {
    var phases = new TreeMap<String, String>();
    var reasons = new TreeMap<String, String>();
    for (var gang : gangs) {
      var name = Trees.namespace(gang) + "/" + Trees.name(gang);
      phases.put(name, Trees.text(gang, "status", "phase"));
      reasons.put(name, Trees.maps(gang, "status", "conditions").toString());
    }
    var names = new TreeSet<>(expected.keySet());
    names.addAll(phases.keySet());
    return names.stream()
        .filter(name -> !Objects.equals(expected.get(name), phases.get(name)))
        .map(name ->
            "%s is %s, not %s: %s"
                .formatted(name, phases.get(name), expected.get(name), reasons.get(name)))
        .toList();
  }

  /** Objects of gangs that are gone. */
  private static List<String> orphans(
      TestServer server, List<Map<String, @Nullable Object>> gangs) {
    var uids = new HashSet<String>();
    gangs.forEach(gang -> uids.add(Trees.uid(gang)));
    var objects = new ArrayList<>(server.list("ray.io/v1", "RayCluster"));
    objects.addAll(server.list("batch/v1", "Job"));
    objects.addAll(server.list("v1", "Pod"));
    return objects.stream()
        .filter(o -> !uids.contains(Trees.text(o, "metadata", "labels", Labels.GANG_UID)))
        .map(Trees::name)
        .toList();
  }

  /** Wrapped objects that were made more than once in one attempt of their gang. */
  static List<String> madeTwice(List<Change> changes) {
    var made = new TreeMap<String, Integer>();
    for (var change : changes) {
      var plural = change.resource().plural();
      if (change.type() == ChangeType.ADDED && WRAPPED.contains(plural)) {
        var attempt = Trees.text(change.object(), "metadata", "labels", Labels.EPOCH);
        var key = plural + "/" + Trees.name(change.object()) + "/" + attempt;
        made.merge(key, 1, Integer::sum);
      }
    }
    assertThat(made).isNotEmpty();
    return made.entrySet().stream().filter(e -> e.getValue() > 1).map(Map.Entry::toString).toList();
  }
}
