package dev.muster.simulations.live.watchdog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.live.objects.Amounts;
import dev.muster.simulations.live.operators.EmbeddedCluster;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DemandReaderTest {
  private static final long MEBI = 1L << 20;

  private static Object wrapped(String component) {
    return EmbeddedCluster.yaml("{spec: {components: [{template: %s}]}}".formatted(component));
  }

  private static Object ray(String kind, String spec) {
    return wrapped("{apiVersion: ray.io/v1, kind: %s, spec: %s}".formatted(kind, spec));
  }

  private static String pod(String resources) {
    return "{template: {spec: {containers: [{name: main, resources: %s}]}}".formatted(resources);
  }

  private static String head(String resources) {
    return "headGroupSpec: " + pod(resources) + "}";
  }

  private static String group(String numbers, String resources) {
    return "workerGroupSpecs: [" + pod(resources) + ", groupName: g, " + numbers + "}]";
  }

  private static List<PodGroup> read(Object gang) {
    return DemandReader.read(gang).orElseThrow();
  }

  private static String total(Object gang) {
    Amounts sum = Amounts.NONE;
    for (PodGroup group : read(gang)) {
      sum = sum.plus(group.each().times(group.count()));
    }
    return "%d pods, %dm, %d".formatted(sum.get("pods"), sum.get("cpu"), sum.get("memory"));
  }

  private static String names(Object gang) {
    return read(gang).stream()
        .map(group -> group.name() + " x " + group.count())
        .collect(Collectors.joining(", "));
  }

  @Test
  void aRayClusterHasItsHeadAndItsWorkers() {
    var gang =
        ray(
            "RayCluster",
            "{%s, %s}"
                .formatted(
                    head("{requests: {cpu: 1, memory: 5Gi}}"),
                    group(
                        "replicas: 1, minReplicas: 1, maxReplicas: 5",
                        "{requests: {cpu: 1, memory: 1Gi}}")));
    assertThat(names(gang)).isEqualTo("0.head x 1, 0.g x 1");
    assertThat(total(gang)).isEqualTo("2 pods, 2000m, " + 6 * 1024 * MEBI);
  }

  @Test
  void theAutoscalerCountsInTheHead() {
    var gang =
        ray(
            "RayCluster",
            "{enableInTreeAutoscaling: true, %s, %s}"
                .formatted(
                    head("{requests: {cpu: 1, memory: 2Gi}, limits: {cpu: 1, memory: 5Gi}}"),
                    group("replicas: 0, maxReplicas: 10", "{requests: {cpu: 1, memory: 1Gi}}")));
    assertThat(total(gang)).isEqualTo("1 pods, 1500m, " + 2560 * MEBI);
  }

  @Test
  void replicasAreClampedAndMultipliedByHosts() {
    String resources = "{requests: {cpu: 1}}";
    assertThat(
            names(
                ray(
                    "RayCluster",
                    "{%s, %s}"
                        .formatted(
                            head(resources),
                            group("replicas: 9, maxReplicas: 4, numOfHosts: 2", resources)))))
        .isEqualTo("0.head x 1, 0.g x 8");
    assertThat(
            names(
                ray(
                    "RayCluster",
                    "{%s, %s}"
                        .formatted(
                            head(resources), group("replicas: 2, suspend: true", resources)))))
        .isEqualTo("0.head x 1");
  }

  @Test
  void aRayJobHasItsClusterAndItsSubmitterWhoseInitContainerIsAFloor() {
    var gang =
        ray(
            "RayJob",
            "{rayClusterSpec: {%s, %s}}"
                .formatted(
                    head("{requests: {cpu: 1, memory: 2Gi}, limits: {cpu: 1, memory: 5Gi}}"),
                    group("replicas: 1", "{requests: {cpu: 200m}, limits: {cpu: 1}}")));
    assertThat(names(gang)).isEqualTo("0.head x 1, 0.g x 1, 0.submitter x 1");
    assertThat(total(gang)).isEqualTo("3 pods, 1700m, 2625634304");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "submissionMode: SidecarMode | 0.head x 1, 0.g x 1 | 2 pods, 2500m, 3430940672",
        "submissionMode: HTTPMode | 0.head x 1, 0.g x 1 | 2 pods, 2000m, 3221225472",
        "submitterPodTemplate: {spec: {containers: [{name: s}]}}"
            + " | 0.head x 1, 0.g x 1, 0.submitter x 1 | 3 pods, 2000m, 3221225472",
        "clusterSelector: {ray.io/cluster: x} | 0.submitter x 1 | 1 pods, 500m, 209715200"
      })
  void theSubmissionModeDecidesOnTheSubmitter(String mode, String names, String total) {
    var gang =
        ray(
            "RayJob",
            "{%s, rayClusterSpec: {%s, %s}}"
                .formatted(
                    mode,
                    head("{requests: {cpu: 1, memory: 2Gi}}"),
                    group("replicas: 1", "{requests: {cpu: 1, memory: 1Gi}}")));
    assertThat(names(gang)).isEqualTo(names);
    assertThat(total(gang)).isEqualTo(total);
  }

  @Test
  void aJobHasTheLesserOfParallelismAndCompletions() {
    String job =
        "{apiVersion: batch/v1, kind: Job, spec: {parallelism: %d, completions: %d, template:"
            + " {spec: {containers: [{name: main}]}}}}";
    assertThat(names(wrapped(job.formatted(2, 4)))).isEqualTo("0.main x 2");
    assertThat(names(wrapped(job.formatted(8, 4)))).isEqualTo("0.main x 4");
  }

  @Test
  void whatMcadsVersionSaysOfAnItemCountsInThePlaceOfItsTemplate() {
    var template = "{apiVersion: v1, kind: Pod, spec: {nodeSelector: {pool: a}, containers: [{}]}}";
    var said = "{replicas: %d, requests: {cpu: 0, memory: 1Mi}, limits: {cpu: 3}}";
    var gang = "{spec: {mcad: {}, components: [{template: %s, mcad: {custompodresources: [%s]}}]}}";
    var same = EmbeddedCluster.yaml(gang.formatted(template, said.formatted(1)));
    assertThat(names(same)).isEqualTo("0.0 x 1");
    assertThat(total(same)).isEqualTo("1 pods, 3000m, " + MEBI);
    assertThat(read(same).getFirst().eligibility())
        .usingRecursiveComparison()
        .isEqualTo(read(wrapped(template)).getFirst().eligibility());

    var more = EmbeddedCluster.yaml(gang.formatted(template, said.formatted(2)));
    assertThat(names(more)).isEqualTo("0.main x 1");
    assertThat(total(more)).isEqualTo("1 pods, 3000m, " + MEBI);
    var todays = EmbeddedCluster.yaml(gang.replace("mcad: {}, ", "").formatted(template, "{}"));
    assertThat(names(todays)).isEqualTo("0.main x 1");
    var nobodys = gang.formatted("{apiVersion: x/v1, kind: Fleet}", said.formatted(1));
    assertThat(DemandReader.read(EmbeddedCluster.yaml(nobodys))).isEmpty();
  }

  @Test
  void declaredPodSetsOfUnknownKindsAreNumbered() {
    var gang =
        EmbeddedCluster.yaml(
            """
            spec:
              components:
              - template: {apiVersion: v1, kind: Service, metadata: {name: s}}
              - template:
                  apiVersion: example.com/v1
                  kind: Thing
                  spec: {parts: [{template: {spec: {containers: [{name: main}]}}}]}
                podSets: [{path: 'template.spec.parts[0].template', replicas: 3}]
            """);
    assertThat(names(gang)).isEqualTo("1.0 x 3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{requests: {cpu: banana}}",
        "{requests: {cpu: -1}}",
        "{requests: {memory: 1e999}}",
        "{requests: {cpu: {}}}"
      })
  void whatCannotBeReadIsNotGuessed(String resources) {
    assertThat(DemandReader.read(ray("RayCluster", "{%s}".formatted(head(resources))))).isEmpty();
  }
}
