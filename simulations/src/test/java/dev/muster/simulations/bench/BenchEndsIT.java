package dev.muster.simulations.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.simulations.TestServer;
import dev.muster.simulations.live.objects.Trees;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How {@code ./muster bench} ends before its time. No scheduler is there, so gangs only wait. */
@Tag(TestServer.BOTH)
final class BenchEndsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Objects that do not go at once, so that there is time to interrupt their removal. */
  private static final String HELD =
      """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: "${name}", finalizers: [example.com/held]}
      data: {key: value}
      """;

  private static final String[] MEASURE_HELD = {
    "-o", "json", "--gangs", "2", "--template", "held.yaml", "--admitted", ".data.key=value"
  };

  @SuppressWarnings("NullAway.Init") // set before the tests
  private static TestServer server;

  @TempDir private Path folder;

  @SuppressWarnings("NullAway.Init") // set before each test
  private Bench bench;

  @BeforeAll
  static void startServer() {
    server = TestServer.start("");
  }

  @AfterAll
  static void endServer() {
    server.close();
  }

  @BeforeEach
  void begin() {
    bench = new Bench(folder, server);
    bench.write("held.yaml", HELD);
  }

  @AfterEach
  void nothingIsLeft() {
    bench.assertNothingIsLeft();
  }

  private void awaitGangs(int count) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(bench.gangs()).hasSize(count));
  }

  private void awaitRemoval() {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(bench.made("v1", "ConfigMap")).isNotEmpty().allMatch(Trees::leaving));
  }

  @Test
  void anInterruptedBenchRemovesWhatItMade() {
    try (var run = bench.type("--gangs", "3", "--nodes", "1x8gpu")) {
      awaitGangs(3);

      run.signal("INT");

      assertThat(run.exit()).isEqualTo(1);
      assertThat(run.outText()).isEmpty();
      assertThat(run.err())
          .containsExactly(
              "stopping: what was made is removed first",
              "error: stopped; everything that was made is removed");
    }
  }

  @Test
  void whatWasFoundIsToldThoughTheRemovalIsInterruptedWhichGoesOn() throws IOException {
    try (var run = bench.type(MEASURE_HELD)) {
      awaitRemoval();

      run.signal("INT");

      var report = Bench.report(run, 0);
      assertThat(report.at("/bench/complete").booleanValue()).isTrue();
      assertThat(report.at("/admitted/gangs").intValue()).isEqualTo(2);
      assertThat(run.err()).containsExactly("stopping: what was made is removed first");
    }
  }

  @Test
  void whatAKilledBenchLeftIsInTheWayOfTheNextAndRemovedByClean() {
    try (var run = bench.type("--gangs", "3", "--nodes", "1x8gpu")) {
      awaitGangs(3);
    } // killed
    try (var next = bench.type("--gangs", "1")) {
      assertThat(next.exit()).isEqualTo(2);
      assertThat(Bench.errors(next))
          .contains("a bench named bench is there already: {appwrappers=3, nodes=1}", "--clean");
    }
    try (var other = bench.type("--clean", "--name", "other")) {
      assertThat(other.exit()).as(() -> Bench.errors(other)).isZero();
      assertThat(bench.gangs()).hasSize(3);
    }

    try (var clean = bench.type("--clean")) {
      assertThat(clean.exit()).as(() -> Bench.errors(clean)).isZero();
      assertThat(clean.err()).isEmpty();
    }
  }

  @Test
  void anInterruptedCleanSaysWhatStaysBehind() {
    server.create(
        """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: bench-0
          labels: {bench.muster.dev/run: bench}
          finalizers: [example.com/held]
        """);
    try (var clean = bench.type("--clean", "--template", "held.yaml")) {
      awaitRemoval();

      clean.signal("INT");

      assertThat(clean.exit()).isEqualTo(1);
      assertThat(clean.err())
          .containsExactly(
              "stopping",
              "error: stopped; these stay behind until --clean is run again: {configmaps=1}");
    }
    var unused = server.patch("v1", "ConfigMap", "bench-0", "", "{metadata: {finalizers: null}}");
  }
}
