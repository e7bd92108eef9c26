package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.simulations.TestServer;
import dev.muster.simulations.kube.StopPoint.Meanwhile;
import dev.muster.simulations.kube.Tollgate.Hold;
import dev.muster.simulations.kube.Tollgate.Moment;
import dev.muster.simulations.live.objects.Trees;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Stops one leader after the other on one server, and says what was done that should not have been.
 */
final class StoppedLeaderPlay {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final double LATE_CHILD_SECONDS = 1;
  private static final String GANGS = "workload.codeflare.dev/v1beta2";

  private final TestServer server;
  private final Path folder;
  private final boolean held;
  private final Duration pause;
  private final Onlooker onlooker;
  private final List<String> problems = new ArrayList<>();
  private final Map<String, StopPoint> lateChildren = new TreeMap<>();
  private int number;

  StoppedLeaderPlay(TestServer server, Path folder, boolean held, Duration pause) {
    this.server = server;
    this.folder = folder;
    this.held = held;
    this.pause = pause;
    this.onlooker = new Onlooker(server);
  }

  /** {@code ready} waits for what else must be there when somebody leads. */
  List<String> problems(List<StopPoint> points, Runnable ready) {
    var first = new Candidate(server, folder, "candidate-0");
    await().atMost(PATIENCE).until(() -> first.leads(server));
    ready.run();
    var leader = first;
    for (var point : points) {
      number++;
      var successor = play(leader, point);
      leader.close();
      leader = successor;
    }
    leader.close();
    problems.addAll(onlooker.failures());
    lateChildren.forEach((job, point) -> judge(point, onlooker.life(job)));
    problems.addAll(onlooker.overcommits(lateChildren.keySet(), held));
    onlooker.close();
    System.out.printf(
        "%d points, %d late children, %s, %s%n",
        number, lateChildren.size(), held ? "pods held" : "pods not held", onlooker.pods());
    return problems;
  }

  private void judge(StopPoint point, Onlooker.Life life) {
    System.out.println(point + ": " + life);
    if (life.seconds() > LATE_CHILD_SECONDS) {
      problems.add(point + ": the late child stayed: " + life);
    }
    if (life.podSeconds() > life.seconds() + LATE_CHILD_SECONDS) {
      problems.add(point + ": pods of the late child stayed: " + life);
    }
    if (held && (life.bound() > 0 || life.held() < life.pods())) {
      problems.add(point + ": a pod of the late child was not held: " + life);
    }
  }

  private Candidate play(Candidate leader, StopPoint point) {
    var successor = new Candidate(server, folder, "candidate-" + number);
    try {
      play(leader, successor, point);
      return successor;
    } catch (RuntimeException | Error failure) {
      var words = leader.words() + successor.words();
      leader.close(); // it may stand still, and nobody else would end it
      successor.close();
      throw new AssertionError(point + ", number " + number + ": " + words, failure);
    }
  }

  private void play(Candidate leader, Candidate successor, StopPoint point) {
    await().atMost(PATIENCE).until(() -> leader.leads(server));
    var gang = "gang-" + number;
    var hold = new Hold(point.which(gang), point.moment(), () -> leader.process.signal("STOP"));
    cause(gang, point.cause(), () -> leader.network.set(hold));
    var unused = hold.awaitStopped();
    long stoppedAt = System.nanoTime();
    await().atMost(PATIENCE).until(() -> successor.leads(server));
    meanwhile(gang, point.meanwhile());
    server.create(gang("next-" + number));
    awaitRunning("next-" + number);
    await()
        .atMost(pause.plusMinutes(1))
        .until(() -> System.nanoTime() - stoppedAt >= pause.toNanos());

    long wentOnAt = System.nanoTime();
    goOn(leader, hold, point);
    late(hold, point, gang, wentOnAt);
    if (leader.process.exit() == 0) {
      problems.add(point + ": the deposed leader ended as if all were well");
    }
    leader.network.passed().stream()
        .filter(write -> write.mayBeDone() && !write.request.path().endsWith("/events"))
        .forEach(write -> problems.add(point + ": the deposed leader's " + write));
    settle(point, gang);
    clean();
  }

  /** Has the leader make the write that is held from the moment on at which it could come. */
  private void cause(String gang, StopPoint.Cause cause, Runnable hold) {
    if (cause == StopPoint.Cause.IS_CREATED) {
      hold.run();
      server.create(gang(gang));
      return;
    }
    server.create(gang(gang));
    awaitRunning(gang);
    hold.run();
    if (cause == StopPoint.Cause.RUNS_AND_IS_DELETED) {
      server.delete(GANGS, "AppWrapper", gang);
    } else {
      suspend(gang, true);
    }
  }

