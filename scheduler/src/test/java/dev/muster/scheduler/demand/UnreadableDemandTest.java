package dev.muster.scheduler.demand;

import static dev.muster.scheduler.demand.Trees.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.model.Demand;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnreadableDemandTest {
  private static Demand wrapped(String component) {
    return Demands.ofAppWrapper(yaml("{components: [" + component + "]}"));
  }

  private static Demand pod(String podSpec) {
    return wrapped("{template: {apiVersion: v1, kind: Pod, spec: " + podSpec + "}}");
  }

  private static Demand rayGroup(String group) {
    return wrapped(
        "{template: {apiVersion: ray.io/v1, kind: RayCluster, spec: {headGroupSpec: {template: "
            + "{spec: {containers: [{}]}}}, workerGroupSpecs: [{groupName: w, template: "
            + "{spec: {containers: [{}]}}, "
            + group
            + "}]}}}");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "''",
        "spec",
        "templates",
        "template.",
        "template.spec.missing",
        "template.metadata",
        "template.spec.roles",
        "template.spec.roles.pods",
        "template.spec[0]",
        "template.spec.roles[0].pods",
        "template.spec.roles[10]",
        "template.spec.roles[-1]",
        "template.spec.roles[a10]",
        "template.spec.roles[1",
        "template.spec.roles[1]]",
        "template.spec.roles[99999999999].pods",
      })
  void declaredPathThatLeadsNowhereIsUnreadable(String path) {
    var demand =
        wrapped(
            "{podSets: [{path: '"
                + path.replace("'", "")
                + "'}], template: {apiVersion: example.com/v1, kind: Swarm, metadata: {name: s}, "
                + "spec: {roles: [{}, {pods: {spec: {containers: [{}]}}}]}}}");
    assertThat(demand).isInstanceOf(Demand.Unreadable.class);
    assertThat(((Demand.Unreadable) demand).path()).startsWith("spec.components[0].");
  }

  @Test
  void malformedPlacesAreNamed() {
    assertThat(pod("{containers: [{}, {resources: {requests: {nvidia.com/gpu: '12 GPUs'}}}]}"))
        .isEqualTo(
            new Demand.Unreadable(
                "spec.components[0].template.spec.containers[1].resources"
                    + ".requests[\"nvidia.com/gpu\"]",
                "\"12 GPUs\" is not a quantity"));
    assertThat(pod("{containers: {}}"))
        .isEqualTo(
            new Demand.Unreadable(
                "spec.components[0].template.spec.containers", "is an object, must be a list"));
    assertThat(pod("{}"))
        .isEqualTo(
            new Demand.Unreadable(
                "spec.components[0].template.spec.containers", "must list at least one container"));
    assertThat(rayGroup("replicas: -1"))
        .isEqualTo(
            new Demand.Unreadable(
                "spec.components[0].template.spec.workerGroupSpecs[0].replicas",
                "is -1, must be at least 0"));
    assertThat(wrapped("{template: {kind: Pod}}"))
        .isEqualTo(new Demand.Unreadable("spec.components[0].template.apiVersion", "is missing"));
    assertThat(Demands.ofObject(yaml("{apiVersion: v1, kind: Service}")))
        .isEqualTo(new Demand.Unreadable("kind", "is no kind whose pods are known"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "[]",
        "[{}]",
        "pod",
        "7",
        "true",
        "{}",
        "{apiVersion: v1}",
        "{apiVersion: v1, kind: null}",
        "{apiVersion: v1, kind: ''}",
        "{apiVersion: v1, kind: [Pod]}",
        "{apiVersion: null, kind: Pod}"
      })
  void aTemplateThatIsNoObjectOrHasNoKindIsUnreadable(String template) {
    for (var component :
        List.of("{template: " + template + "}", "{podSets: [], template: " + template + "}")) {
      assertThat(wrapped(component)).isInstanceOf(Demand.Unreadable.class);
      assertThat(((Demand.Unreadable) wrapped(component)).path())
          .startsWith("spec.components[0].template");
    }
    assertThat(wrapped("{}")).isInstanceOf(Demand.Unreadable.class);
    assertThat(wrapped("null")).isInstanceOf(Demand.Unreadable.class);
  }

  @Test
  void absurdCountsAreUnreadable() {
    assertThat(rayGroup("replicas: 9223372036854775807"))
        .isEqualTo(
            new Demand.Unreadable(
                "spec.components[0].template.spec.workerGroupSpecs[0].replicas",
                "is 9223372036854775807, must be at most 2147483647"));
    assertThat(rayGroup("replicas: 2147483647, numOfHosts: 2147483647"))
        .isInstanceOf(Demand.Unreadable.class);
    assertThat(rayGroup("replicas: 2147483647"))
        .isEqualTo(new Demand.Unreadable("spec.components[0]", "brings the pods above 2147483647"));
    var huge =
        "{containers: [{resources: {requests: {memory: 4Ei}}}, {resources: {requests: {memory: 4Ei}}}]}";
    assertThat(pod(huge))
        .isEqualTo(
            new Demand.Unreadable(
                "spec.components[0].template.spec.containers[1]",
                "asks for more memory in all than can be counted"));
    assertThat(pod("{containers: [{resources: {requests: {pods: 9223372036854775807}}}]}"))
        .isEqualTo(
            new Demand.Unreadable(
                "spec.components[0]", "asks for more pods in all than can be counted"));
  }

  @Test
  void tooManyPodSetsAreUnreadableAndQuicklySo() {
    var group = "{groupName: w, template: {spec: {containers: [{}]}}},";
    var demand =
        wrapped(
            "{template: {apiVersion: ray.io/v1, kind: RayCluster, spec: {headGroupSpec: {template: "
                + "{spec: {containers: [{}]}}}, workerGroupSpecs: ["
                + group.repeat(5000)
                + "]}}}");
    assertThat(demand)
        .isEqualTo(new Demand.Unreadable("spec.components[0]", "brings the pod sets above 1000"));
  }

  @Test
  void tooDeepObjectIsUnreadable() {
    Object deep = List.of();
    for (int i = 0; i < 100_000; i++) {
      deep = List.of(deep);
    }
    var demand = Demands.ofAppWrapper(Map.of("components", deep));
    assertThat(demand).isEqualTo(new Demand.Unreadable("spec", "is nested deeper than 64 levels"));
    assertThat(Demands.components(Map.of("components", deep))).allMatch(c -> c.podSets().isEmpty());
  }

  @Test
  void namesOfHostileTextAreShownShortAndPlain() {
    var demand =
        Demands.ofAppWrapper(
            Map.of(
                "components",
                List.of(
                    Map.of(
                        "template",
                        Map.of(
                            "apiVersion",
                            "v1",
                            "kind",
                            "Pod",
                            "spec",
                            Map.of(
                                "containers",
                                List.of(Map.of()),
                                "nodeSelector",
                                Map.of("a\u0000\u202e\n" + "x".repeat(10_000), 1L)))))));
    assertThat(demand).isInstanceOf(Demand.Unreadable.class);
    assertThat(((Demand.Unreadable) demand).path())
        .hasSizeLessThan(200)
        .doesNotContain("\n", "\u202e");
  }
}
