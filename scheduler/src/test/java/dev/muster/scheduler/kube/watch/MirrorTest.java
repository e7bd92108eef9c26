package dev.muster.scheduler.kube.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.WatchEvent;
import dev.muster.scheduler.kube.ManualLoop;
import dev.muster.scheduler.kube.map.FaultToleranceDefaults;
import dev.muster.scheduler.model.Admission;
import dev.muster.scheduler.model.GangStatus;
import dev.muster.scheduler.model.Observed;
import dev.muster.scheduler.model.Observed.Component;
import dev.muster.scheduler.model.Observed.PodTally;
import dev.muster.scheduler.model.Observed.State;
import dev.muster.scheduler.model.Placement;
import dev.muster.scheduler.model.Snapshot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class MirrorTest {
  private static final Api.Kind RAY = new Api.Kind("ray.io", "v1", "rayclusters", true);
  private final Mirror mirror = mirror();

  static Mirror mirror() {
    var mirror = new Mirror(new ManualLoop(), FaultToleranceDefaults.STANDARD, () -> {});
    mirror.watchChildren(Kinds.CHILDREN.getFirst(), RAY);
    put(mirror, Kinds.NODES, Objects.node("n1", 1));
    put(mirror, Kinds.NODES, Objects.node("n2", 2));
    mirror.feed(RAY).accept(new WatchEvent.Relisting());
    mirror.feed(RAY).accept(new WatchEvent.Listed("2"));
    return mirror;
  }

  static void put(Mirror into, Api.Kind kind, Map<String, @Nullable Object> object) {
    into.feed(kind).accept(new WatchEvent.Put(object));
  }

  private void put(Api.Kind kind, Map<String, @Nullable Object> object) {
    put(mirror, kind, object);
  }

  private void gone(Api.Kind kind, Map<String, @Nullable Object> object) {
    mirror.feed(kind).accept(new WatchEvent.Gone(object));
  }

  private Snapshot snapshot() {
    return mirror.observe(0);
  }

  /** CPUs taken, in thousandths, and pod slots, by node. */
  static Map<String, String> used(Snapshot snapshot) {
    var used = new TreeMap<String, String>();
    snapshot
        .cluster()
        .nodes()
        .forEach(
            (name, node) -> used.put(name, node.used().get("cpu") + "/" + node.used().get("pods")));
    return used;
  }

  private Observed observed() {
    return snapshot().gangs().get("uid-g").orElseThrow().observed();
  }

  @Test
  void podsOfAnybodyTakeRoomWhileTheyRunAndUntilTheyAreGone() {
    put(Kinds.PODS, Objects.pod("a", "", "", "n1", "Running", 3));
    put(Kinds.PODS, Objects.pod("b", "", "", "n1", "Succeeded", 4));
    put(Kinds.PODS, Objects.pod("c", "", "", "", "Pending", 5));
    assertThat(used(snapshot())).isEqualTo(Map.of("n1", "1000/1", "n2", "0/0"));

    put(Kinds.PODS, Objects.pod("a", "", "", "n1", "Failed", 6));
    put(Kinds.PODS, Objects.pod("c", "", "", "n2", "Pending", 7));
    assertThat(used(snapshot())).isEqualTo(Map.of("n1", "0/0", "n2", "1000/1"));

    gone(Kinds.PODS, Objects.pod("c", "", "", "n2", "Running", 8));
    assertThat(used(snapshot())).isEqualTo(Map.of("n1", "0/0", "n2", "0/0"));
  }

  @Test
  void tellsInWholePeriodsWhenAPodOfAStartingGangWasLastMadeThoughItIsGone() {
    var pod = made("a", "g", "1970-01-01T00:00:13Z");
    put(Kinds.PODS, made("b", "g", "1970-01-01T00:00:07Z"));
    put(Kinds.PODS, pod);
    put(Kinds.PODS, made("c", "unknown", "1970-01-01T00:00:59Z"));
    assertThat(mirror.observe(60_000).cluster().podMadeAt()).isZero();

    put(Kinds.GANGS, Objects.gang("g", Objects.admitted(1), 3));
    assertThat(mirror.observe(60_000).cluster().podMadeAt()).isEqualTo(15_000);
    gone(Kinds.PODS, pod);
    assertThat(mirror.observe(60_000).cluster().podMadeAt()).isEqualTo(15_000);

    // The server's clock may go ahead of ours.
    put(Kinds.PODS, made("d", "g", "1970-01-01T01:00:00Z"));
    assertThat(mirror.observe(61_000).cluster().podMadeAt()).isEqualTo(65_000);
  }

  private static Map<String, @Nullable Object> made(String name, String gang, String at) {
    var pod = Objects.pod(name, gang, "0.w", "", "Pending", 9);
    var metadata = new TreeMap<String, @Nullable Object>();
    Meta.map(pod.get("metadata")).forEach((key, value) -> metadata.put(key + "", value));
    metadata.put("creationTimestamp", at);
    pod.put("metadata", metadata);
    return pod;
  }

  @Test
  void promisedPlacesAreTakenUntilPodsFillThem() {
    put(Kinds.GANGS, Objects.gang("g", Objects.admitted(1), 3));
    assertThat(used(snapshot())).isEqualTo(Map.of("n1", "3000/3", "n2", "2000/2"));

    put(Kinds.PODS, Objects.pod("h", "g", "0.head", "n1", "Running", 4));
    put(Kinds.PODS, Objects.pod("w1", "g", "0.w", "n1", "Running", 5));
    assertThat(used(snapshot())).isEqualTo(Map.of("n1", "3000/3", "n2", "2000/2"));

    put(Kinds.PODS, Objects.pod("w2", "g", "0.w", "n2", "Failed", 6));
    assertThat(used(snapshot())).isEqualTo(Map.of("n1", "3000/3", "n2", "2000/2"));

    // Another attempt would need it again.
    put(Kinds.PODS, Objects.pod("h", "g", "0.head", "n1", "Succeeded", 7));
    assertThat(used(snapshot())).isEqualTo(Map.of("n1", "3000/3", "n2", "2000/2"));
  }

  @Test
  void podsThatWentElsewhereTakeNoPromisedPlaceBesides() {
    put(Kinds.GANGS, Objects.gang("g", Objects.admitted(1), 3));
    for (int i = 0; i < 3; i++) {
      put(Kinds.PODS, Objects.pod("w" + i, "g", "0.w", "n1", "Running", 4 + i));
    }

    // Three of four workers are on n1, so one place is open, on n2; and the head's on n1.
    assertThat(used(snapshot())).isEqualTo(Map.of("n1", "4000/4", "n2", "1000/1"));
  }

  @Test
  void intentOfTheLedgerIsTakenUntilItIsDroppedOrShown() {
    put(Kinds.GANGS, Objects.gang("g", "", 3));
    var nodes = new TreeMap<>(Map.of("n2", 4));
    var placement = new Placement("0.w", 4, nodes);
    var intent = new Intent("uid-g", new Admission("local", 1, true, List.of(placement)));
    mirror.intents(List.of(intent), List.of());
    assertThat(used(snapshot())).isEqualTo(Map.of("n1", "0/0", "n2", "4000/4"));

    put(Kinds.GANGS, Objects.gang("g", Objects.admitted(1), 4));
    assertThat(used(snapshot())).isEqualTo(Map.of("n1", "3000/3", "n2", "2000/2"));

    gone(Kinds.GANGS, Objects.gang("g", "", 5));
    mirror.intents(List.of(), List.of());
    assertThat(used(snapshot())).isEqualTo(Map.of("n1", "0/0", "n2", "0/0"));
  }

  @Test
  void intentIsTakenThoughItsGangIsAssumedToWaitAgain() {
    put(Kinds.GANGS, Objects.gang("g", "", 3));
    var placement = new Placement("0.w", 4, new TreeMap<>(Map.of("n2", 4)));
    var admission = new Admission("local", 1, true, List.of(placement));
    mirror.intend(new Intent("uid-g", admission));
    mirror.assume("uid-g", GangStatus.UNSEEN.withAdmission(admission));
    assertThat(used(snapshot())).isEqualTo(Map.of("n1", "0/0", "n2", "4000/4"));
    mirror.intents(List.of(), List.of());
    assertThat(used(snapshot())).isEqualTo(Map.of("n1", "0/0", "n2", "0/0"));
  }

  @Test
  void aKindThatIsServedInTwoVersionsIsWatchedOnce() {
    var older = new Kinds.ChildKind("kubeflow.org/v1", "MPIJob", "Succeeded");
    var newer = new Kinds.ChildKind("kubeflow.org/v2beta1", "MPIJob", "Succeeded");
    assertThat(mirror.isFed(newer)).isFalse();

    mirror.watchChildren(older, new Api.Kind("kubeflow.org", "v1", "mpijobs", true));

    assertThat(mirror.isFed(newer)).isTrue();
  }

  @Test
  void whatIsAssumedHoldsUntilItIsSettled() {
    put(Kinds.GANGS, Objects.gang("g", Objects.admitted(1), 3));
    var stored = snapshot().gangs().get("uid-g").orElseThrow().status();
    mirror.assume("uid-g", GangStatus.UNSEEN);
    assertThat(snapshot().gangs().get("uid-g").orElseThrow().status()).isEqualTo(GangStatus.UNSEEN);

    mirror.settle("uid-g");
    assertThat(snapshot().gangs().get("uid-g").orElseThrow().status()).isEqualTo(stored);
    assertThat(used(snapshot())).isEqualTo(Map.of("n1", "3000/3", "n2", "2000/2"));
  }

  @Test
  void roomThatIsGivenBackIsFreeOnlyWhenTheServerHasIt() {
    put(Kinds.GANGS, Objects.gang("g", Objects.admitted(1), 3));
    mirror.assume("uid-g", GangStatus.UNSEEN);
    assertThat(used(snapshot())).isEqualTo(Map.of("n1", "3000/3", "n2", "2000/2"));

    put(Kinds.GANGS, Objects.gang("g", "", 4));
    mirror.settle("uid-g");
    assertThat(used(snapshot())).isEqualTo(Map.of("n1", "0/0", "n2", "0/0"));
  }

  @Test
  void podsAreTalliedByTheGangsUidNotByItsName() {
    put(Kinds.GANGS, Objects.gang("g", Objects.admitted(1), 3));
    put(Kinds.PODS, Objects.pod("h", "g", "0.head", "n1", "Running", 4));
    var stranger = Objects.pod("x", "g", "0.w", "n1", "Running", 5);
    ((Map<?, ?>) java.util.Objects.requireNonNull(Meta.map(stranger.get("metadata")).get("labels")))
        .remove("muster.dev/gang-uid");
    var predecessor =
        Objects.yaml(
            """
            metadata:
              {namespace: default, name: old, uid: old, resourceVersion: '6', labels:
                {workload.codeflare.dev/appwrapper: g, muster.dev/gang-uid: uid-before}}
            status: {phase: Running}
            """);
    put(Kinds.PODS, stranger);
    put(Kinds.PODS, predecessor);

    assertThat(observed().pods()).isEqualTo(new PodTally(0, 2, 0, 0, 2, List.of()));
  }

  private static Map<String, @Nullable Object> child(int epoch, int version, String more) {
    return Objects.yaml(
        """
        apiVersion: ray.io/v1
        kind: RayCluster
        metadata:
          namespace: default
          name: g
          uid: child-%1$d
          resourceVersion: '%2$d'
          %3$s
          labels: {muster.dev/gang-uid: uid-g, muster.dev/epoch: '%1$d', muster.dev/component: '0'}
          ownerReferences: [{kind: AppWrapper, name: g, uid: uid-g, controller: true}]
        """
            .formatted(epoch, version, more));
  }

  @Test
  void onlyObjectsOfTheCurrentAttemptArePresent() {
    put(Kinds.GANGS, Objects.gang("g", Objects.admitted(2), 3));
    put(RAY, child(1, 4, ""));
    assertThat(observed().components())
        .containsExactly(new Component(State.TERMINATING, "", false, false));

    put(RAY, child(2, 5, ""));
    assertThat(observed().components()).containsExactly(Component.PRESENT);

    put(RAY, child(2, 6, "deletionTimestamp: '2026-01-01T00:00:00Z'"));
    assertThat(observed().components())
        .containsExactly(new Component(State.TERMINATING, "", false, false));
  }

  @Test
  void anObjectThatShouldBeThereIsMissingOnlyWhenALiveReadSaysSo() {
    put(Kinds.GANGS, Objects.gang("g", Objects.admitted(1), 3));
    assertThat(observed().components()).containsExactly(Component.PRESENT);
    assertThat(mirror.doubts()).containsExactly(new Doubt("uid-g", 1, 0));

    mirror.found("uid-g", 0, new Outcome(1, State.MISSING, ""));
    assertThat(observed().components())
        .containsExactly(new Component(State.MISSING, "", false, false));
    assertThat(mirror.doubts()).isEmpty();

    put(Kinds.GANGS, Objects.gang("g", Objects.admitted(2), 4)); // says nothing of a new attempt
    assertThat(observed().components()).containsExactly(Component.PRESENT);
  }

  @Test
  void priorityFollowsThePriorityClass() {
    put(Kinds.GANGS, Objects.gang("g", "", 3));
    put(
        Kinds.PRIORITY_CLASSES,
        Objects.yaml("{metadata: {name: high, uid: p, resourceVersion: '4'}, value: 70}"));

    assertThat(snapshot().gangs().get("uid-g").orElseThrow().spec().priority()).isEqualTo(70);
  }

  @Test
  void priorityThatTheObjectSaysItselfStaysWhenClassesChange() {
    var gang = new LinkedHashMap<String, @Nullable Object>(Objects.gang("g", "", 3));
    var spec = new LinkedHashMap<Object, Object>((Map<?, ?>) gang.get("spec"));
    spec.put("mcad", Map.of("priority", 7L));
    gang.put("spec", spec);
    put(Kinds.GANGS, gang);
    put(
        Kinds.PRIORITY_CLASSES,
        Objects.yaml("{metadata: {name: high, uid: p, resourceVersion: '4'}, value: 70}"));

    assertThat(snapshot().gangs().get("uid-g").orElseThrow().spec().priority()).isEqualTo(7);
  }

  @Test
  void anUnchangedWorldGivesTheSameMaps() {
    put(Kinds.GANGS, Objects.gang("g", Objects.admitted(1), 3));
    var before = snapshot();
    put(Kinds.NODES, Objects.node("n1", 9)); // a heartbeat

    assertThat(snapshot().cluster().nodes()).isSameAs(before.cluster().nodes());
    assertThat(snapshot().gangs()).isSameAs(before.gangs());
  }
}
