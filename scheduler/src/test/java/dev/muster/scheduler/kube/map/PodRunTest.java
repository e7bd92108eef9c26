package dev.muster.scheduler.kube.map;

import static dev.muster.scheduler.demand.Trees.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.model.Run.End;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a kubelet's words say of how a pod fared. */
class PodRunTest {
  /** 2023-11-14T22:13:20Z, when the pods here were made. */
  private static final long MADE = 1_700_000_000_000L;

  private static PodRun run(String status) {
    return run("", status);
  }

  private static PodRun run(String metadata, String status) {
    return PodMap.pod(
            yaml(
                "{metadata: {creationTimestamp: '2023-11-14T22:13:20Z'"
                    + metadata
                    + "}, status: "
                    + status
                    + "}"))
        .run();
  }

  private static String ended(String started, String finished) {
    return "{state: {terminated: {exitCode: 1, startedAt: '%s', finishedAt: '%s'}}}"
        .formatted(started, finished);
  }

  private static String at(int second) {
    return "2023-11-14T22:13:%dZ".formatted(second);
  }

  @Test
  void aFailedPodRanAsLongAsTheAppContainerThatRanLongest() {
    var containers = ended(at(30), at(31)) + ", " + ended(at(30), at(33));

    assertThat(run("{phase: Failed, containerStatuses: [" + containers + "]}"))
        .isEqualTo(new PodRun(true, End.FAILED, MADE + 13_000, 3_000));
  }

  @Test
  void initContainersCountOnlyWhereNoAppContainerRan() {
    var init = "initContainerStatuses: [" + ended(at(21), at(29)) + "]";
    var app = "containerStatuses: [" + ended(at(30), at(31)) + "]";
    var waiting = "containerStatuses: [{state: {waiting: {reason: PodInitializing}}}]";

    assertThat(run("{phase: Failed, " + init + ", " + app + "}").ranMillis()).isEqualTo(1_000);
    assertThat(run("{phase: Failed, " + init + ", " + waiting + "}").ranMillis()).isEqualTo(8_000);
  }

  @Test
  void aContainerThatCouldNotBeStartedRanForNoTime() {
    var never = ended("1970-01-01T00:00:00Z", at(30));

    assertThat(run("{phase: Failed, containerStatuses: [" + never + "]}"))
        .isEqualTo(new PodRun(true, End.FAILED, MADE + 10_000, 0));
  }

  @Test
  void aPodThatIsRefusedForWantOfADeviceRanForNoTime() {
    assertThat(run("{phase: Failed, reason: UnexpectedAdmissionError}"))
        .isEqualTo(new PodRun(true, End.FAILED, MADE, 0));
  }

  @Test
  void whoWasEndedFromOutsideSaysNothingOfItsNode() {
    var app = "containerStatuses: [" + ended(at(30), at(31)) + "]";
    for (var reason : List.of("Evicted", "DeadlineExceeded", "OutOfcpu", "NodeShutdown")) {
      assertThat(run("{phase: Failed, reason: " + reason + ", " + app + "}"))
          .as(reason)
          .isEqualTo(PodRun.NONE);
    }
    assertThat(run("{phase: Failed}")).isEqualTo(PodRun.NONE);
  }

  @Test
  void whoWasDeletedBeforeItFailedSaysNothingAndWhoFailedBeforeThatDoes() {
    var failed = "{phase: Failed, containerStatuses: [" + ended(at(30), at(31)) + "]}";
    var deletion = ", deletionGracePeriodSeconds: 20, deletionTimestamp: '%s'";

    assertThat(run(deletion.formatted(at(50)), failed)).isEqualTo(PodRun.NONE);
    assertThat(run(deletion.formatted(at(52)), failed).known()).isTrue();
  }

  @Test
  void aRunningPodRunsSinceItsLastContainerStarted() {
    var containers =
        "[{state: {running: {startedAt: '%s'}}}, {state: {running: {startedAt: '%s'}}}]"
            .formatted(at(30), at(40));

    assertThat(run("{phase: Running, containerStatuses: " + containers + "}"))
        .isEqualTo(new PodRun(true, End.NONE, MADE + 20_000, 0));
    assertThat(run("{phase: Pending}")).isEqualTo(PodRun.NONE);
    assertThat(run("{phase: Running, containerStatuses: [{state: {waiting: {}}}]}"))
        .isEqualTo(PodRun.NONE);
  }

  @Test
  void aPodIsNotWellWhileOneOfItsContainersIsStartedAgainAndAgain() {
    var beside = "{state: {running: {startedAt: '%s'}}}, ".formatted(at(30));
    var loops = "{state: {waiting: {reason: CrashLoopBackOff}}}";
    var broke = ended(at(31), at(32));
    var done = broke.replace("exitCode: 1", "exitCode: 0");

    assertThat(run("{phase: Running, containerStatuses: [" + beside + loops + "]}"))
        .isEqualTo(PodRun.NONE);
    assertThat(run("{phase: Running, containerStatuses: [" + beside + broke + "]}"))
        .isEqualTo(PodRun.NONE);
    assertThat(run("{phase: Running, containerStatuses: [" + beside + done + "]}"))
        .isEqualTo(new PodRun(true, End.NONE, MADE + 10_000, 0));
  }
}
