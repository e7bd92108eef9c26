package dev.muster.scheduler.kube.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.WatchEvent;
import dev.muster.scheduler.kube.ManualLoop;
import dev.muster.scheduler.kube.map.FaultToleranceDefaults;
import dev.muster.scheduler.model.History;
import dev.muster.scheduler.model.Run;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is told of how pods fared on nodes. */
class RunsTest {
  private static final long NOW = 1_700_000_000_000L;
  private final Mirror mirror =
      new Mirror(new ManualLoop(), FaultToleranceDefaults.STANDARD, () -> {});
  private int version = 1;

  RunsTest() {
    put(Kinds.NODES, Objects.node("n1", 1));
    put(Kinds.GANGS, Objects.gang("g", Objects.admitted(1), 1));
  }

  private void put(Api.Kind kind, Map<String, @Nullable Object> object) {
    mirror.feed(kind).accept(new WatchEvent.Put(object));
  }

  private static String time(long at) {
    return Instant.ofEpochMilli(at).toString();
  }

  private Map<String, @Nullable Object> pod(String name, String node, String status) {
    var pod = Objects.pod(name, "g", "0.w", node, "Running", version++);
    pod.put("status", Objects.yaml(status));
    return pod;
  }

  private void failed(String name, String node, long startedAt, long ranMillis) {
    put(
        Kinds.PODS,
        pod(
            name,
            node,
            "{phase: Failed, containerStatuses: [{state: {terminated: {startedAt: '%s', finishedAt: '%s'}}}]}"
                .formatted(time(startedAt), time(startedAt + ranMillis))));
  }

  private void runs(String name, String node, long startedAt) {
    put(
        Kinds.PODS,
        pod(
            name,
            node,
            "{phase: Running, containerStatuses: [{state: {running: {startedAt: '%s'}}}]}"
                .formatted(time(startedAt))));
  }

  private History history() {
    return mirror.observe(NOW).history();
  }

  private List<String> told(String node) {
    return history()
        .nodes()
        .get(node)
        .map(known -> known.runs().stream().map(run -> run.pod() + " " + run.end()).toList())
        .orElse(List.of());
  }

  @Test
  void nothingIsToldWhereNothingFailsSoon() {
    runs("a", "n1", NOW - 90_000);
    failed("b", "n1", NOW - 200_000, 90_000);

    assertThat(history()).isEqualTo(History.NONE);
  }

  @Test
  void allIsToldOfANodeWhereAPodFailedSoonInOrderOfTheirStart() {
    runs("b", "n1", NOW - 5_000);
    failed("c", "n1", NOW - 9_000, 1_000);
    runs("a", "n1", NOW - 90_000);
    runs("elsewhere", "n2", NOW - 90_000);

    assertThat(told("n1")).containsExactly("uid-a NONE", "uid-c FAILED", "uid-b NONE");
    assertThat(told("n2")).isEmpty();
    assertThat(history().elsewhere().get("uid-g").orElseThrow())
        .extracting(Run::node, Run::podSet)
        .containsExactly(tuple("n1", "0.w"), tuple("n2", "0.w"));
  }

  @Test
  void whatIsGoneIsRememberedForAnHour() {
    failed("a", "n1", NOW - 9_000, 1_000);
    assertThat(told("n1")).hasSize(1);

    var gone = Objects.pod("a", "g", "0.w", "n1", "Failed", 99);
    mirror.feed(Kinds.PODS).accept(new WatchEvent.Gone(gone));
    assertThat(told("n1")).containsExactly("uid-a FAILED");

    put(Kinds.GANGS, Objects.gang("g", Objects.admitted(1), 5));
    assertThat(mirror.observe(NOW + 3_600_000).history()).isEqualTo(History.NONE);
  }

  @Test
  void whatFailedStaysFailedWhateverBecomesOfItsObject() {
    failed("a", "n1", NOW - 9_000, 1_000);
    assertThat(told("n1")).hasSize(1);

    put(Kinds.PODS, pod("a", "n1", "{phase: Failed, reason: Evicted}"));

    assertThat(told("n1")).containsExactly("uid-a FAILED");
  }

