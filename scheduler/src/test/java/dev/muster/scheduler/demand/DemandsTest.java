package dev.muster.scheduler.demand;

import static dev.muster.scheduler.demand.Trees.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.model.Constraints;
import dev.muster.scheduler.model.Demand;
import dev.muster.scheduler.model.PodSet;
import dev.muster.scheduler.model.Resources;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemandsTest {
  private static final long MI = 1L << 20;

  private static Demand wrapped(String component) {
    return Demands.ofAppWrapper(yaml("{components: [" + component + "]}"));
  }

  private static Demand rayGroup(String group) {
    return wrapped(
        "{template: {apiVersion: ray.io/v1, kind: RayCluster, spec: {headGroupSpec: {template: "
            + "{spec: {containers: [{}]}}}, workerGroupSpecs: [{groupName: w, template: "
            + "{spec: {containers: [{}]}}, "
            + group
            + "}]}}}");
  }

  private static int workers(String group) {
    return ((Demand.Readable) rayGroup(group)).pods() - 1;
  }

  @Test
  void podSetsAreNamedByTheirComponent() {
    var demand =
        Demands.ofAppWrapper(
            yaml(
                """
                components:
                - template: {apiVersion: v1, kind: Service, metadata: {name: tune}}
                - template:
                    apiVersion: ray.io/v1
                    kind: RayCluster
                    metadata: {name: tune}
                    spec:
                      headGroupSpec: {template: {spec: {containers: [{name: h, resources: {requests: {cpu: 1500m, memory: 6Gi}}}]}}}
                      workerGroupSpecs:
                      - groupName: gpu
                        replicas: 3
                        template: {spec: {priorityClassName: high, containers: [{name: w, resources: {limits: {cpu: 7, memory: 40G, nvidia.com/gpu: 2}}}]}}
                """));
    assertThat(demand)
        .isEqualTo(
            new Demand.Readable(
                List.of(
                    new PodSet(
                        "1.head",
                        1,
                        "template.spec.headGroupSpec.template",
                        1,
                        Resources.of("cpu", 1500, "memory", 6144 * MI),
                        Constraints.NONE,
                        true,
                        ""),
                    new PodSet(
                        "1.gpu",
                        1,
                        "template.spec.workerGroupSpecs[0].template",
                        3,
                        Resources.of(
                            Map.of(
                                "cpu", 7000L, "memory", 40_000_000_000L, "nvidia.com/gpu", 2000L)),
                        Constraints.NONE,
                        true,
                        "high"))));
  }

  @ParameterizedTest
  @CsvSource({"2, 4, 2", "8, 4, 4", "8, , 8", ", , 1", "0, 4, 0"})
  void jobRunsAsManyPodsAtOnceAsItsCompletionsAllow(
      String parallelism, String completions, int pods) {
    var demand =
        wrapped(
            "{template: {apiVersion: batch/v1, kind: Job, spec: {parallelism: "
                + (parallelism == null ? "null" : parallelism)
                + ", completions: "
                + (completions == null ? "null" : completions)
                + ", template: {spec: {containers: [{}]}}}}}");
    assertThat(((Demand.Readable) demand).pods()).isEqualTo(pods);
  }

  @Test
  void podsOfADeploymentAreNeverGated() {
    var demand =
        wrapped(
            "{template: {apiVersion: apps/v1, kind: Deployment, spec: {replicas: 2, template: {spec: "
                + "{containers: [{}]}}}}}");
    assertThat(((Demand.Readable) demand).podSets())
        .containsExactly(
            new PodSet(
                "0.main",
                0,
                "template.spec.template",
                2,
                Resources.NONE,
                Constraints.NONE,
                false,
                ""));
  }

  @Test
  void replicasOutsideTheirBoundsAreClampedAsKubeRayDoes() {
    assertThat(workers("replicas: 9, minReplicas: 1, maxReplicas: 5")).isEqualTo(5);
    assertThat(workers("replicas: 0, minReplicas: 2, maxReplicas: 5")).isEqualTo(2);
    assertThat(workers("minReplicas: 3")).isEqualTo(3);
    assertThat(workers("maxReplicas: 3")).isZero();
  }

  @Test
  void suspendedWorkerGroupHasNoPods() {
    assertThat(workers("replicas: 4, suspend: true")).isZero();
  }

  @Test
  void workerGroupNamedLikeTheHeadKeepsAnotherName() {
    var demand = (Demand.Readable) rayGroup("groupName: head, replicas: 1");
    assertThat(demand.podSets()).extracting(PodSet::name).containsExactly("0.head", "0.head-2");
  }

  @Test
  void declaredPodSetsAreTheDemandOfOtherKinds() {
    var demand =
        wrapped(
            """
            {podSets: [{path: 'template.spec.roles[1].pods', replicas: 4}, {path: template.spec.lead}],
             template: {apiVersion: example.com/v1, kind: Swarm, spec: {
               lead: {spec: {containers: [{resources: {requests: {cpu: 2}}}]}},
               roles: [{}, {pods: {spec: {containers: [{resources: {requests: {cpu: 1}}}]}}}]}}}\
            """);
    assertThat(demand)
        .isEqualTo(
            new Demand.Readable(
                List.of(
                    new PodSet(
                        "0.0",
                        0,
                        "template.spec.roles[1].pods",
                        4,
                        Resources.of("cpu", 1000),
                        Constraints.NONE,
                        true,
                        ""),
                    new PodSet(
                        "0.1",
                        0,
                        "template.spec.lead",
                        1,
                        Resources.of("cpu", 2000),
                        Constraints.NONE,
                        true,
                        ""))));
  }

  @Test
  void declaredReplicasOfAKnownKindMayFollowTheSimpleRuleOrTheExactOne() {
    var podSets =
        "podSets: [{path: template.spec.headGroupSpec.template}, "
            + "{path: 'template.spec.workerGroupSpecs[0].template', replicas: %d}], ";
    var component =
        "{"
            + podSets
            + "template: {apiVersion: ray.io/v1, kind: RayCluster, spec: {headGroupSpec: {template: "
            + "{spec: {containers: [{}]}}}, workerGroupSpecs: [{groupName: w, replicas: 2, "
            + "numOfHosts: 2, template: {spec: {containers: [{}]}}}]}}}";
    assertThat(((Demand.Readable) wrapped(component.formatted(2))).pods()).isEqualTo(5);
    assertThat(((Demand.Readable) wrapped(component.formatted(4))).pods()).isEqualTo(5);
    assertThat(wrapped(component.formatted(3)))
        .isEqualTo(
            new Demand.Unreadable(
                "spec.components[0].podSets[1].replicas", "is 3, but the template makes 4"));
  }
}
