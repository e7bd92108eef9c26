package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.simulations.Objects;
import dev.muster.simulations.Program;
import dev.muster.simulations.TestServer;
import dev.muster.simulations.kube.Tollgate.Hold;
import dev.muster.simulations.kube.Tollgate.Moment;
import dev.muster.simulations.kube.Tollgate.Request;
import dev.muster.simulations.live.http.RawClient;
import dev.muster.simulations.live.objects.Trees;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The leader's process stands still, as by SIGSTOP, around one of its writes; another takes over
 * and decides; then the write arrives, or the first process goes on. {@code -Dmuster.pause=60}
 * makes it stand still for so many seconds at least.
 */
@Tag(TestServer.BOTH)
@EnabledIfSystemProperty(
    named = "muster.pause",
    matches = "\\d+",
    disabledReason = "takes minutes: run it with -Dmuster.pause=0")
final class StoppedLeaderIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration LATE_CHILD = Duration.ofSeconds(1);
  private static final String GANGS = "workload.codeflare.dev/v1beta2";

  @TempDir private Path folder;

  /** Where the leader stands still, and whether the user deletes the gang meanwhile. */
  private record Point(String write, Moment moment, boolean deleted) {
    Predicate<Request> which(String gang) {
      return switch (write) {
        case "finalizer" -> r -> r.method().equals("PATCH") && r.path().endsWith("/" + gang);
        case "ledger" ->
            r -> r.path().endsWith("/clusters/local/status") && r.body().contains("podSets");
        case "status" -> r -> r.path().endsWith("/" + gang + "/status");
        case "child" -> r -> r.method().equals("POST") && r.path().endsWith("/jobs");
        default -> throw new IllegalArgumentException(write);
      };
    }
  }

  private static List<Point> points() {
    var points = new ArrayList<Point>();
    for (var write : List.of("finalizer", "ledger", "status", "child")) {
      for (var moment : Moment.values()) {
        points.add(new Point(write, moment, false));
      }
    }
    points.add(new Point("ledger", Moment.SENT, true));
    points.add(new Point("child", Moment.SENT, true));
    points.add(new Point("child", Moment.AFTER_THE_GUARD, true));
    return points;
  }

  private static String gang(String name) {
    return """
    apiVersion: workload.codeflare.dev/v1beta2
    kind: AppWrapper
    metadata: {name: %1$s}
    spec:
      components:
      - template:
          apiVersion: batch/v1
          kind: Job
          metadata: {name: %1$s}
          spec:
            parallelism: 2
            completions: 2
            template:
              spec:
                restartPolicy: Never
                containers:
                - name: main
                  image: busybox
                  resources: {limits: {nvidia.com/gpu: 4, cpu: 1}}
    """
        .formatted(name);
  }

  /** A scheduler's process behind a network of its own. */
  private final class Candidate implements AutoCloseable {
    private final String identity;
    private final Tollgate network;
    private final Program process;

    Candidate(TestServer server, String identity) throws IOException {
      this.identity = identity;
      try (var client = new RawClient(server.kubeconfig())) {
        network = new Tollgate(client.tls().getSocketFactory(), URI.create(client.root()));
      }
      var account = server.kubeconfigFor("muster-system", "muster-scheduler");
      var kubeconfig =
          account.replaceAll("https://127.0.0.1:\\d+", "http://127.0.0.1:" + network.port());
      Files.writeString(folder.resolve(identity), kubeconfig);
      process =
          LiveStage.scheduler(
              folder,
              "--config",
              "config",
              "--kubeconfig",
              identity,
              "--identity",
              identity,
              "--http-port",
              "0");
    }

    boolean leads(TestServer server) {
      var lease = server.find("coordination.k8s.io/v1", "Lease", "muster-system/muster-scheduler");
      return lease
          .map(l -> Trees.text(l, "spec", "holderIdentity"))
          .orElse("")
          .startsWith(identity + "_");
    }

    @Override
    public void close() {
      process.close();
      network.close();
    }
  }

  @Test
  void whatTheLeaderDecidedIsNotDoneAfterItsSuccessorsFirstDecision() throws IOException {
    Files.writeString(
        folder.resolve("config"),
        "muster: {leaderElection: {leaseDuration: 6s, renewDeadline: 4s, retryPeriod: 1s}}");
    var problems = new ArrayList<String>();
    try (var server = TestServer.operated("2x8gpu")) {
      server.createNamespace("muster-system");
      for (var file : List.of("service_account", "scheduler", "wrapped_kinds")) {
        var path = Path.of(System.getProperty("muster.root"), "manifests/rbac/" + file + ".yaml");
        Objects.documents(path).forEach(server::create);
      }
      var leader = new Candidate(server, "candidate-0");
      int number = 0;
      for (var point : points()) {
        number++;
        var successor = play(server, leader, point, number, problems);
        leader.close();
        leader = successor;
      }
      leader.close();
    }
    assertThat(problems).isEmpty();
  }

  private Candidate play(
      TestServer server, Candidate leader, Point point, int number, List<String> problems)
      throws IOException {
    await().atMost(PATIENCE).until(() -> leader.leads(server));
    var gang = "gang-" + number;
    var hold = new Hold(point.which(gang), point.moment(), () -> leader.process.signal("STOP"));
    leader.network.set(hold);
    server.create(gang(gang));
    hold.awaitStopped();
    long stoppedAt = System.nanoTime();
    var successor = new Candidate(server, "candidate-" + number);
    await().atMost(PATIENCE).until(() -> successor.leads(server));
    if (point.deleted()) {
      server.delete(GANGS, "AppWrapper", gang);
      await().atMost(PATIENCE).until(() -> server.find(GANGS, "AppWrapper", gang).isEmpty());
    }
    server.create(gang("next-" + number));
    awaitRunning(server, "next-" + number);
    long pause = Duration.ofSeconds(Long.getLong("muster.pause", 0)).toNanos();
    await().atMost(Duration.ofMinutes(3)).until(() -> System.nanoTime() - stoppedAt >= pause);

    goOn(leader, hold, point);
    late(server, hold, point, gang, problems);
    if (leader.process.exit() == 0) {
      problems.add(point + ": the deposed leader ended as if all were well");
    }
    settle(server, point, gang, problems);
    for (var name : List.of(gang, "next-" + number)) {
      if (server.find(GANGS, "AppWrapper", name).isPresent()) {
        server.delete(GANGS, "AppWrapper", name);
      }
    }
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          assertThat(names(server, GANGS, "AppWrapper")).isEmpty();
          assertThat(names(server, "batch/v1", "Job")).isEmpty();
          assertThat(names(server, "v1", "Pod")).isEmpty();
        });
    return successor;
  }

  private static void goOn(Candidate leader, Hold hold, Point point) {
    hold.letGo();
    if (point.moment() == Moment.SENT) {
      var unused = hold.code();
    }
    leader.process.signal("CONT");
  }

  /** A late decision is refused; only a child may come into being, and not for long. */
  private static void late(
      TestServer server, Hold hold, Point point, String gang, List<String> problems) {
    if (point.moment() == Moment.BEFORE_THE_GUARD) {
      return; // it was in time, and what comes after it was not sent: the phases show it
    }
    int code = hold.code();
    if (point.write().equals("child") && point.deleted()) {
      try {
        await()
            .atMost(LATE_CHILD)
            .until(() ->
                server.find("batch/v1", "Job", gang).filter(StoppedLeaderIT::stays).isEmpty());
      } catch (org.awaitility.core.ConditionTimeoutException stays) {
        problems.add(point + ": the late child is still there, its creation was answered " + code);
      }
    } else if (code < 400) {
      problems.add(point + ": the late write was done, with " + code);
    }
  }

  private static boolean stays(Object object) {
    return Trees.text(object, "metadata", "deletionTimestamp").isEmpty();
  }

  private static void settle(TestServer server, Point point, String gang, List<String> problems) {
    if (point.deleted()) {
      await().atMost(PATIENCE).until(() -> podsOf(server, gang).isEmpty());
    } else {
      awaitRunning(server, gang);
      await().atMost(PATIENCE).until(() -> podsOf(server, gang).size() == 2);
    }
    var status = server.get("muster.dev/v1", "Cluster", "local");
    await()
        .atMost(PATIENCE)
        .until(() ->
            Trees.number(
                    server.get("muster.dev/v1", "Cluster", "local"), -1, "status", "ledger", "size")
                == 0);
    if (Trees.text(status, "status", "ledger", "term").equals("0")) {
      problems.add(point + ": nobody raised the term");
    }
    problems.addAll(overcommits(server, point));
  }

  /** Bound pods against what their node has. */
  private static List<String> overcommits(TestServer server, Point point) {
    var used = new java.util.TreeMap<String, Long>();
    for (var pod : server.list("v1", "Pod")) {
      var node = Trees.text(pod, "spec", "nodeName");
      if (!node.isEmpty()) {
        used.merge(node, 4L, Long::sum);
      }
    }
    return used.entrySet().stream()
        .filter(node -> node.getValue() > 8)
        .map(node -> point + ": " + node)
        .toList();
  }

  private static List<String> podsOf(TestServer server, String gang) {
    return server.list("v1", "Pod").stream()
        .filter(pod -> Trees.text(pod, "metadata", "labels", "job-name").equals(gang))
        .map(Trees::name)
        .toList();
  }

  private static List<String> names(TestServer server, String apiVersion, String kind) {
    return server.list(apiVersion, kind).stream().map(Trees::name).toList();
  }

  private static void awaitRunning(TestServer server, String gang) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(
                    Map.of(
                        gang, Trees.text(server.get(GANGS, "AppWrapper", gang), "status", "phase")))
                .isEqualTo(Map.of(gang, "Running")));
  }
}
