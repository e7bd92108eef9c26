package dev.muster.simulations.live.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ApplyConflictTest {
  private final Fixture cluster = new Fixture();

  /** Whoever is told cannot tell apart two writes of the same manager, so the time is not named. */
  @Test
  void whoeverOwnsTheFieldIsNamedWithoutTheTimeOfItsWrite() {
    cluster.create("configmaps", Fixture.configMap("one", "theirs"));
    var applied = Trees.put(Fixture.configMap("one", "ours"), "v1", "apiVersion");
    var whole = Trees.put(applied, "ConfigMap", "kind");
    var apply =
        Request.patch(cluster.type("configmaps"), "default", "one", PatchKind.APPLY, whole)
            .withOptions(Options.NONE.withFieldManager("us"));

    assertThat(cluster.refusal(apply))
        .matches(
            "(?s).*Apply failed with 1 conflict: conflict with \"[^\"]*\" using v1: \\.data\\.\\w+.*");
  }
}
