package dev.muster.scheduler.kube.map;

import static dev.muster.scheduler.demand.Trees.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.model.FaultTolerance;
import dev.muster.scheduler.model.Mcad;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Order and waits of AppWrappers that were submitted in MCAD's version. */
class McadMapTest {
  private static final FaultTolerance D = FaultTolerance.DEFAULT;
  private static final Priorities PRIORITIES =
      new Priorities(new TreeMap<>(Map.of("high", 1_000)), 5);

  private static GangView read(String mcad, int resets, String annotations) {
    var object =
        """
        metadata: {annotations: {%s}}
        spec:
          mcad: %s
          components:
          - template: {apiVersion: v1, kind: Pod, spec: {priorityClassName: high, containers: [{}]}}
        status: {phase: Suspended, resettingCount: %d}
        """
            .formatted(annotations, mcad, resets);
    return GangMap.gang(yaml(object), FaultToleranceDefaults.STANDARD, PRIORITIES);
  }

  private static FaultTolerance waits(String requeuing, int resets) {
    return read("{schedulingSpec: {requeuing: {" + requeuing + "}}}", resets, "")
        .spec()
        .faultTolerance();
  }

  private static FaultTolerance tolerance(long wait, long pause, int retries, long deletion) {
    return new FaultTolerance(
        wait,
        wait,
        wait,
        pause,
        retries,
        deletion,
        D.deletionOnFailureGrace(),
        Long.MAX_VALUE,
        0,
        List.of(),
        List.of());
  }

  @Test
  void itsPriorityIsItsOwnIfItNamesOne() {
    var own = read("{priority: -7}", 0, "");
    assertThat(own.spec().priority()).isEqualTo(-7);
    assertThat(own.ranking().said()).hasValue(-7);
    for (var other : new String[] {"{}", "{priority: high}", "{priority: 1.5}", "null", "[]"}) {
      var view = read(other, 0, "");
      assertThat(view.spec().priority()).as(other).isEqualTo(1_000);
      assertThat(view.ranking()).isEqualTo(new Ranking("", OptionalInt.empty(), "high"));
    }
    assertThat(read("{priority: 99999999999}", 0, "").spec().priority())
        .isEqualTo(Integer.MAX_VALUE);
  }

