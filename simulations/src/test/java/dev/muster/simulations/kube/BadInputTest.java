package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.kube.GangBuilder.PodText;
import dev.muster.simulations.live.objects.Trees;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever stands in a gang, the others run: what cannot be understood waits and says what is wrong
 * with it, what the API server will not have fails, and beside each a healthy gang runs to its end.
 */
final class BadInputTest {
  private static final PodText POD = PodText.asking("1");

  /** What is submitted, and what becomes of it: its phase and the reason of a condition. */
  private record Case(
      String what, GangBuilder gang, String phase, String condition, String reason) {
    @Override
    public String toString() {
      return what;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        waits("quantity beyond all numbers", pod(PodText.asking("1e999"))),
        waits("negative quantity", pod(PodText.asking("-1"))),
        waits("quantity that is a word", pod(PodText.asking("many"))),
        waits("pods beyond counting", ray(Long.MAX_VALUE)),
        waits("negative number of pods", ray(-5)),
        waits("object ninety levels deep", deep()),
        new Case(
            "three hundred worker groups",
            groups(),
            "Suspended",
            "QuotaReserved",
            "False NodesTooSmall"),
        waits("path that leads nowhere", declared("template.spec.nowhere")),
        waits("path that leads out of the object", declared("spec.template")),
        fails("annotation of a megabyte", huge()),
        fails("kind that nobody serves", declared("template.spec.template")),
        fails("name as long as names may be", named("n".repeat(253))),
        fails("object in a cluster-wide kind", node()),
        runs(
            "large annotation",
            GangBuilder.ofPods("bad", 2, POD).annotation("x", "y".repeat(200_000))),
        runs("settings that mean nothing", nonsense()));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void gangThatIsWrongInItselfHindersNoOther(Case bad) {
    var stage = Stage.running("2x8cpu");
    var gang = stage.submit(bad.gang());
    var healthy = stage.submit(GangBuilder.ofPods("healthy", 2, POD.running(5)));
    stage.seconds(120);

    assertThat(healthy.phases()).containsExactly("Suspended", "Resuming", "Running", "Succeeded");
    assertThat(Trees.text(gang.now(), "status", "phase")).isEqualTo(bad.phase());
    assertThat(Trail.conditions(gang.now())).containsEntry(bad.condition(), bad.reason());
    if (!bad.phase().equals("Running")) {
      assertThat(gang.pods()).isEmpty();
    }
    int writes = gang.states().size();
    assertThat(writes).isLessThan(9);
    stage.seconds(300);
    assertThat(gang.states()).hasSize(writes);
    assertThat(stage.intents()).isEmpty();
    stage.deleteGang(Trees.name(gang.now()));
    stage.seconds(30);
    assertThat(stage.phases()).containsOnlyKeys("default/healthy");
    assertThat(stage.watchdog.report().violations()).isEmpty();
  }

  @Test
  void allOfThemTogetherHinderNobody() {
    var stage = Stage.running("4x8cpu");
    int i = 0;
    for (var bad : cases().toList()) {
      var gang = bad.gang().build();
      Trees.map(gang, "metadata").put("name", "bad-" + i++);
      var unused = stage.create(gang);
    }
    var healthy = stage.submit(GangBuilder.ofPods("healthy", 2, POD.running(5)));
    stage.seconds(120);

    assertThat(healthy.phases()).containsExactly("Suspended", "Resuming", "Running", "Succeeded");
    assertThat(stage.watchdog.report().violations()).isEmpty();
  }

  private static Case waits(String what, GangBuilder gang) {
    return new Case(what, gang, "Suspended", "QuotaReserved", "False BadObject");
  }

  private static Case fails(String what, GangBuilder gang) {
    return new Case(what, gang, "Failed", "Unhealthy", "True CreateFailed");
  }

  private static Case runs(String what, GangBuilder gang) {
    return new Case(what, gang, "Running", "PodsReady", "True SufficientPodsReady");
  }

  private static GangBuilder pod(PodText pod) {
    return GangBuilder.ofPods("bad", 1, pod);
  }

  private static GangBuilder named(String name) {
    return GangBuilder.named(name).pod("child", POD);
  }

  private static GangBuilder ray(long workers) {
    var ray = GangBuilder.ray("bad", 1, POD);
    var group = group(ray);
    for (var field : List.of("replicas", "minReplicas", "maxReplicas")) {
      group.put(field, workers);
    }
    return GangBuilder.named("bad").component(ray);
  }

  private static Map<String, @Nullable Object> group(Map<String, @Nullable Object> ray) {
    return Trees.maps(ray, "spec", "workerGroupSpecs").getFirst();
  }

  private static GangBuilder deep() {
    Map<String, @Nullable Object> inner = Trees.object("bottom", 1L);
    for (int i = 0; i < 90; i++) {
      inner = Trees.object("down", inner);
    }
    var ray = GangBuilder.ray("bad", 1, POD);
    Trees.map(ray, "spec").put("extra", inner);
    return GangBuilder.named("bad").component(ray);
  }

  private static GangBuilder groups() {
    var ray = GangBuilder.ray("bad", 1, POD);
    var group = group(ray);
    var groups = GangBuilder.list();
    for (int i = 0; i < 300; i++) {
      var copy = Trees.copyOf(group);
      copy.put("groupName", "group-" + i);
      groups.add(copy);
    }
    Trees.map(ray, "spec").put("workerGroupSpecs", groups);
    return GangBuilder.named("bad").component(ray);
  }

  private static GangBuilder declared(String path) {
    var thing = Trees.object("apiVersion", "example.com/v1", "kind", "Thing");
    thing.put("metadata", Trees.object("name", "bad"));
    thing.put("spec", Trees.object("template", POD.template()));
    var podSet = Trees.object("path", path, "replicas", 2L);
    return GangBuilder.named("bad")
        .entry(Trees.object("template", thing, "podSets", GangBuilder.list(podSet)));
  }

  private static GangBuilder node() {
    var node = Trees.object("apiVersion", "v1", "kind", "Node");
    node.put("metadata", Trees.object("name", "bad"));
    return GangBuilder.named("bad").pod("child", POD).component(node);
  }

  private static GangBuilder huge() {
    var pod = GangBuilder.podObject("bad", POD);
    Trees.map(pod, "metadata", "annotations").put("x", "y".repeat(1 << 20));
    return GangBuilder.named("bad").component(pod);
  }

  private static GangBuilder nonsense() {
    return GangBuilder.ofPods("bad", 2, POD)
        .setting("warmupGracePeriodDuration", "222badTime")
        .setting("admissionGracePeriodDuration", "-10m")
        .setting("retryLimit", "abc")
        .setting("terminalExitCodes", "x,,9999999999999999999")
        .setting("successTTLDuration", "9223372036854775807h");
  }
}
