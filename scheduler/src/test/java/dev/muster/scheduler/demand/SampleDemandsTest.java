package dev.muster.scheduler.demand;

import static dev.muster.scheduler.demand.Trees.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.scheduler.model.ComponentStatus.EffectivePodSet;
import dev.muster.scheduler.model.Demand;
import dev.muster.scheduler.model.Resources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The demand of whole objects as real clients send them, in pods and in sum. */
class SampleDemandsTest {
  private static final long MI = 1L << 20;
  private static final long GI = 1L << 30;

  private static String container(String resources) {
    return "{spec: {containers: [{name: c, resources: " + resources + "}]}}";
  }

  private static String rayCluster(String spec) {
    return "{apiVersion: ray.io/v1, kind: RayCluster, metadata: {name: r}, spec: " + spec + "}";
  }

  private static String rayJob(String spec) {
    return "{apiVersion: ray.io/v1, kind: RayJob, metadata: {name: r}, spec: " + spec + "}";
  }

  private static String head(String resources) {
    return "headGroupSpec: {rayStartParams: {}, template: " + container(resources) + "}";
  }

  private static String workers(String counts, String resources) {
    return "workerGroupSpecs: [{groupName: w, "
        + counts
        + ", rayStartParams: {}, template: "
        + container(resources)
        + "}]";
  }

  private static String requests(String amounts) {
    return "{requests: {" + amounts + "}, limits: {" + amounts + "}}";
  }

  private static Demand.Readable read(Map<String, @Nullable Object> object) {
    var demand = Demands.ofObject(object);
    assertThat(demand).isInstanceOf(Demand.Readable.class);
    return (Demand.Readable) demand;
  }

  private static void assertDemand(Demand.Readable demand, int pods, Map<String, Long> amounts) {
    var sum = Resources.NONE;
    for (var podSet : demand.podSets()) {
      sum = sum.plus(podSet.requests().times(podSet.count()));
    }
    assertThat(demand.pods()).isEqualTo(pods);
    assertThat(sum).isEqualTo(Resources.of(amounts));
  }

  @Test
  void rayClusterCountsHeadAndReplicas() {
    var object =
        yaml(
            rayCluster(
                "{"
                    + head(requests("cpu: 1, memory: 5Gi"))
                    + ", "
                    + workers(
                        "replicas: 1, minReplicas: 1, maxReplicas: 5",
                        requests("cpu: 1, memory: 1Gi"))
                    + "}"));
    assertDemand(read(object), 2, Map.of("cpu", 2000L, "memory", 6 * GI));
  }

  @Test
  void autoscalingRayClusterCountsTheAutoscalerAndOnlyThePodsItStartsWith() {
    var object =
        yaml(
            rayCluster(
                "{enableInTreeAutoscaling: true, autoscalerOptions: {resources: "
                    + requests("cpu: 500m, memory: 512Mi")
                    + "}, "
                    + head("{requests: {cpu: 1, memory: 2Gi}, limits: {cpu: 1, memory: 5Gi}}")
                    + ", "
                    + workers(
                        "replicas: 0, minReplicas: 0, maxReplicas: 10",
                        requests("cpu: 1, memory: 1Gi"))
                    + "}"));
    assertDemand(read(object), 1, Map.of("cpu", 1500L, "memory", 2560 * MI));
  }

  @Test
  void rayClusterCountsRequestsNotLimits() {
    var object =
        yaml(
            rayCluster(
                "{"
                    + head("{requests: {cpu: 2, memory: 4Gi}, limits: {cpu: 4, memory: 8Gi}}")
                    + ", "
                    + workers(
                        "replicas: 2, minReplicas: 1, maxReplicas: 5",
                        "{requests: {cpu: 4, memory: 12Gi}, limits: {memory: 12Gi}}")
                    + "}"));
    assertDemand(read(object), 3, Map.of("cpu", 10_000L, "memory", 28 * GI));
  }

  @Test
  void rayClusterCountsTheUsersOwnContainersInTheHead() {
    var object =
        yaml(
            rayCluster(
                """
                {headGroupSpec: {template: {spec: {containers: [
                  {name: h, resources: {requests: {cpu: 1, memory: 2Gi}, limits: {cpu: 1, memory: 5Gi}}},
                  {name: s, resources: {requests: {cpu: 100m, memory: 128Mi}}}]}}}}\
                """));
    assertDemand(read(object), 1, Map.of("cpu", 1100L, "memory", 2176 * MI));
  }

  @Test
  void rayClusterOfAHeadOnlyCountsItsAccelerators() {
    var object =
        yaml(
            rayCluster(
                "{"
                    + head(
                        "{requests: {cpu: 36, memory: 144G, nvidia.com/gpu: 4}, "
                            + "limits: {cpu: 48, memory: 192G, nvidia.com/gpu: 4}}")
                    + "}"));
    assertDemand(
        read(object),
        1,
        Map.of("cpu", 36_000L, "memory", 144_000_000_000L, "nvidia.com/gpu", 4000L));
  }

  @Test
  void rayClusterCountsEveryHostOfAReplica() {
    var storage = "ephemeral-storage: ";
    var object =
        yaml(
            rayCluster(
                "{"
                    + head(
                        "{requests: {cpu: 8, memory: 40G, "
                            + storage
                            + "10Gi}, limits: {cpu: 8, memory: 40G, "
                            + storage
                            + "20Gi}}")
                    + ", "
                    + workers(
                        "replicas: 1, numOfHosts: 2",
                        "{requests: {cpu: 1, memory: 40G, google.com/tpu: 4, "
                            + storage
                            + "10Gi}, limits: {google.com/tpu: 4, "
                            + storage
                            + "20Gi}}")
                    + "}"));
    assertDemand(
        read(object),
        3,
        Map.of(
            "cpu",
            10_000L,
            "memory",
            120_000_000_000L,
            "google.com/tpu",
            8L,
            "ephemeral-storage",
            30 * GI));
  }

