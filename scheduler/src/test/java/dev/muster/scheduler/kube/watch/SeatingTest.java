package dev.muster.scheduler.kube.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.WatchEvent;
import dev.muster.scheduler.model.Admission;
import dev.muster.scheduler.model.Placement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which held pod is sent where, and what is charged meanwhile. */
final class SeatingTest {
  private final Mirror mirror = MirrorTest.mirror();

  private void put(Api.Kind kind, Map<String, @Nullable Object> object) {
    MirrorTest.put(mirror, kind, object);
  }

  @Test
  void heldPodsGetTheOpenPlacesInOrderAndSurplusPodsNone() {
    put(Kinds.GANGS, Objects.gang("g", Objects.admitted(1), 3));
    put(Kinds.PODS, Objects.pod("w0", "g", "0.w", "n1", "Running", 4));
    for (int i = 1; i < 6; i++) {
      put(Kinds.PODS, Objects.gatedPod("w" + i, "g", "0.w", 4 + i));
    }

    mirror.observe(0);
    var first = mirror.seats().getFirst();
    assertThat(first.node() + " " + first.pod().view().name()).isEqualTo("n1 w1");
    assertThat(mirror.sending(first)).isTrue();

    assertThat(seats()).containsExactly("w2 on n2", "w3 on n2");
    assertThat(mirror.sending(first)).isFalse();
  }

  @Test
  void whileAGangIsTakenDownNoneOfItsPodsIsSentAnywhere() {
    put(Kinds.PODS, Objects.gatedPod("w1", "g", "0.w", 4));
    int version = 5;
    for (var phase : List.of("Resetting", "Suspending", "Failed", "Succeeded", "Terminating")) {
      var status = Objects.admitted(1).replace("Running", phase);
      put(Kinds.GANGS, Objects.gang("g", status, version++));
      assertThat(seats()).as(phase).isEmpty();
    }
    put(Kinds.GANGS, Objects.gang("g", Objects.admitted(1), version));
    assertThat(seats()).containsExactly("w1 on n1");
  }

  @Test
  void podsOfTheAttemptThatIsStillShownHaveThePlacesOfTheNextIfTheyAreTheSame() {
    put(Kinds.GANGS, Objects.gang("g", Objects.admitted(1), 3));
    put(Kinds.PODS, Objects.pod("w1", "g", "0.w", "n1", "Running", 4));
    var next = mirror.gang("uid-g").orElseThrow().status().latestAdmission().orElseThrow();
    mirror.intend(new Intent("uid-g", next.withEpoch(2)));
    assertThat(MirrorTest.used(mirror.observe(0)))
        .isEqualTo(Map.of("n1", "3000/3", "n2", "2000/2"));
  }

  private List<String> seats() {
    mirror.observe(0);
    return mirror.seats().stream()
        .map(seat -> seat.pod().view().name() + " on " + seat.node())
        .toList();
  }

  /** A pod of the gang that has its node by affinity, and is not bound there yet. */
  private static Map<String, @Nullable Object> sentTo(
      String node, String name, String podSet, int version) {
    var affinity =
        """
        affinity:
          nodeAffinity:
            requiredDuringSchedulingIgnoredDuringExecution:
              nodeSelectorTerms:
              - matchFields: [{key: metadata.name, operator: In, values: [%s]}]
        """
            .formatted(node);
    return with(Objects.pod(name, "g", podSet, "", "Pending", version), "spec", affinity);
  }

  private static Map<String, @Nullable Object> with(
      Map<String, @Nullable Object> object, String field, String more) {
    var changed = new LinkedHashMap<String, @Nullable Object>(object);
    var part = new LinkedHashMap<String, @Nullable Object>();
    Meta.map(object.get(field)).forEach((key, value) -> part.put(String.valueOf(key), value));
    part.putAll(Objects.yaml(more));
    changed.put(field, part);
    return changed;
  }

  @Test
  void podThatCameWithoutTheGateHasOnePlaceAndNobodyWaitsForIt() {
    put(Kinds.GANGS, Objects.gang("g", Objects.admitted(1), 3));
    put(Kinds.PODS, Objects.pod("w1", "g", "0.w", "", "Pending", 4));
    for (int i = 2; i < 6; i++) {
      put(Kinds.PODS, Objects.gatedPod("w" + i, "g", "0.w", 4 + i));
    }

    assertThat(seats()).containsExactly("w2 on n1", "w3 on n1", "w4 on n2");
    assertThat(MirrorTest.used(mirror.observe(0)))
        .isEqualTo(Map.of("n1", "3000/3", "n2", "2000/2"));
    put(Kinds.PODS, Objects.pod("w1", "g", "0.w", "n3", "Running", 20));
    assertThat(MirrorTest.used(mirror.observe(0)))
        .isEqualTo(Map.of("n1", "3000/3", "n2", "1000/1"));
  }

