package dev.muster.simulations.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.simulations.live.objects.Trees;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MarkTest {
  private static final Object JOB =
      Trees.object(
          "spec", Trees.object("suspend", false, "parallelism", 3L),
          "status",
              Trees.object(
                  "conditions",
                  List.of(
                      Trees.object("type", "Admitted", "status", "True"),
                      Trees.object("type", "Failed", "status", "False"))));

  private static boolean holds(String mark) {
    return Mark.parse(mark).holds().test(JOB);
  }

  @Test
  void itIsAConditionOrAPathWithItsValue() {
    assertThat(holds("Admitted")).isTrue();
    assertThat(holds("Failed")).isFalse();
    assertThat(holds("Complete")).isFalse();
    assertThat(holds(".spec.suspend=false")).isTrue();
    assertThat(holds("{.spec.parallelism}=3")).isTrue();
    assertThat(holds(".spec.suspend=true")).isFalse();
    assertThat(holds(".spec.nothing=null")).isFalse();
  }

  @Test
  void anythingElseIsRefused() {
    for (var wrong : List.of("", "spec.suspend=false", ".spec..a=1", "a b", "=x")) {
      assertThatThrownBy(() -> Mark.parse(wrong)).as(wrong).hasMessageContaining(".status.phase");
    }
  }
}
