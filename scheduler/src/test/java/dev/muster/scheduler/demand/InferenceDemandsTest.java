package dev.muster.scheduler.demand;

import static dev.muster.scheduler.demand.Wrapped.GI;
import static dev.muster.scheduler.demand.Wrapped.MI;
import static dev.muster.scheduler.demand.Wrapped.component;
import static dev.muster.scheduler.demand.Wrapped.demand;
import static dev.muster.scheduler.demand.Wrapped.readable;
import static dev.muster.scheduler.demand.Wrapped.ungated;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.model.Demand;
import dev.muster.scheduler.model.Resources;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many pods an InferenceService has, and what KServe adds to each. */
class InferenceDemandsTest {
  private static final String PREDICTOR = "template.spec.predictor";
  private static final Resources USUAL = Resources.of("cpu", 1000, "memory", 2 * GI);

  private static String service(String annotations, String spec) {
    return "{apiVersion: serving.kserve.io/v1beta1, kind: InferenceService, metadata: "
        + "{name: s, annotations: {"
        + annotations
        + "}}, spec: {"
        + spec
        + "}}";
  }

  private static Demand of(String annotations, String spec) {
    return demand(component(service(annotations, spec)));
  }

  private static Demand raw(String spec) {
    return of("serving.kserve.io/deploymentMode: RawDeployment", spec);
  }

