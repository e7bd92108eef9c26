package dev.muster.scheduler.kube.act;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.WatchEvent;
import dev.muster.scheduler.kube.FakeApi;
import dev.muster.scheduler.kube.ManualLoop;
import dev.muster.scheduler.kube.map.FaultToleranceDefaults;
import dev.muster.scheduler.kube.watch.Kinds;
import dev.muster.scheduler.kube.watch.Mirror;
import dev.muster.scheduler.kube.watch.Objects;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PlacerTest {
  private static final Api.Ref POD = new Api.Ref(Kinds.PODS, "default", "h");
  private final ManualLoop loop = new ManualLoop();
  private final FakeApi api = new FakeApi(loop);
  private final Mirror mirror = new Mirror(loop, FaultToleranceDefaults.STANDARD, () -> {});
  private final Placer placer = new Placer(Testing.means(api, loop, mirror));

  private void see() {
    mirror.feed(Kinds.PODS).accept(new WatchEvent.Put(FakeApi.tree(api.objects.get(POD))));
    place();
  }

  private void place() {
    mirror.observe(0);
    placer.place();
    loop.runFor(10);
  }

  private @Nullable Object stored(String field) {
    return FakeApi.tree(FakeApi.tree(api.objects.get(POD)).get("spec")).get(field);
  }

  private void begin(Map<String, @Nullable Object> pod) {
    mirror.feed(Kinds.NODES).accept(new WatchEvent.Put(Objects.node("n1", 1)));
    mirror.feed(Kinds.GANGS).accept(new WatchEvent.Put(Objects.gang("g", Objects.admitted(1), 1)));
    api.put(POD, pod);
  }

  @Test
  void heldPodIsSentToItsNodeAndLetGoInOneWrite() {
    begin(Objects.gatedPod("h", "g", "0.head", 1));
    see();

    assertThat(api.writes).containsExactly("patch h");
    assertThat(stored("schedulingGates")).isEqualTo(Objects.yaml("{a: [{name: other}]}").get("a"));
    assertThat(stored("affinity"))
        .isEqualTo(
            Objects.yaml(
                """
                nodeAffinity:
                  requiredDuringSchedulingIgnoredDuringExecution:
                    nodeSelectorTerms:
                    - matchFields: [{key: metadata.name, operator: In, values: [n1]}]
                """));
    place();
    assertThat(api.writes).hasSize(1);
  }

  @Test
  void itsOwnAffinityIsKeptAndEachTermNamesTheNode() {
    var pod = Objects.gatedPod("h", "g", "0.head", 1);
    var affinity =
        """
        podAffinity: {x: y}
        nodeAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            nodeSelectorTerms:
            - matchExpressions: [{key: a, operator: Exists}]%1$s
            - matchExpressions: [{key: b, operator: Exists}]%1$s
        """;
    var spec = new java.util.LinkedHashMap<>(FakeApi.tree(pod.get("spec")));
    spec.put("affinity", Objects.yaml(affinity.formatted("")));
    pod.put("spec", spec);
    begin(pod);
    see();

    var node = "\n      matchFields: [{key: metadata.name, operator: In, values: [n1]}]";
    assertThat(stored("affinity")).isEqualTo(Objects.yaml(affinity.formatted(node)));
  }

  @Test
  void podThatChangedMeanwhileIsLookedAtAgain() {
    begin(Objects.gatedPod("h", "g", "0.head", 1));
    var before = FakeApi.tree(api.objects.get(POD));
    api.put(POD, before); // somebody writes it before our event comes
    mirror.feed(Kinds.PODS).accept(new WatchEvent.Put(before));
    place();
    assertThat(api.writes).isEmpty();
    loop.runFor(2_000);
    place();

    assertThat(api.writes).containsExactly("patch h");
  }

  @Test
  void lostAnswerIsFollowedByALookNotByAnotherWrite() {
    begin(Objects.gatedPod("h", "g", "0.head", 1));
    api.fate = (verb, ref) -> FakeApi.Fate.UNACKNOWLEDGED;
    see();
    loop.runFor(2_000);
    place();

    assertThat(api.writes).containsExactly("patch h");
  }
}