  @Test
  void podWhosePromisedNodeIsLostOrClosedGoesWhereThereIsRoom() {
    for (var closing :
        List.of("{taints: [{key: k, effect: NoSchedule}]}", "{unschedulable: true}")) {
      var closed = MirrorTest.mirror();
      MirrorTest.put(closed, Kinds.GANGS, Objects.gang("g", Objects.admitted(1), 3));
      MirrorTest.put(closed, Kinds.NODES, with(Objects.node("n1", 9), "spec", closing));
      MirrorTest.put(closed, Kinds.PODS, Objects.gatedPod("h", "g", "0.head", 4));
      closed.observe(0);
      assertThat(closed.seats()).extracting(Seat::node).containsExactly("n2");
    }
    put(Kinds.GANGS, Objects.gang("g", Objects.admitted(1), 3));
    put(Kinds.PODS, Objects.gatedPod("h", "g", "0.head", 4));
    mirror.feed(Kinds.NODES).accept(new WatchEvent.Gone(Objects.node("n1", 9)));
    assertThat(seats()).containsExactly("h on n2");
  }

  @Test
  void podsFindRoomThatIsPromisedToNobodyOrWaitUntilThereIs() {
    put(Kinds.GANGS, Objects.gang("g", Objects.admitted(1), 3));
    var stray = "{nodeName: n1, containers: [{resources: {requests: {cpu: 8}}}]}";
    put(Kinds.PODS, with(Objects.pod("stray", "", "", "n1", "Running", 4), "spec", stray));
    var big = "{nodeName: n2, containers: [{resources: {requests: {cpu: 5}}}]}";
    put(Kinds.PODS, with(Objects.pod("big", "", "", "n2", "Running", 5), "spec", big));
    put(Kinds.PODS, Objects.gatedPod("h", "g", "0.head", 6));
    put(Kinds.PODS, Objects.gatedPod("w1", "g", "0.w", 7));

    // Three CPUs are left on n2, of which two are promised to workers.
    assertThat(seats()).containsExactly("h on n2");
    put(Kinds.PODS, sentTo("n2", "h", "0.head", 17));
    assertThat(seats()).isEmpty();
    put(Kinds.NODES, Objects.node("n3", 8));
    assertThat(seats()).containsExactly("w1 on n3");
    assertThat(seats()).isEmpty();
  }

  @Test
  void podsFindNoRoomThatTheLedgerStillListsThoughItIsPromisedToNobody() {
    put(Kinds.GANGS, Objects.gang("g", Objects.admitted(1), 3));
    put(Kinds.GANGS, Objects.gang("void", "", 4));
    var big = "{nodeName: n2, containers: [{resources: {requests: {cpu: 5}}}]}";
    put(Kinds.PODS, with(Objects.pod("big", "", "", "n2", "Running", 5), "spec", big));
    put(Kinds.NODES, with(Objects.node("n1", 9), "spec", "{unschedulable: true}"));
    put(Kinds.PODS, Objects.gatedPod("h", "g", "0.head", 6));
    var placement = new Placement("0.w", 4, new TreeMap<>(Map.of("n2", 1)));
    var left = new Intent("uid-void", new Admission("local", 1, true, List.of(placement)));
    mirror.intents(List.of(), List.of(left));

    // Three CPUs are left on n2, of which two are promised to workers.
    assertThat(seats()).isEmpty();
    assertThat(MirrorTest.used(mirror.observe(0)))
        .as("whoever is written into the ledger takes it out")
        .isEqualTo(Map.of("n1", "3000/3", "n2", "7000/3"));
    mirror.intents(List.of(), List.of());
    assertThat(seats()).containsExactly("h on n2");
  }

  @Test
  void podsFindNoRoomOfAListedAdmissionThatAnotherOfItsGangIsAboutToReplace() {
    put(Kinds.GANGS, Objects.gang("g", Objects.admitted(1), 3));
    put(Kinds.GANGS, Objects.gang("moves", "", 4));
    put(Kinds.NODES, with(Objects.node("n1", 9), "spec", "{unschedulable: true}"));
    put(Kinds.PODS, Objects.gatedPod("h", "g", "0.head", 6));
    var placement = new Placement("0.w", 6, new TreeMap<>(Map.of("n2", 6)));
    var listed = new Intent("uid-moves", new Admission("local", 1, true, List.of(placement)));
    mirror.intents(List.of(listed), List.of());
    var elsewhere = new Placement("0.w", 4, new TreeMap<>(Map.of("n3", 4)));
    mirror.intend(new Intent("uid-moves", new Admission("local", 1, true, List.of(elsewhere))));

    assertThat(seats()).isEmpty();
  }

