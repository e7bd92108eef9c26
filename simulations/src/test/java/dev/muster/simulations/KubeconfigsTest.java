package dev.muster.simulations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.simulations.live.objects.Trees;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whoever asks for another user's kubeconfig never gets the administrator's. */
final class KubeconfigsTest {
  private static final String TWO_CONTEXTS =
      """
      current-context: b
      clusters:
      - {name: one, cluster: {server: "https://one"}}
      - cluster:
          server: https://two
        name: two
      users:
      - {name: first, user: {token: secret-1}}
      - name: second
        user:
          client-certificate-data: abc
      contexts:
      - {name: a, context: {cluster: one, user: first}}
      - {name: b, context: {cluster: two, user: second}}
      """;

  @Test
  void theCurrentContextIsTaken() {
    assertThat(Kubeconfigs.as(TWO_CONTEXTS, "alice"))
        .isEqualTo(
            Kubeconfigs.of(
                Map.of("server", "https://two"),
                Trees.object("client-certificate-data", "abc", "as", "alice")));
  }

  @Test
  void aTokenTakesThePlaceOfAllThatTheUserHad() {
    assertThat(Kubeconfigs.withToken(TWO_CONTEXTS, "secret-2"))
        .isEqualTo(Kubeconfigs.of(Map.of("server", "https://two"), Map.of("token", "secret-2")));
  }

  @Test
  void whatNamesNobodyIsNoKubeconfig() {
    var astray = TWO_CONTEXTS.replace("current-context: b", "current-context: c");

    assertThatThrownBy(() -> Kubeconfigs.as(astray, "alice")).hasMessageContaining("no 'c'");
  }
}