  private void suspend(String gang, boolean suspended) {
    var body = "{spec: {suspend: " + suspended + "}}";
    var unused = server.patch(GANGS, "AppWrapper", gang, "", body);
  }

  private void meanwhile(String gang, Meanwhile meanwhile) {
    switch (meanwhile) {
      case NOTHING -> {}
      case DELETED -> {
        server.delete(GANGS, "AppWrapper", gang);
        awaitGone(gang);
      }
      case SUSPENDED -> {
        suspend(gang, true);
        awaitSuspended(gang);
      }
      case RESUMED -> {
        awaitSuspended(gang);
        suspend(gang, false);
        awaitRunning(gang);
      }
      case RECREATED -> {
        awaitGone(gang);
        server.create(gang(gang));
        awaitRunning(gang);
      }
    }
  }

  private void awaitGone(String gang) {
    await().atMost(PATIENCE).until(() -> server.find(GANGS, "AppWrapper", gang).isEmpty());
  }

  private void awaitSuspended(String gang) {
    awaitPhase(gang, "Suspended");
    await().atMost(PATIENCE).until(() -> server.find("batch/v1", "Job", gang).isEmpty());
  }

  /** The room that a late child could take is promised to somebody else. */
  private void goOn(Candidate leader, Hold hold, StopPoint point) {
    leader.network.count();
    if (point.makesLateChild()) {
      server.create(gang("beside-" + number));
    }
    hold.letGo();
    if (point.moment() == Moment.SENT) {
      var unused = hold.code();
    }
    leader.process.signal("CONT");
  }

  /** A late decision is refused; only a child may come into being. */
  private void late(Hold hold, StopPoint point, String gang, long wentOnAt) {
    if (point.moment() == Moment.BEFORE_THE_GUARD) {
      return; // it was in time, and what comes after it was not sent: the phases show it
    }
    int code = hold.code();
    if (!point.makesLateChild()) {
      if (code < 400) {
        problems.add(point + ": the late write was done, with " + code);
      }
      return;
    }
    assertThat(code).as(point + ": or nothing is shown").isEqualTo(201);
    await().atMost(PATIENCE).until(() -> onlooker.jobAfter(gang, wentOnAt).isPresent());
    onlooker.jobAfter(gang, wentOnAt).ifPresent(job -> lateChildren.put(job, point));
  }

  private void settle(StopPoint point, String gang) {
    if (point.endsRunning()) {
      awaitRunning(gang);
      await().atMost(PATIENCE).until(() -> podsOf(gang).size() == 2);
    } else {
      await().atMost(PATIENCE).until(() -> server.find("batch/v1", "Job", gang).isEmpty());
      await().atMost(PATIENCE).until(() -> podsOf(gang).isEmpty());
    }
    if (point.makesLateChild()) {
      awaitRunning("beside-" + number);
    }
    await()
        .atMost(PATIENCE)
        .until(() -> Trees.number(local(), -1, "status", "ledger", "size") == 0);
    if (Trees.text(local(), "status", "ledger", "term").equals("0")) {
      problems.add(point + ": nobody raised the term");
    }
  }

  private Map<String, ?> local() {
    return server.get("muster.dev/v1", "Cluster", "local");
  }

  private void clean() {
    names(GANGS, "AppWrapper").forEach(name -> server.delete(GANGS, "AppWrapper", name));
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          assertThat(names(GANGS, "AppWrapper")).isEmpty();
          assertThat(names("batch/v1", "Job")).isEmpty();
          assertThat(names("v1", "Pod")).isEmpty();
        });
  }

  private List<String> podsOf(String gang) {
    return server.list("v1", "Pod").stream()
        .filter(pod -> Trees.text(pod, "metadata", "labels", "job-name").equals(gang))
        .map(Trees::name)
        .toList();
  }

  private List<String> names(String apiVersion, String kind) {
    return server.list(apiVersion, kind).stream().map(Trees::name).toList();
  }

  private void awaitRunning(String gang) {
    awaitPhase(gang, "Running");
  }

  private void awaitPhase(String gang, String phase) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          var now = server.get(GANGS, "AppWrapper", gang);
          assertThat(Map.of(gang, Trees.text(now, "status", "phase")))
              .isEqualTo(Map.of(gang, phase));
        });
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
                terminationGracePeriodSeconds: 0
                containers:
                - name: main
                  image: busybox
                  resources: {limits: {nvidia.com/gpu: 4, cpu: 1}}
    """
        .formatted(name);
  }
}
