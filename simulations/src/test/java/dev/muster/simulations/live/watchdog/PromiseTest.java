package dev.muster.simulations.live.watchdog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.live.operators.EmbeddedCluster;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class PromiseTest {
  private final Promise promise =
      Promise.of(
          EmbeddedCluster.yaml("{attempt: 2, podSets: [{name: 0.gpu, nodes: {a: 2, b: 1}}]}"));

  @Test
  void aPodUsesUpThePlaceOnItsNode() {
    assertThat(promise.open("0.gpu", new TreeMap<>(Map.of("a", 1L))))
        .isEqualTo(Map.of("a", 1L, "b", 1L));
  }

  @Test
  void aPodElsewhereUsesUpTheLastPlace() {
    assertThat(promise.open("0.gpu", new TreeMap<>(Map.of("c", 1L)))).isEqualTo(Map.of("a", 2L));
    assertThat(promise.open("0.gpu", new TreeMap<>(Map.of("b", 3L)))).isEmpty();
  }

  @Test
  void thereIsNoPlaceForAnUnknownGroup() {
    assertThat(promise.open("0.head", new TreeMap<>())).isEmpty();
    assertThat(promise.epoch()).isEqualTo(2);
  }
}