  private static Resources ofPredictor(String annotations, String predictor) {
    var demand = of(annotations, "predictor: {" + predictor + "}");
    assertThat(demand).isInstanceOf(Demand.Readable.class);
    return ((Demand.Readable) demand).podSets().getFirst().requests();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "RawDeployment, -,        -, 1",
        "RawDeployment, -,        0, 1",
        "RawDeployment, -,        3, 3",
        "Standard,      hpa,      0, 1",
        "Standard,      hpa,      3, 3",
        "Standard,      none,     0, 0",
        "Standard,      none,     3, 3",
        "Standard,      external, 3, 1",
        "Standard,      external, 0, 1",
        "Standard,      keda,     0, 0",
        "Standard,      keda,     3, 3",
        "Knative,       -,        -, 1",
        "Serverless,    -,        0, 0",
        "Serverless,    -,        3, 3",
        "-,             -,        0, 1",
        "-,             -,        3, 3",
        "ModelMesh,     -,        3, 0",
      })
  void aComponentHasThePodsThatWhoeverScalesItBeginsWith(
      String mode, String scaler, String least, int pods) {
    var annotations =
        (mode == null ? "" : "serving.kserve.io/deploymentMode: " + mode + ", ")
            + (scaler == null ? "" : "serving.kserve.io/autoscalerClass: " + scaler);
    var spec =
        "predictor: {%s maxReplicas: 9, containers: [{}]}"
            .formatted(least == null ? "" : "minReplicas: " + least + ",");

    assertThat(((Demand.Readable) of(annotations, spec)).pods()).isEqualTo(pods);
  }

  @Test
  void aComponentsOwnAutoscalerClassWins() {
    var own = "annotations: {serving.kserve.io/autoscalerClass: none}";
    assertThat(
            of(
                "serving.kserve.io/autoscalerClass: hpa",
                "predictor: {minReplicas: 0, containers: [{}], " + own + "}"))
        .isEqualTo(readable());
  }

  @Test
  void predictorTransformerAndExplainerEachHavePodsOfTheirOwn() {
    var spec =
        """
        predictor: {minReplicas: 2, containers: [{name: p, resources: {requests: {cpu: 3, memory: 4Gi}}}]},
        transformer: {minReplicas: 3, containers: [{name: t}]},
        explainer: {art: {type: SquareAttack, resources: {requests: {cpu: 500m}}}}\
        """;

    assertThat(raw(spec))
        .isEqualTo(
            readable(
                ungated("0.predictor", PREDICTOR, 2, Resources.of("cpu", 3000, "memory", 4 * GI)),
                ungated("0.transformer", "template.spec.transformer", 3, USUAL),
                ungated(
                    "0.explainer",
                    "template.spec.explainer",
                    1,
                    Resources.of("cpu", 500, "memory", 2 * GI))));
  }

  @Test
  void onlyTheFirstContainerOfACustomComponentHasUsualRequests() {
    assertThat(
            ofPredictor(
                "",
                "containers: [{name: a, resources: {requests: {cpu: 4}, limits: {nvidia.com/gpu: 1}}}, "
                    + "{name: b}, {name: c, resources: {limits: {cpu: 1}}}]"))
        .isEqualTo(Resources.of(Map.of("cpu", 5000L, "memory", 2 * GI, "nvidia.com/gpu", 1000L)));
  }

  @Test
  void whatKServeAddsToAPodCounts() {
    var small = "sklearn: {resources: {requests: {cpu: 1m, memory: 1Mi}}";
    var knative = "serving.kserve.io/deploymentMode: Knative";

    assertThat(ofPredictor("", small + "}"))
        .as("a model that is in the image")
        .isEqualTo(Resources.of("cpu", 1, "memory", MI));
    assertThat(ofPredictor("", small + ", storageUri: 's3://b/m'}"))
        .as("whose fetching takes more than the serving")
        .isEqualTo(Resources.of("cpu", 100, "memory", 100 * MI));
    assertThat(ofPredictor("", small + ", storage: {key: k, path: m}}"))
        .as("in a data connection")
        .isEqualTo(Resources.of("cpu", 100, "memory", 100 * MI));
    assertThat(ofPredictor("", small + "}, storageUris: [{uri: 's3://b/m'}]"))
        .as("in several places")
        .isEqualTo(Resources.of("cpu", 100, "memory", 100 * MI));
    assertThat(ofPredictor("", small + ", storageUri: 'oci://r/m:1'}"))
        .as("that is an image itself")
        .isEqualTo(Resources.of("cpu", 11, "memory", 16 * MI));
    assertThat(ofPredictor("", small + "}, logger: {mode: all}"))
        .as("whose requests are logged")
        .isEqualTo(Resources.of("cpu", 101, "memory", 101 * MI));
    assertThat(ofPredictor("", small + "}, batcher: {maxBatchSize: 2}, logger: {mode: all}"))
        .as("one agent does both")
        .isEqualTo(Resources.of("cpu", 101, "memory", 101 * MI));
    assertThat(ofPredictor(knative, small + "}"))
        .as("behind Knative's proxy")
        .isEqualTo(Resources.of("cpu", 26, "memory", MI));
  }

  @Test
  void aCanaryIsThePredictorWithItsOwnLaidOverAndTakesItsShareOfThePods() {
    var spec =
        """
        predictor: {minReplicas: 10, containers: [{name: p, resources: {requests: {cpu: 3, memory: 4Gi}}}]},
        canary: [
          {trafficPercent: 25, predictor: {name: next}},
          {trafficPercent: 5, predictor: {name: other, minReplicas: 2,
             containers: [{name: p, resources: {requests: {cpu: 1, memory: 1Gi}}}]}}]\
        """;
    var asked = Resources.of("cpu", 3000, "memory", 4 * GI);

    assertThat(raw(spec))
        .isEqualTo(
            readable(
                ungated("0.predictor", PREDICTOR, 5, asked),
                ungated("0.canary-0", "template.spec.canary[0].predictor", 3, asked),
                ungated(
                    "0.canary-1",
                    "template.spec.canary[1].predictor",
                    2,
                    Resources.of("cpu", 1000, "memory", GI))));
    assertThat(of("serving.kserve.io/deploymentMode: Knative", spec))
        .as("Knative splits traffic between revisions instead")
        .isEqualTo(
            readable(
                ungated(
                    "0.predictor", PREDICTOR, 10, Resources.of("cpu", 3025, "memory", 4 * GI))));
  }

  private static Demand declared(int replicas, String annotations, String predictor) {
    return demand(
        "{podSets: [{path: %s, replicas: %d}], template: %s}"
            .formatted(
                PREDICTOR, replicas, service(annotations, "predictor: {" + predictor + "}")));
  }

  @Test
  void whereTheRuntimeIsNotSeenMorePodsMayBeDeclared() {
    var raw = "serving.kserve.io/deploymentMode: RawDeployment";
    var model = "minReplicas: 2, model: {runtime: elsewhere, resources: {requests: {cpu: 1}}}";

    assertThat(declared(5, raw, model))
        .isEqualTo(readable(ungated("0.predictor", PREDICTOR, 5, Resources.of("cpu", 1000))));
    assertThat(declared(1, raw, model))
        .isEqualTo(
            new Demand.Unreadable(
                "spec.components[0].podSets[0].replicas",
                "is 1, but the template makes at least 2"));
    assertThat(declared(5, raw, "minReplicas: 2, containers: [{}]"))
        .isEqualTo(
            new Demand.Unreadable(
                "spec.components[0].podSets[0].replicas", "is 5, but the template makes 2"));
  }

  @Test
  void whereNothingSaysHowItIsDeployedItMayBeDeclaredToScaleToZero() {
    var custom = "minReplicas: 0, containers: [{}]";

    assertThat(declared(0, "", custom)).isEqualTo(readable());
    assertThat(declared(1, "", custom))
        .isEqualTo(readable(ungated("0.predictor", PREDICTOR, 1, USUAL)));
    assertThat(declared(2, "", custom))
        .isEqualTo(
            new Demand.Unreadable(
                "spec.components[0].podSets[0].replicas", "is 2, but the template makes 0 to 1"));
    assertThat(declared(0, "serving.kserve.io/deploymentMode: Standard", custom))
        .isEqualTo(
            new Demand.Unreadable(
                "spec.components[0].podSets[0].replicas", "is 0, but the template makes 1"));
  }

  @Test
  void whatCannotBeUnderstoodIsNamedWhereItStands() {
    var place = "spec.components[0].template.";
    assertThat(of("serving.kserve.io/deploymentMode: Raw", "predictor: {containers: [{}]}"))
        .isEqualTo(
            new Demand.Unreadable(
                place + "metadata.annotations[\"serving.kserve.io/deploymentMode\"]",
                "\"Raw\" is no deployment mode; there are Standard, Knative and ModelMesh"));
    assertThat(of("serving.kserve.io/autoscalerClass: vpa", "predictor: {containers: [{}]}"))
        .isEqualTo(
            new Demand.Unreadable(
                place + "metadata.annotations[\"serving.kserve.io/autoscalerClass\"]",
                "\"vpa\" is no autoscaler class; there are hpa, keda, external and none"));
    assertThat(raw("predictor: {minReplicas: 2}"))
        .isEqualTo(
            new Demand.Unreadable(
                place + "spec.predictor.containers", "must list at least one container"));
    assertThat(raw("predictor: {model: {resources: {requests: {cpu: lots}}}}"))
        .isEqualTo(
            new Demand.Unreadable(
                place + "spec.predictor.model.resources.requests.cpu",
                "\"lots\" is not a quantity"));
    assertThat(
            raw(
                "predictor: {containers: [{}]}, canary: [{trafficPercent: 5, predictor: "
                    + "{containers: [{resources: {limits: {cpu: lots}}}]}}]"))
        .isEqualTo(
            new Demand.Unreadable(
                place + "spec.canary[0].predictor.containers[0].resources.limits.cpu",
                "\"lots\" is not a quantity"));
  }
}