  @Test
  void whoComesLastToANodeWhosePromisesSomebodyTookGoesElsewhere() {
    put(Kinds.GANGS, Objects.gang("g", Objects.admitted(1), 3));
    var stray = "{nodeName: n1, containers: [{resources: {requests: {cpu: 6}}}]}";
    put(Kinds.PODS, with(Objects.pod("stray", "", "", "n1", "Running", 4), "spec", stray));
    put(Kinds.NODES, Objects.node("n3", 8));

    // Of three places on n1 two are left: one is taken by whom is on the way, one is given now.
    put(Kinds.PODS, sentTo("n1", "h", "0.head", 6));
    put(Kinds.PODS, Objects.gatedPod("w1", "g", "0.w", 7));
    put(Kinds.PODS, Objects.gatedPod("w2", "g", "0.w", 8));
    assertThat(seats()).containsExactly("w1 on n1", "w2 on n2");
  }

  @Test
  void podIsChargedWhereItWasSentBeforeItIsBoundThere() {
    put(Kinds.GANGS, Objects.gang("g", Objects.admitted(1), 3));
    put(Kinds.PODS, sentTo("n2", "h", "0.head", 4));
    assertThat(MirrorTest.used(mirror.observe(0)))
        .isEqualTo(Map.of("n1", "2000/2", "n2", "3000/3"));
    put(Kinds.PODS, Objects.pod("h", "g", "0.head", "n2", "Pending", 5));
    assertThat(MirrorTest.used(mirror.observe(0)))
        .isEqualTo(Map.of("n1", "2000/2", "n2", "3000/3"));
  }

  @Test
  void podIsChargedWhereItIsBeingSentUntilThatIsDoneOrCameToNothing() {
    put(Kinds.GANGS, Objects.gang("g", Objects.admitted(1), 3));
    put(Kinds.NODES, with(Objects.node("n1", 9), "spec", "{unschedulable: true}"));
    put(Kinds.PODS, Objects.gatedPod("h", "g", "0.head", 4));
    mirror.observe(0);
    var elsewhere = mirror.seats().getFirst();
    assertThat(elsewhere.node()).isEqualTo("n2");

    mirror.sending(elsewhere);
    assertThat(MirrorTest.used(mirror.observe(0)))
        .as("its promised place is its own until it is sent")
        .isEqualTo(Map.of("n1", "3000/3", "n2", "3000/3"));
    mirror.sent(elsewhere);
    assertThat(MirrorTest.used(mirror.observe(0)))
        .isEqualTo(Map.of("n1", "3000/3", "n2", "2000/2"));
    put(Kinds.PODS, sentTo("n2", "h", "0.head", 5));
    assertThat(MirrorTest.used(mirror.observe(0)))
        .isEqualTo(Map.of("n1", "2000/2", "n2", "3000/3"));
  }

  @Test
  void podsOfAnotherAttemptGetNoPlace() {
    put(Kinds.GANGS, Objects.gang("g", Objects.admitted(2), 3));
    put(Kinds.PODS, Objects.gatedPod("w1", "g", "0.w", 4));
    mirror.observe(0);

    assertThat(mirror.seats()).isEmpty();
  }

  @Test
  void podOfAnotherAttemptTakesRoomWhereItIsButNoPlaceOfThoseThatWerePromised() {
    put(Kinds.GANGS, Objects.gang("g", Objects.admitted(2), 3));
    put(Kinds.PODS, Objects.pod("late", "g", "0.w", "n1", "Running", 4));
    put(Kinds.PODS, sentTo("n2", "later", "0.w", 5));
    assertThat(MirrorTest.used(mirror.observe(0)))
        .isEqualTo(Map.of("n1", "4000/4", "n2", "3000/3"));

    var epoch =
        "labels: {workload.codeflare.dev/appwrapper: g, muster.dev/gang-uid: uid-g,"
            + " muster.dev/epoch: '2', muster.dev/pod-set: 0.w}";
    for (int i = 1; i < 6; i++) {
      put(Kinds.PODS, with(Objects.gatedPod("w" + i, "g", "0.w", 5 + i), "metadata", epoch));
    }
    assertThat(seats()).containsExactly("w1 on n1", "w2 on n1", "w3 on n2", "w4 on n2");
  }
}
