package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.store.ChangeType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The shell is killed at its n-th write while it holds and lets go objects that are gangs by
 * themselves, and another one goes on: they take their turn all the same, no pod is bound of one
 * that is held, and none is let go twice.
 */
final class BareCrashTest {
  private static final String JOB =
      """
      {apiVersion: batch/v1, kind: Job,
       metadata: {name: %s, labels: {kueue.x-k8s.io/queue-name: ""}},
       spec: {parallelism: 2, completions: 2, completionMode: Indexed,
              template: {metadata: {annotations: {demo.muster.dev/run-seconds: "%d"}},
                spec: {restartPolicy: Never,
                       containers: [{name: main, image: work, resources: {requests: {cpu: "3"}}}]}}}}
      """;

  @Test
  void killedAtAnyWriteAllTakeTheirTurnAndNoneIsLetGoTwice() {
    var undisturbed = new Story(0, Life.Moment.BEFORE_SENDING);
    assertThat(undisturbed.problems()).isEmpty();
    int writes = undisturbed.life.writes();
    assertThat(writes).isGreaterThan(20);
    var problems = new ArrayList<String>();
    for (int write = 1; write <= writes; write++) {
      var moment = Life.Moment.values()[write % Life.Moment.values().length];
      var story = new Story(write, moment);
      if (!story.life.isOver()) {
        problems.add("never killed at " + write);
      }
      for (var problem : story.problems()) {
        problems.add(moment + " " + write + ": " + problem);
      }
    }
    assertThat(problems).isEmpty();
  }

  @Test
  void whatEndedAndWasSuspendedThenWhileNobodyLedHasSucceeded() {
    var stage = Stage.of("2x4cpu");
    var life = new Life(stage.loop, stage.api(), 0, Life.Moment.BEFORE_SENDING);
    stage.shell("one", life).start();
    stage.create(JOB.formatted("ends", 10));
    stage.seconds(5);
    life.kill();
    stage.seconds(10);
    var unused = stage.patch("batch/v1", "Job", "ends", "", "{spec: {suspend: true}}");

    stage.shell("two").start();
    stage.seconds(60);

    var job = stage.get("batch/v1", "Job", "ends");
    assertThat(Trees.condition(job, "Complete")).isEqualTo("True");
    assertThat(Trees.annotation(job, "muster.dev/status")).contains("\"phase\":\"Succeeded\"");
  }

  /** Three jobs for which there is room in turn; the first is held by its user for a while. */
  private static final class Story {
    private final Stage stage = Stage.of("2x4cpu");
    private final Life life;
    private final List<String> problems = new ArrayList<>();

    Story(int write, Life.Moment moment) {
      life = new Life(stage.loop, stage.api(), write, moment);
      stage.shell("one", life).start();
      stage.loop.after(1_000, stage.shell("two")::start);
      stage.store.onChange(change -> {
        if (change.resource().kind().equals("Pod") && change.type() == ChangeType.MODIFIED) {
          checkBound(change.object());
        }
      });
      stage.seconds(2);
      stage.create(JOB.formatted("a", 40));
      stage.create(JOB.formatted("b", 10));
      stage.create(JOB.formatted("c", 10));
      stage.seconds(20);
      stage.patch("batch/v1", "Job", "a", "", "{spec: {suspend: true}}");
      stage.seconds(20);
      stage.patch("batch/v1", "Job", "a", "", "{spec: {suspend: false}}");
      stage.seconds(300);
      for (var name : List.of("a", "b", "c")) {
        check(name);
      }
    }

    private void checkBound(Map<String, ?> pod) {
      var job = Trees.text(pod, "metadata", "labels", "job-name");
      boolean bound = !Trees.text(pod, "spec", "nodeName").isEmpty();
      if (bound
          && Trees.text(pod, "status", "phase").equals("Pending")
          && Trees.flag(stage.get("batch/v1", "Job", job), "spec", "suspend")
          && !Trees.leaving(pod)) {
        problems.add("a pod of " + job + ", which is held, is bound");
      }
    }

    private void check(String name) {
      var job = stage.get("batch/v1", "Job", name);
      if (!Trees.annotation(job, "muster.dev/status").contains("\"phase\":\"Succeeded\"")) {
        problems.add(name + " has not succeeded: " + Trees.annotation(job, "muster.dev/status"));
      }
      int letGo = 0;
      boolean held = true;
      for (var change : stage.changes) {
        if (change.resource().kind().equals("Job") && Trees.name(change.object()).equals(name)) {
          boolean now = Trees.flag(change.object(), "spec", "suspend");
          letGo += held && !now ? 1 : 0;
          held = now;
        }
      }
      int expected = name.equals("a") ? 2 : 1;
      if (letGo != expected) {
        problems.add(name + " was let go " + letGo + " times");
      }
    }

    List<String> problems() {
      stage.watchdog.report().violations().forEach(violation -> problems.add(violation.toString()));
      return problems;
    }
  }
}