  @Test
  void aClockThatIsWrongMakesNothingNewerThanNowOrOlderThanItsPod() {
    failed("a", "n1", NOW + 500_000, 1_000);

    var run = history().nodes().get("n1").orElseThrow().runs().getFirst();
    assertThat(run.endedAt()).isEqualTo(NOW);

    var made = pod("b", "n1", "{}");
    var metadata = new TreeMap<String, @Nullable Object>();
    Meta.map(made.get("metadata")).forEach((key, value) -> metadata.put("" + key, value));
    metadata.put("creationTimestamp", time(NOW - 60_000));
    made.put("metadata", metadata);
    made.put(
        "status",
        Objects.yaml(
            "{phase: Failed, containerStatuses: [{state: {terminated: {startedAt: '%s', finishedAt: '%s'}}}]}"
                .formatted(time(NOW - 900_000), time(NOW - 899_000))));
    put(Kinds.PODS, made);
    assertThat(history().nodes().get("n1").orElseThrow().runs())
        .extracting(Run::startedAt)
        .contains(NOW - 60_000);
  }

  @Test
  void podsOfNoGangAreNotCounted() {
    var pod = Objects.pod("a", "nobody", "0.w", "n1", "Failed", 1);
    pod.put("status", Objects.yaml("{phase: Failed, reason: UnexpectedAdmissionError}"));
    put(Kinds.PODS, pod);

    assertThat(history()).isEqualTo(History.NONE);
  }

  @Test
  void whatHappenedBeforeANodeWasOpenedIsMarkedAsSuch() {
    failed("a", "n1", NOW - 9_000, 1_000);
    var closed = Objects.node("n1", 2);
    var metadata = new TreeMap<String, @Nullable Object>();
    Meta.map(closed.get("metadata")).forEach((key, value) -> metadata.put("" + key, value));
    metadata.put("annotations", Objects.yaml("{muster.dev/quarantine: bad}"));
    closed.put("metadata", metadata);
    put(Kinds.NODES, closed);
    assertThat(history().nodes().get("n1").orElseThrow().since()).isZero();

    put(Kinds.NODES, Objects.node("n1", 3));

    assertThat(history().nodes().get("n1").orElseThrow().since()).isPositive();
  }

  @Test
  void whatEndedBeforeANodeOfThisNameWasMadeIsMarkedAsOfAnother() {
    failed("a", "n1", NOW - 9_000, 1_000);
    assertThat(history().nodes().get("n1").orElseThrow().since()).isZero();

    var next = Objects.node("n1", 7);
    var metadata = new TreeMap<String, @Nullable Object>();
    Meta.map(next.get("metadata")).forEach((key, value) -> metadata.put("" + key, value));
    metadata.put("uid", "another");
    metadata.put("creationTimestamp", time(NOW - 4_000));
    next.put("metadata", metadata);
    put(Kinds.NODES, next);

    assertThat(history().nodes().get("n1").orElseThrow().since()).isEqualTo(NOW - 4_000);
    mirror.feed(Kinds.NODES).accept(new WatchEvent.Gone(Objects.node("n1", 8)));
    assertThat(history().nodes().get("n1").orElseThrow().since())
        .as("the end of the first is told late")
        .isEqualTo(NOW - 4_000);
  }

  @Test
  void aPodThatDoesNotSayItsAttemptIsOfTheGangsLatest() {
    put(Kinds.GANGS, Objects.gang("g", Objects.admitted(3), 2));
    var pod =
        pod(
            "a",
            "n1",
            "{phase: Failed, containerStatuses: [{state: {terminated: {startedAt: '%s', finishedAt: '%s'}}}]}"
                .formatted(time(NOW - 9_000), time(NOW - 8_000)));
    failed("b", "n1", NOW - 9_000, 1_000);
    put(Kinds.PODS, withoutEpoch(pod));

    assertThat(history().nodes().get("n1").orElseThrow().runs())
        .extracting(Run::pod, Run::attempt)
        .containsExactly(tuple("uid-a", 3), tuple("uid-b", 1));
  }

  private static Map<String, @Nullable Object> withoutEpoch(Map<String, @Nullable Object> pod) {
    var metadata = new TreeMap<String, @Nullable Object>();
    Meta.map(pod.get("metadata")).forEach((key, value) -> metadata.put("" + key, value));
    var labels = new TreeMap<String, @Nullable Object>();
    Meta.map(metadata.get("labels")).forEach((key, value) -> labels.put("" + key, value));
    labels.remove(Labels.EPOCH);
    metadata.put("labels", labels);
    pod.put("metadata", metadata);
    return pod;
  }
}
