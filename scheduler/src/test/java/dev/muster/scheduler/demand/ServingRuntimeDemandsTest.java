package dev.muster.scheduler.demand;

import static dev.muster.scheduler.demand.Wrapped.GI;
import static dev.muster.scheduler.demand.Wrapped.component;
import static dev.muster.scheduler.demand.Wrapped.demand;
import static dev.muster.scheduler.demand.Wrapped.readable;
import static dev.muster.scheduler.demand.Wrapped.ungated;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.model.Constraints;
import dev.muster.scheduler.model.Demand;
import dev.muster.scheduler.model.PodSet;
import dev.muster.scheduler.model.Resources;
import dev.muster.scheduler.model.Toleration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the pods of a model ask for, with the runtime that is wrapped beside it. */
class ServingRuntimeDemandsTest {
  private static final String PREDICTOR = "template.spec.predictor";

  private static String runtime(String name, String spec) {
    return component(
        "{apiVersion: serving.kserve.io/v1alpha1, kind: ServingRuntime, metadata: {name: %s}, spec: {%s}}"
            .formatted(name, spec));
  }

  private static String service(String predictor) {
    return component(
        "{apiVersion: serving.kserve.io/v1beta1, kind: InferenceService, metadata: {name: s, "
            + "annotations: {serving.kserve.io/deploymentMode: RawDeployment}}, spec: {predictor: {"
            + predictor
            + "}}}");
  }

  @Test
  void caikitWithTgisAsksForWhatTheModelSays() {
    var caikit =
        "supportedModelFormats: [{name: caikit, autoSelect: true}], containers: "
            + "[{name: kserve-container, image: tgis}, {name: transformer-container, image: caikit}]";
    var model =
        """
        model: {modelFormat: {name: caikit}, runtime: caikit-tgis, storageUri: 's3://b/m',
          resources: {requests: {cpu: 8, memory: 32Gi, nvidia.com/gpu: 1}, limits: {nvidia.com/gpu: 1}}}\
        """;
    var asked = Resources.of(Map.of("cpu", 8000L, "memory", 32 * GI, "nvidia.com/gpu", 1000L));

    assertThat(demand(runtime("caikit-tgis", caikit), service(model)))
        .isEqualTo(readable(ungated("1.predictor", PREDICTOR, 1, asked)));
    assertThat(demand(service(model), runtime("caikit-tgis", caikit)))
        .as("in whatever order")
        .isEqualTo(readable(ungated("0.predictor", PREDICTOR, 1, asked)));
  }

