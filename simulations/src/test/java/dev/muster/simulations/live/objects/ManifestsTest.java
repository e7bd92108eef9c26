package dev.muster.simulations.live.objects;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ManifestsTest {
  @Test
  void whoeverReadsAFileMayChangeWhatItGot() {
    var file = "manifests/crds/clusters.muster.dev.yaml";
    var first = Manifests.object(file);
    var text = first.toString();
    Trees.map(first, "metadata").put("name", "another");
    first.remove("spec");
    assertThat(Manifests.object(file).toString()).isEqualTo(text);
    assertThat(Manifests.objects(file)).hasSize(1);
  }
}