  /** The wait before it is queued again, in seconds, by how often that was already. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "timeInSeconds: 60 | 60 120 240 480",
        "timeInSeconds: 60, growthType: exponential, maxTimeInSeconds: 200 | 60 120 200 200",
        "timeInSeconds: 60, growthType: linear | 60 120 180 240",
        "timeInSeconds: 60, initialTimeInSeconds: 10 | 10 120 240 480",
        "timeInSeconds: 60, initialTimeInSeconds: 10, growthType: linear | 10 20 30 40",
        "timeInSeconds: 60, growthType: none | 60 60 60 60",
        "timeInSeconds: 60, growthType: whatever | 60 60 60 60",
        "timeInSeconds: 60, initialTimeInSeconds: 10, growthType: first | 10 60 60 60",
        "growthType: none | 300 300 300 300",
        "growthType: none, timeInSeconds: 0 | 300 300 300 300",
        "growthType: none, timeInSeconds: -5 | 300 300 300 300",
        "growthType: none, timeInSeconds: x | 300 300 300 300",
        "growthType: none, pauseTimeInSeconds: 1 | 270 270 270 270",
        "timeInSeconds: 9223372036854775807 | 86400 86400 86400 86400",
      })
  void waitsGrow(String requeuing, String seconds) {
    var found = new StringBuilder();
    for (int resets = 0; resets < 4; resets++) {
      var waits = waits(requeuing, resets);
      assertThat(waits.failureGrace()).isEqualTo(waits.warmupGrace());
      found.append(waits.warmupGrace() / 1_000).append(' ');
    }
    assertThat(found.toString().strip()).isEqualTo(seconds);
    assertThat(waits(requeuing, Integer.MAX_VALUE).warmupGrace()).isPositive();
  }

  @Test
  void waitsOfBothEditionsAreTodaysPeriods() {
    assertThat(waits("timeInSeconds: 20, maxNumRequeuings: 3", 0))
        .isEqualTo(tolerance(20_000, D.retryPause(), 3, D.forcefulDeletionGrace()));
    assertThat(waits("maxNumRequeuings: 0, forceDeletionTimeInSeconds: 7", 0))
        .isEqualTo(tolerance(270_000, 90_000, Integer.MAX_VALUE, 7_000));
    assertThat(waits("pauseTimeInSeconds: 8", 0))
        .isEqualTo(tolerance(270_000, 8_000, Integer.MAX_VALUE, 570_000));
    assertThat(
            read("{schedulingSpec: {minAvailable: -1, requeuing: {}}}", 0, "")
                .spec()
                .faultTolerance())
        .isEqualTo(tolerance(270_000, 90_000, Integer.MAX_VALUE, 570_000));
  }

  @Test
  void withoutRequeuingItsUsualWaitsHold() {
    for (var mcad : new String[] {"{}", "{schedulingSpec: {minAvailable: 3}}"}) {
      assertThat(read(mcad, 1, "").spec().faultTolerance())
          .as(mcad)
          .isEqualTo(
              tolerance(600_000, D.retryPause(), Integer.MAX_VALUE, D.forcefulDeletionGrace()));
    }
    assertThat(read("5", 1, "").spec().faultTolerance()).isEqualTo(D);
  }

  @Test
  void courseIsThatOfMcadIfItWasSubmittedInItsVersion() {
    assertThat(read("{}", 0, "").spec().byMcad()).contains(new Mcad(0, false, List.of(List.of())));
    assertThat(read("{schedulingSpec: {minAvailable: -1}}", 0, "").spec().byMcad())
        .contains(new Mcad(-1, true, List.of(List.of())));
    assertThat(
            read("{schedulingSpec: {minAvailable: 3, requeuing: {pauseTimeInSeconds: 1}}}", 0, "")
                .spec()
                .byMcad())
        .contains(new Mcad(3, true, List.of(List.of())));
    for (var other : new String[] {"5", "null", "[]"}) {
      assertThat(read(other, 0, "").spec().byMcad()).as(other).isEmpty();
    }
  }

  @Test
  void whatCompletesAnObjectIsPartOfATypeInSmallLetters() {
    var spec =
        yaml(
            """
            spec:
              mcad: {}
              components:
              - {template: {kind: Job}, mcad: {completionstatus: ' Complete, ,ALLDONE '}}
              - {template: {kind: Job}, mcad: {completionstatus: 5}}
              - {template: {kind: Job}}
            """);
    var mcad =
        GangMap.gang(spec, FaultToleranceDefaults.STANDARD, Priorities.NONE)
            .spec()
            .byMcad()
            .orElseThrow();
    assertThat(mcad.completion())
        .containsExactly(List.of("complete", "alldone"), List.of(), List.of());
    assertThat(mcad.isDone(0, List.of("ready", "completed"))).isTrue();
    assertThat(mcad.isDone(0, List.of("ready"))).isFalse();
    assertThat(mcad.isDone(1, List.of("completed"))).isFalse();
    assertThat(mcad.isDone(7, List.of("completed"))).isFalse();
  }

  @Test
  void todaysAnnotationsWin() {
    var prefix = "workload.codeflare.dev.appwrapper/";
    var annotations = prefix + "warmupGracePeriodDuration: 5s, " + prefix + "retryLimit: '1'";
    var waits =
        read("{schedulingSpec: {requeuing: {timeInSeconds: 20}}}", 0, annotations)
            .spec()
            .faultTolerance();
    assertThat(waits.warmupGrace()).isEqualTo(5_000);
    assertThat(waits.failureGrace()).isEqualTo(20_000);
    assertThat(waits.retryLimit()).isEqualTo(1);
  }

  @Test
  void itsTimeIsLimitedByWhatItSaysUnlessALabelDoes() {
    var mcad = "{schedulingSpec: {dispatchDuration: {limit: 10, expected: 3}}}";
    assertThat(read(mcad, 0, "").spec().faultTolerance().runTimeLimit()).isEqualTo(10_000);
    var labelled =
        yaml(
            "{metadata: {labels: {kueue.x-k8s.io/max-exec-time-seconds: '90'}}, spec: {mcad: "
                + mcad
                + "}}");
    assertThat(
            GangMap.gang(labelled, FaultToleranceDefaults.STANDARD, PRIORITIES)
                .spec()
                .faultTolerance()
                .runTimeLimit())
        .isEqualTo(90_000);
  }
}