  @Test
  void theServiceIsLaidOverItsRuntime() {
    var spec =
        """
        nodeSelector: {zone: a, gpu: small}, tolerations: [{key: r, operator: Exists}],
        containers: [
          {name: kserve-container, resources: {requests: {cpu: 2, memory: 8Gi}, limits: {cpu: 2}}},
          {name: transformer-container, resources: {requests: {cpu: 1, memory: 1Gi}}},
          {name: proxy, resources: {requests: {cpu: 100m}}}]\
        """;
    var predictor =
        """
        priorityClassName: high, nodeSelector: {gpu: big}, tolerations: [{key: s, operator: Exists}],
        containers: [
          {name: transformer-container, resources: {requests: {cpu: 3}}},
          {name: mine, resources: {requests: {cpu: 200m}}}],
        model: {runtime: r, resources: {requests: {cpu: 4}, limits: {nvidia.com/gpu: 1}}}\
        """;

    assertThat(demand(runtime("r", spec), service(predictor)))
        .isEqualTo(
            readable(
                new PodSet(
                    "1.predictor",
                    1,
                    PREDICTOR,
                    1,
                    Resources.of(Map.of("cpu", 7300L, "memory", 9 * GI, "nvidia.com/gpu", 1000L)),
                    new Constraints(
                        new TreeMap<>(Map.of("gpu", "big", "zone", "a")),
                        List.of(),
                        List.of(
                            new Toleration("s", Toleration.Operator.EXISTS, "", Optional.empty()))),
                    false,
                    "high")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "model: {modelFormat: {name: onnx}}                     | 3",
        "onnx: {}                                               | 3",
        "model: {modelFormat: {name: onnx, version: '1'}}       | 2",
        "model: {modelFormat: {name: onnx}, runtime: first}     | 1",
        "model: {modelFormat: {name: onnx}, runtime: disabled}  | 5",
        "model: {modelFormat: {name: never}}                    | 0",
        "model: {modelFormat: {name: other}}                    | 0",
        "model: {}                                              | 0",
      })
  void theRuntimeIsTheOneThatIsNamedOrSelectsItselfWithTheHighestPriority(
      String model, long cores) {
    var container = "containers: [{name: kserve-container, resources: {requests: {cpu: %d}}}], ";
    var formats = "supportedModelFormats: [{name: onnx, autoSelect: %s, %s}]";
    var demand =
        demand(
            runtime("first", container.formatted(1) + formats.formatted(true, "priority: 1")),
            runtime("second", container.formatted(2) + formats.formatted(true, "version: '1'")),
            runtime("third", container.formatted(3) + formats.formatted(true, "priority: 2")),
            runtime("fourth", container.formatted(4) + formats.formatted(true, "priority: 2")),
            runtime(
                "disabled",
                container.formatted(5)
                    + "disabled: true, "
                    + formats.formatted(true, "priority: 9")),
            runtime("never", container.formatted(6) + "supportedModelFormats: [{name: never}]"),
            service(model));

    assertThat(demand)
        .isEqualTo(
            readable(ungated("6.predictor", PREDICTOR, 1, Resources.of("cpu", 1000 * cores))));
  }

  @Test
  void aRuntimeThatIsSeenLeavesNothingToDeclare() {
    var runtime = runtime("r", "containers: [{name: kserve-container}]");
    var service =
        service("model: {runtime: r}")
            .replaceFirst("\\{", "{podSets: [{path: " + PREDICTOR + ", replicas: 2}], ");

    assertThat(demand(runtime, service))
        .isEqualTo(
            new Demand.Unreadable(
                "spec.components[1].podSets[0].replicas", "is 2, but the template makes 1"));
  }

  @Test
  void whatIsWrongWithTheRuntimeIsNamedThere() {
    var service = service("model: {runtime: r}");

    assertThat(demand(service, runtime("r", "containers: [{name: server}]")))
        .isEqualTo(
            new Demand.Unreadable(
                "spec.components[1].template.spec.containers",
                "must list a container named kserve-container"));
    assertThat(
            demand(
                service,
                runtime(
                    "r",
                    "containers: [{name: kserve-container, resources: {limits: {cpu: lots}}}]")))
        .isEqualTo(
            new Demand.Unreadable(
                "spec.components[1].template.spec.containers[0].resources.limits.cpu",
                "\"lots\" is not a quantity"));
  }

  @Test
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aLargeRuntimeIsNotReadForEachOfThousandsOfServices() {
    var large =
        runtime(
            "r",
            "containers: ["
                + String.join(", ", Collections.nCopies(10_000, "{name: kserve-container}"))
                + "]");
    var demand =
        demand(large, String.join(", ", Collections.nCopies(3000, service("model: {runtime: r}"))));

    assertThat(demand)
        .isEqualTo(
            new Demand.Unreadable(
                "spec.components[65].template.spec.predictor.model",
                "brings the models and canaries above 64"));
  }

  @Test
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aLargePredictorIsNotReadForEachOfThousandsOfCanaries() {
    var containers = String.join(", ", Collections.nCopies(10_000, "{}"));
    var canaries = String.join(", ", Collections.nCopies(3000, "{predictor: {}}"));
    var service = service("containers: [" + containers + "]}, canary: [" + canaries + "], x: {");

    assertThat(demand(service))
        .isEqualTo(
            new Demand.Unreadable(
                "spec.components[0].template.spec.canary[64]",
                "brings the models and canaries above 64"));
  }
}
