package dev.muster.scheduler.demand;

import static dev.muster.scheduler.demand.Wrapped.GI;
import static dev.muster.scheduler.demand.Wrapped.component;
import static dev.muster.scheduler.demand.Wrapped.demand;
import static dev.muster.scheduler.demand.Wrapped.readable;
import static dev.muster.scheduler.demand.Wrapped.ungated;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.model.Demand;
import dev.muster.scheduler.model.PodSet;
import dev.muster.scheduler.model.Resources;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MultiNodeDemandsTest {
  private static final String HEAD = "template.spec.predictor";
  private static final String WORKER = "template.spec.predictor.workerSpec";

  private static String service(String predictor) {
    return component(
        "{apiVersion: serving.kserve.io/v1beta1, kind: InferenceService, metadata: {name: s, "
            + "annotations: {serving.kserve.io/deploymentMode: RawDeployment, "
            + "serving.kserve.io/autoscalerClass: none}}, spec: {predictor: {"
            + predictor
            + "}}}");
  }

  private static String runtime(String spec) {
    return component(
        "{apiVersion: serving.kserve.io/v1alpha1, kind: ServingRuntime, metadata: {name: r}, spec: {"
            + spec
            + "}}");
  }

  private static String requests(String amounts) {
    return "resources: {requests: {" + amounts + "}}";
  }

  @Test
  void aModelOverSeveralNodesIsAHeadAndItsWorkers() {
    var runtime =
        runtime(
            "containers: [{name: kserve-container, "
                + requests("cpu: 8, memory: 64Gi")
                + "}], workerSpec: {pipelineParallelSize: 2, tensorParallelSize: 1, "
                + "containers: [{name: worker-container, "
                + requests("cpu: 4, memory: 32Gi, nvidia.com/gpu: 8")
                + "}]}");
    var service =
        service(
            "model: {runtime: r}, workerSpec: {pipelineParallelSize: 3, tensorParallelSize: 8, "
                + "containers: [{name: worker-container, "
                + requests("cpu: 6")
                + "}]}");

    assertThat(demand(runtime, service))
        .isEqualTo(
            readable(
                ungated(
                    "1.predictor",
                    HEAD,
                    1,
                    Resources.of(Map.of("cpu", 8000L, "memory", 64 * GI, "nvidia.com/gpu", 8000L))),
                ungated(
                    "1.worker",
                    WORKER,
                    2,
                    Resources.of(
                        Map.of("cpu", 6000L, "memory", 32 * GI, "nvidia.com/gpu", 8000L)))));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "4, 2, -, 1, '1 x 1, 7 x 1'",
        "4, 2, -, 3, '1 x 2, 2 x 3'",
        "4, 2, 8, 3, '1 x 8'",
        "4, 2, 4, 4, '1 x 4, 1 x 4'",
        "4, 2, 5, -, '1 x 5, 3 x 1'",
        "4, 2, 8, -, '1 x 8'",
        "2, 2, -, -, '1 x 1, 3 x 1'",
        "1, 1, -, -, '1 x 1'",
        "-, -, -, 4, '1 x 1'",
      })
  void headAndWorkersShareTheGpusAsKServeShares(
      String tensor, String pipeline, String head, String worker, String expected) {
    var sizes =
        (tensor == null ? "" : "tensorParallelSize: " + tensor + ", ")
            + (pipeline == null ? "" : "pipelineParallelSize: " + pipeline + ", ");
    var demand =
        demand(
            service(
                "model: {%s}, workerSpec: {%s containers: [{%s}]}"
                    .formatted(
                        head == null ? "" : requests("nvidia.com/gpu: " + head),
                        sizes,
                        worker == null ? "" : requests("nvidia.com/gpu: " + worker))));

    var shares = new ArrayList<String>();
    for (PodSet podSet : ((Demand.Readable) demand).podSets()) {
      shares.add(podSet.count() + " x " + podSet.requests().get("nvidia.com/gpu") / 1000);
    }
    assertThat(String.join(", ", shares)).isEqualTo(expected);
  }

  @Test
  void workersHaveTheKindOfGpuThatTheyAskFor() {
    var demand =
        demand(
            service(
                "model: {}, workerSpec: {tensorParallelSize: 2, pipelineParallelSize: 2, containers: "
                    + "[{"
                    + requests("habana.ai/gaudi: 2")
                    + "}]}"));

    assertThat(demand)
        .isEqualTo(
            readable(
                ungated("0.predictor", HEAD, 1, Resources.of("nvidia.com/gpu", 2000)),
                ungated("0.worker", WORKER, 1, Resources.of("habana.ai/gaudi", 2))));
  }

  @Test
  void whereTheRuntimeIsNotSeenMoreWorkersMayBeDeclared() {
    var service =
        service("model: {}, workerSpec: {pipelineParallelSize: 2}")
            .replaceFirst(
                "\\{", "{podSets: [{path: %s}, {path: %s, replicas: 3}], ".formatted(HEAD, WORKER));

    assertThat(demand(service))
        .isEqualTo(
            readable(
                ungated("0.predictor", HEAD, 1, Resources.of("nvidia.com/gpu", 1000)),
                ungated("0.worker", WORKER, 3, Resources.of("nvidia.com/gpu", 1000))));
  }

  @Test
  void whatCannotWorkIsNamed() {
    var place = "spec.components[0].template.spec.predictor.workerSpec";

    assertThat(
            demand(
                service(
                    "model: {%s}, workerSpec: {tensorParallelSize: 8, containers: [{%s}]}"
                        .formatted(requests("nvidia.com/gpu: 1"), requests("nvidia.com/gpu: 4")))))
        .isEqualTo(new Demand.Unreadable(place, "needs 8 GPUs; head and workers have 1 and 1 x 4"));
    assertThat(
            demand(
                service(
                    "model: {}, workerSpec: {tensorParallelSize: 2147483647, pipelineParallelSize: 2}")))
        .isEqualTo(
            new Demand.Unreadable(place, "makes 4294967293 pods, must be at most 2147483647"));
    assertThat(
            demand(
                service("model: {runtime: r}, workerSpec: {}"),
                runtime("containers: [{name: kserve-container}]")))
        .isEqualTo(
            new Demand.Unreadable(
                "spec.components[1].template.spec.workerSpec.containers",
                "must list a container named worker-container"));
    assertThat(demand(service("model: {}, workerSpec: {tensorParallelSize: 0}")))
        .isEqualTo(
            new Demand.Unreadable(place + ".tensorParallelSize", "is 0, must be at least 1"));
  }
}
