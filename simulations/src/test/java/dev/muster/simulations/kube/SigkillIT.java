package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.scheduler.kube.watch.Labels;
import dev.muster.simulations.Program;
import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.store.ChangeType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The scheduler as a process that is killed again and again while gangs come and go, and once is
 * frozen until another one leads. The server lives on; nobody else notices.
 */
final class SigkillIT {
  private static final int KILLS = 20;
  private static final int FROZEN = 10;
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final List<String> WRAPPED = List.of("rayclusters", "jobs");

  private static final String CONFIG =
      """
      muster:
        sweepPeriod: 5s
        leaderElection:
          leaseNamespace: kube-system
          leaseDuration: 4s
          renewDeadline: 3s
          retryPeriod: 500ms
      """;

  /** Starts the scheduler again when it has ended, as it must when a stall cost it the lease. */
  private static final class Supervisor implements AutoCloseable {
    private final Supplier<Program> start;
    private Program program;

    Supervisor(Supplier<Program> start) {
      this.start = start;
      this.program = start.get();
    }

    void look() {
      if (!program.isAlive()) {
        program.close();
        program = start.get();
      }
    }

    @Override
    public void close() {
      program.close();
    }
  }

  @TempDir
  @SuppressWarnings("NullAway.Init") // set before the test
  private static Path folder;

  private final Random random = new Random(20);
  private final LiveStage server = new LiveStage(folder, "4x8gpu", CONFIG);
  private int lives;

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void killedTwentyTimesNothingIsLostAndNothingIsDoneTwice() {
    var traffic = server.ask(stage -> new Traffic(stage, server.loop, new Random(1)));
    server.loop.post(traffic::start);
    for (int kill = 1; kill <= KILLS; kill++) {
      liveAndDie(kill);
    }
    var expected = server.ask(stage -> traffic.stop());
    try (var last = new Supervisor(this::start)) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> {
            last.look();
            var left = server.ask(stage -> left(stage, expected));
            assertThat(left).isEmpty();
          });
    }
    assertThat(expected).hasSizeGreaterThan(50);
    var report = server.ask(stage -> stage.watchdog.report());
    assertThat(report.violations()).isEmpty();
    assertThat(report.violationCount() + report.partialAdmissions() + report.overcommits())
        .isZero();
    assertThat(report.checked()).isGreaterThanOrEqualTo(report.writes());
    var twice = server.ask(SigkillIT::madeTwice);
    assertThat(twice).isEmpty();
    long leaders = server.ask(SigkillIT::term);
    assertThat(leaders).isGreaterThanOrEqualTo(KILLS * 3L / 4);
  }

  /** Most die some time after they lead, every fourth some time after it was started. */
  private void liveAndDie(int kill) {
    try (var doomed = start()) {
      if (kill % 4 == 0) {
        pass(random.nextInt(4_000));
        return;
      }
      awaitLeading(doomed);
      pass(random.nextInt(2_500));
      if (kill == FROZEN) {
        freeze(doomed);
      }
    }
  }

  /** One that sleeps through the end of its lease harms nobody when it wakes up. */
  private void freeze(Program first) {
    first.signal("STOP");
    try (var second = start()) {
      awaitLeading(second);
      first.signal("CONT");
      assertThat(first.exit()).isEqualTo(1);
      assertThat(first.err()).last().asString().contains("lease was lost");
      pass(random.nextInt(2_500));
    }
  }

  private Program start() {
    lives++;
    return server.scheduler("life-" + lives, "--http-port", "0");
  }

  /** Waits until the one that was started last leads, or has ended on a machine that stalls. */
  private void awaitLeading(Program program) {
    var mine = "life-" + lives + "_";
    await().atMost(PATIENCE).until(() -> server.leader().startsWith(mine) || !program.isAlive());
  }

  private static void pass(int millis) {
    await().pollDelay(Duration.ofMillis(millis)).atMost(PATIENCE).until(() -> true);
  }

  private static long term(Stage stage) {
    var cluster = stage.list("muster.dev/v1", "Cluster").getFirst();
    return Trees.number(cluster, 0, "status", "ledger", "term");
  }

  /** What is not yet as it has to be in the end. */
  private static List<String> left(Stage stage, Map<String, String> expected) {
    var left = new ArrayList<>(differences(stage, expected));
    stage.intents().forEach(intent -> left.add("in the ledger: " + intent));
    orphans(stage).forEach(orphan -> left.add("orphan: " + orphan));
    return left;
  }

  /** Gangs that are not as they have to be in the end. */
  private static List<String> differences(Stage stage, Map<String, String> expected) {
    var phases = stage.phases();
    var names = new TreeSet<>(expected.keySet());
    names.addAll(phases.keySet());
    return names.stream()
        .filter(name -> !Objects.equals(expected.get(name), phases.get(name)))
        .map(name -> name + " is " + phases.get(name) + ", not " + expected.get(name))
        .toList();
  }

  /** Wrapped objects that were made more than once in one attempt of their gang. */
  private static List<String> madeTwice(Stage stage) {
    var made = new TreeMap<String, Integer>();
    for (var change : stage.changes) {
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

  /** Objects of gangs that are gone. */
  private static List<String> orphans(Stage stage) {
    var gangs = new HashSet<String>();
    stage
        .list("workload.codeflare.dev/v1beta2", "AppWrapper")
        .forEach(gang -> gangs.add(Trees.text(gang, "metadata", "uid")));
    var objects = new ArrayList<>(stage.list("ray.io/v1", "RayCluster"));
    objects.addAll(stage.list("batch/v1", "Job"));
    objects.addAll(stage.list("v1", "Pod"));
    return objects.stream()
        .filter(o -> !gangs.contains(Trees.text(o, "metadata", "labels", Labels.GANG_UID)))
        .map(Trees::name)
        .toList();
  }
}
