package dev.muster.simulations.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SessionTest {
  private static final String KUBECONFIG =
      """
      apiVersion: v1
      kind: Config
      current-context: it
      contexts: [{name: it, context: {cluster: it, user: it}}]
      clusters: [{name: it, cluster: {server: "https://127.0.0.1:1"}}]
      users: [{name: it, user: {token: none}}]
      """;

  private final Session session =
      new Session(KUBECONFIG, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), () -> 0L);

  @AfterEach
  void close() {
    session.close();
  }

  @Test
  void aStopEndsEveryWait() {
    assertThat(session.<String>ask(() -> "answer")).isEqualTo("answer");

    session.stop();

    assertThat(session.isStopped()).isTrue();
    assertThatThrownBy(() -> session.ask(() -> "answer")).isInstanceOf(Session.Stopped.class);
  }

  @Test
  void whoeverClearsAwayIsNotStoppedAnyMore() {
    session.stop();
    session.goOn();
    assertThat(session.<String>ask(() -> "answer")).isEqualTo("answer");

    session.stop();

    assertThat(session.isStopped()).isFalse();
    assertThat(session.<String>ask(() -> "answer")).isEqualTo("answer");
  }
}
