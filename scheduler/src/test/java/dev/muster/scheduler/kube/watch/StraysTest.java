package dev.muster.scheduler.kube.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.WatchEvent;
import dev.muster.scheduler.kube.ManualLoop;
import dev.muster.scheduler.kube.map.FaultToleranceDefaults;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which nodes are unsettled by pods that should have been held and were not. */
final class StraysTest {
  private final ManualLoop loop = new ManualLoop();
  private int changes;
  private final Mirror mirror = new Mirror(loop, FaultToleranceDefaults.STANDARD, () -> changes++);

  @BeforeEach
  void begin() {
    put(Kinds.NODES, Objects.node("n1", 1));
    put(Kinds.NODES, Objects.node("n2", 2));
    put(Kinds.GANGS, Objects.gang("g", Objects.admitted(1), 3));
  }

  private void put(Api.Kind kind, Map<String, @Nullable Object> object) {
    MirrorTest.put(mirror, kind, object);
  }

  private TreeSet<String> unsettled() {
    var names = new TreeSet<String>();
    mirror
        .observe(loop.now())
        .cluster()
        .nodes()
        .forEach((name, node) -> {
          if (node.unsettled()) {
            names.add(name);
          }
        });
    return names;
  }

  /** A pod that was to be placed, and is not held. */
  private static Map<String, @Nullable Object> stray(String name, String spec, int version) {
    var pod = Objects.pod(name, "g", "0.w", "", "Pending", version);
    label(pod, Labels.PLACE, "exact");
    return changed(pod, "spec", spec);
  }

  private static void label(Map<String, @Nullable Object> pod, String name, String value) {
    var labels = copy(Meta.map(Meta.map(pod.get("metadata")).get("labels")));
    labels.put(name, value);
    var metadata = copy(Meta.map(pod.get("metadata")));
    metadata.put("labels", labels);
    pod.put("metadata", metadata);
  }

  private static Map<String, @Nullable Object> changed(
      Map<String, @Nullable Object> object, String field, String more) {
    var part = copy(Meta.map(object.get(field)));
    part.putAll(Objects.yaml(more));
    object.put(field, part);
    return object;
  }

  private static Map<String, @Nullable Object> copy(Map<?, ?> map) {
    var copy = new LinkedHashMap<String, @Nullable Object>();
    map.forEach((key, value) -> copy.put(String.valueOf(key), value));
    return copy;
  }

  /** A pod of somebody else that takes so much. */
  private static Map<String, @Nullable Object> guest(String name, String node, int cpus) {
    var spec = "{nodeName: %s, containers: [{resources: {requests: {cpu: %d}}}]}";
    var pod = Objects.pod(name, "", "", node, "Running", 50);
    return changed(pod, "spec", spec.formatted(node, cpus));
  }

  @Test
  void podThatCameWithoutItsGateUnsettlesEveryNodeThatTakesItUntilItIsBound() {
    put(Kinds.NODES, changed(Objects.node("n3", 4), "spec", "{unschedulable: true}"));
    put(Kinds.PODS, guest("full", "n2", 8));
    assertThat(unsettled()).isEmpty();

    put(Kinds.PODS, stray("w1", "{}", 10));
    assertThat(unsettled()).containsExactly("n1");
    mirror.feed(Kinds.PODS).accept(new WatchEvent.Gone(guest("full", "n2", 8)));
    assertThat(unsettled()).containsExactly("n1", "n2");

    put(Kinds.PODS, stray("w1", "{nodeName: n2}", 11));
    assertThat(unsettled()).isEmpty();
  }

  @Test
  void podThatNeedsNoGateOrCannotGoAnywhereUnsettlesNothing() {
    put(Kinds.PODS, Objects.pod("unplaced", "g", "0.w", "", "Pending", 10));
    put(Kinds.PODS, stray("held", "{schedulingGates: [{name: muster.dev/placement}]}", 11));
    put(Kinds.PODS, stray("held-by-others", "{schedulingGates: [{name: other}]}", 12));
    var leaving = stray("leaving", "{}", 13);
    put(Kinds.PODS, changed(leaving, "metadata", "{deletionTimestamp: '2026-01-01T00:00:00Z'}"));
    put(Kinds.PODS, changed(stray("ended", "{}", 14), "status", "{phase: Failed}"));
    var sent =
        "{affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution:"
            + " {nodeSelectorTerms: [{matchFields: [{key: metadata.name, operator: In, values:"
            + " [n1]}]}]}}}}";
    put(Kinds.PODS, stray("sent", sent, 15));

    assertThat(unsettled()).isEmpty();
  }

  @Test
  void podOfAGangWithoutPromisesUnsettlesNothing() {
    put(Kinds.PODS, stray("w1", "{}", 10));
    assertThat(unsettled()).containsExactly("n1", "n2");

    put(Kinds.GANGS, Objects.gang("g", "", 20));
    assertThat(unsettled()).isEmpty();
  }

  @Test
  void podThatIsNotTakenInTimeKeepsANodeFromNobody() {
    put(Kinds.PODS, guest("full", "n2", 8));
    put(Kinds.PODS, stray("w1", "{}", 10));
    assertThat(unsettled()).containsExactly("n1");
    int before = changes;

    loop.runFor(Strays.CHANCE_MILLIS - 1);
    assertThat(unsettled()).containsExactly("n1");
    loop.runFor(1);
    assertThat(changes).isGreaterThan(before);
    assertThat(unsettled()).isEmpty();

    // What others free it may take, and so may one that comes later.
    loop.runFor(60_000);
    mirror.feed(Kinds.PODS).accept(new WatchEvent.Gone(guest("full", "n2", 8)));
    assertThat(unsettled()).containsExactly("n2");
    loop.runFor(20_000);
    put(Kinds.PODS, stray("w2", "{}", 60));
    assertThat(unsettled()).containsExactly("n1", "n2");
    loop.runFor(20_000);
    assertThat(unsettled()).containsExactly("n1", "n2");
    loop.runFor(10_000);
    assertThat(unsettled()).isEmpty();
  }

  @Test
  void nodesAreUnsettledUntilTheLastOfSeveralIsBoundOrHadItsTime() {
    put(Kinds.PODS, stray("w1", "{}", 10));
    assertThat(unsettled()).containsExactly("n1", "n2");
    loop.runFor(20_000);
    put(Kinds.PODS, stray("w2", "{}", 11));
    assertThat(unsettled()).containsExactly("n1", "n2");
    put(Kinds.PODS, stray("w1", "{nodeName: n1}", 12));
    loop.runFor(20_000);
    assertThat(unsettled()).containsExactly("n1", "n2");

    loop.runFor(10_000);
    assertThat(unsettled()).isEmpty();
    put(Kinds.PODS, stray("w3", "{}", 13));
    assertThat(unsettled()).containsExactly("n1", "n2");
    put(Kinds.PODS, stray("w2", "{nodeName: n2}", 14));
    put(Kinds.PODS, stray("w3", "{nodeName: n2}", 15));
    assertThat(unsettled()).isEmpty();
  }

  @Test
  void heldPodIsNotSentWhereAnotherMayLand() {
    put(Kinds.PODS, stray("w1", "{}", 10));
    put(Kinds.PODS, Objects.gatedPod("w2", "g", "0.w", 11));
    mirror.observe(loop.now());
    assertThat(mirror.seats()).isEmpty();

    put(Kinds.PODS, stray("w1", "{nodeName: n1}", 12));
    mirror.observe(loop.now());
    assertThat(mirror.seats()).extracting(Seat::node).containsExactly("n1");
  }
}