  @Test
  void rayJobCountsItsDefaultSubmitterAndTheWorkersWaitForTheHead() {
    var demand =
        read(
            yaml(
                rayJob(
                    "{rayClusterSpec: {"
                        + head("{requests: {cpu: 1, memory: 2Gi}, limits: {cpu: 1, memory: 5Gi}}")
                        + ", "
                        + workers("replicas: 1", "{requests: {cpu: 200m}, limits: {cpu: 1}}")
                        + "}}")));
    assertDemand(demand, 3, Map.of("cpu", 1700L, "memory", 2_625_634_304L));
    assertThat(demand.podSets())
        .extracting(p -> p.name() + " " + p.path() + " " + p.gateable())
        .containsExactly(
            "head template.spec.rayClusterSpec.headGroupSpec.template true",
            "w template.spec.rayClusterSpec.workerGroupSpecs[0].template true",
            "submitter  false");
  }

  @Test
  void rayJobInSidecarModeCountsTheSubmitterInTheHead() {
    var object =
        yaml(
            rayJob(
                "{submissionMode: SidecarMode, rayClusterSpec: {"
                    + head(requests("cpu: 1, memory: 2Gi"))
                    + ", "
                    + workers("replicas: 1", requests("cpu: 1, memory: 1Gi"))
                    + "}}"));
    assertDemand(read(object), 2, Map.of("cpu", 2500L, "memory", 3272 * MI));
  }

  @Test
  void rayJobWithASubmitterTemplateCountsWhatThatAsksFor() {
    var demand =
        read(
            yaml(
                rayJob(
                    "{submissionMode: K8sJobMode, submitterPodTemplate: "
                        + container("{}")
                        + ", rayClusterSpec: {"
                        + head(requests("cpu: 1, memory: 2Gi"))
                        + ", "
                        + workers("replicas: 1", requests("cpu: 1, memory: 1Gi"))
                        + "}}")));
    assertDemand(demand, 3, Map.of("cpu", 2000L, "memory", 3 * GI));
    assertThat(demand.podSets().getLast().path()).isEqualTo("template.spec.submitterPodTemplate");
    assertThat(demand.podSets().getLast().gateable()).isTrue();
  }

  @Test
  void rayJobThatSelectsAClusterCountsItsSubmitterOnly() {
    var object = yaml(rayJob("{clusterSelector: {ray.io/cluster: name}}"));
    assertDemand(read(object), 1, Map.of("cpu", 500L, "memory", 200 * MI));
  }

  @Test
  void rayJobOfAHeadOnlyCountsHeadAndSubmitter() {
    var object =
        yaml(
            rayJob(
                "{rayClusterSpec: {"
                    + head(requests("cpu: 54, memory: 54Gi, nvidia.com/gpu: 4"))
                    + "}}"));
    assertDemand(
        read(object),
        2,
        Map.of("cpu", 54_500L, "memory", 54 * GI + 200 * MI, "nvidia.com/gpu", 4000L));
  }

  @Test
  void appWrapperOfTheSdkCountsThreePods() {
    var spec =
        yaml(
            "{components: [{template: "
                + rayCluster(
                    "{enableInTreeAutoscaling: false, autoscalerOptions: {resources: "
                        + requests("cpu: 500m, memory: 512Mi")
                        + "}, "
                        + head("{limits: {cpu: 2, memory: 8G}, requests: {cpu: 1, memory: 5G}}")
                        + ", "
                        + workers(
                            "replicas: 2, minReplicas: 2, maxReplicas: 2",
                            requests("cpu: 2, memory: 8G, nvidia.com/gpu: 1"))
                        + "}")
                + "}]}");
    assertSdkDemand(Demands.ofAppWrapper(spec));
    assertThat(Demands.components(spec).getFirst().podSets())
        .containsExactly(
            new EffectivePodSet("template.spec.headGroupSpec.template", 1),
            new EffectivePodSet("template.spec.workerGroupSpecs[0].template", 2));
  }

  @Test
  void appWrapperFileOfTheSdkCountsThreePods() {
    var shared = Optional.ofNullable(System.getenv("MUSTER_SHARED")).orElse("../shared");
    var root = Path.of(System.getProperty("muster.root", ".."));
    var file = root.resolve(shared).resolve("samples/codeflare-sdk-v1beta2-raycluster.yaml");
    assumeTrue(Files.exists(file), "not there: " + file + "; set MUSTER_SHARED");
    var spec = Tree.lenient(Trees.file(file)).get("spec").fields();
    var plain = new java.util.TreeMap<String, @Nullable Object>();
    spec.forEach((name, field) -> plain.put(name, field.value()));
    assertSdkDemand(Demands.ofAppWrapper(plain));
  }

  private static void assertSdkDemand(Demand demand) {
    assertThat(demand).isInstanceOf(Demand.Readable.class);
    assertDemand(
        (Demand.Readable) demand,
        3,
        Map.of("cpu", 5000L, "memory", 21_000_000_000L, "nvidia.com/gpu", 2000L));
  }
}
