package dev.muster.scheduler.demand;

import static dev.muster.scheduler.demand.Wrapped.GI;
import static dev.muster.scheduler.demand.Wrapped.MI;
import static dev.muster.scheduler.demand.Wrapped.component;
import static dev.muster.scheduler.demand.Wrapped.demand;
import static dev.muster.scheduler.demand.Wrapped.pod;
import static dev.muster.scheduler.demand.Wrapped.readable;
import static dev.muster.scheduler.demand.Wrapped.ungated;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.model.Resources;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RayServiceDemandsTest {
  private static String cluster(String head, String counts, String worker) {
    return "{headGroupSpec: {template: %s}, workerGroupSpecs: [{groupName: w, %s template: %s}]}"
        .formatted(pod(head), counts, pod(worker));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ray.io/v1", "ray.io/v1alpha1"})
  void rayServiceIsACluster(String apiVersion) {
    var template =
        "{apiVersion: %s, kind: RayService, spec: {serveConfigV2: x, rayClusterConfig: %s}}"
            .formatted(
                apiVersion,
                cluster(
                    "cpu: 2, memory: 32Gi",
                    "replicas: 2, minReplicas: 2, maxReplicas: 2,",
                    "cpu: 24, memory: 500Gi, nvidia.com/gpu: 8"));
    var path = "template.spec.rayClusterConfig.";

    assertThat(demand(component(template)))
        .isEqualTo(
            readable(
                ungated(
                    "0.head",
                    path + "headGroupSpec.template",
                    1,
                    Resources.of("cpu", 2000, "memory", 32 * GI)),
                ungated(
                    "0.w",
                    path + "workerGroupSpecs[0].template",
                    2,
                    Resources.of(
                        Map.of("cpu", 24_000L, "memory", 500 * GI, "nvidia.com/gpu", 8000L)))));
  }

  @Test
  void rayCronJobIsOneRun() {
    var template =
        "{apiVersion: ray.io/v1, kind: RayCronJob, spec: {schedule: '0 3 * * *', jobTemplate: "
            + "{entrypoint: x, rayClusterSpec: "
            + cluster("cpu: 1", "replicas: 2,", "cpu: 1, memory: 1Gi")
            + "}}}";
    var path = "template.spec.jobTemplate.rayClusterSpec.";

    assertThat(demand(component(template)))
        .isEqualTo(
            readable(
                ungated("0.head", path + "headGroupSpec.template", 1, Resources.of("cpu", 1000)),
                ungated(
                    "0.w",
                    path + "workerGroupSpecs[0].template",
                    2,
                    Resources.of("cpu", 1000, "memory", GI)),
                ungated("0.submitter", "", 1, Resources.of("cpu", 500, "memory", 200 * MI))));
  }
}
