package dev.muster.simulations.live.operators;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.live.objects.Trees;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class InferenceServicesTest {
  private static final String SERVING = "serving.kserve.io/v1beta1";
  private static final String STOP = "serving.kserve.io/stop";

  private static final String RUNTIME =
      """
      apiVersion: serving.kserve.io/v1alpha1
      kind: %s
      metadata: {name: %s}
      spec:
        supportedModelFormats: [{name: caikit, autoSelect: true, priority: %d}]
        nodeSelector: {kubernetes.io/os: linux}
        containers:
        - name: kserve-container
          image: %s
          args: ["--serve"]
          env: [{name: KEPT, value: a}, {name: CHANGED, value: a}]
          resources: {requests: {cpu: 1, memory: 1Gi}}
        - {name: transformer-container, image: caikit, resources: {requests: {cpu: 500m}}}
      """;

  private static String runtime(String kind, String name, int priority, String image) {
    return RUNTIME.formatted(kind, name, priority, image);
  }

  private static String service(String annotations, String predictor) {
    return """
    apiVersion: serving.kserve.io/v1beta1
    kind: InferenceService
    metadata: {name: llm, labels: {kueue.x-k8s.io/queue-name: team}, annotations: {%s}}
    spec:
      predictor:
    %s\
    """
        .formatted(annotations, predictor.indent(4));
  }

  private static final String MODEL =
      """
      minReplicas: 2
      labels: {muster.dev/gang: g}
      model:
        modelFormat: {name: caikit}
        storageUri: s3://models/llm
        args: ["--fast"]
        env: [{name: CHANGED, value: b}]
        resources: {requests: {cpu: 3}}
      """;

  @Test
  void aModelIsServedByItsRuntimeWithWhatItSaysItself() {
    var cluster = EmbeddedCluster.of("2x96cpu");
    cluster.create(runtime("ServingRuntime", "tgis", 0, "tgis"));
    cluster.create(service("", MODEL));
    cluster.loop.runFor(5_000);

    assertThat(deployments(cluster)).containsExactly("llm-predictor");
    assertThat(cluster.podsIn("Running")).hasSize(2);
    var pod = cluster.pods().getFirst();
    assertThat(Trees.map(pod, "metadata", "labels"))
        .containsEntry("serving.kserve.io/inferenceservice", "llm")
        .containsEntry("component", "predictor")
        .containsEntry("app", "isvc.llm-predictor")
        .containsEntry("kueue.x-k8s.io/queue-name", "team")
        .containsEntry("muster.dev/gang", "g");
    assertThat(Trees.map(pod, "spec", "nodeSelector")).containsKey("kubernetes.io/os");
    var containers = Trees.maps(pod, "spec", "containers");
    assertThat(containers)
        .extracting(container -> Trees.text(container, "name"))
        .containsExactly("kserve-container", "transformer-container");
    var serving = containers.getFirst();
    assertThat(Trees.texts(serving, "args")).containsExactly("--serve", "--fast");
    assertThat(Trees.maps(serving, "env"))
        .extracting(one -> Trees.text(one, "name") + "=" + Trees.text(one, "value"))
        .containsExactly("KEPT=a", "CHANGED=b");
    assertThat(Trees.map(serving, "resources", "requests"))
        .containsEntry("cpu", "3")
        .containsEntry("memory", "1Gi");
    assertThat(serving).doesNotContainKeys("modelFormat", "storageUri");
    assertThat(Trees.maps(pod, "spec", "initContainers"))
        .extracting(one -> Trees.text(one, "name"))
        .containsExactly("storage-initializer");
    assertThat(condition(cluster, "Ready")).isEqualTo("True");
    assertThat(condition(cluster, "PredictorReady")).isEqualTo("True");
    assertThat(condition(cluster, "Stopped")).isEqualTo("False");
    assertThat(modelStatus(cluster)).isEqualTo("UpToDate Loaded 2");
  }

  @Test
  void whatIsNotAvailableIsNotReady() {
    var cluster = EmbeddedCluster.of("1x1cpu");
    cluster.create(runtime("ServingRuntime", "tgis", 0, "tgis"));
    cluster.create(service("", MODEL));
    cluster.loop.runFor(5_000);
    assertThat(condition(cluster, "Ready")).isEqualTo("False");
    assertThat(modelStatus(cluster)).isEqualTo("InProgress  0");
  }

  @Test
  void aStoppedServiceHasNoDeploymentsUntilItIsLetGo() {
    var cluster = EmbeddedCluster.of("2x96cpu");
    cluster.create(runtime("ServingRuntime", "tgis", 0, "tgis"));
    cluster.create(service(STOP + ": 'true'", MODEL));
    cluster.loop.runFor(5_000);
    assertThat(deployments(cluster)).isEmpty();
    assertThat(condition(cluster, "Stopped")).isEqualTo("True");
    assertThat(condition(cluster, "Ready")).isEqualTo("False");

    stop(cluster, "null");
    cluster.loop.runFor(5_000);
    assertThat(cluster.podsIn("Running")).hasSize(2);
    assertThat(condition(cluster, "Stopped")).isEqualTo("False");
    assertThat(condition(cluster, "Ready")).isEqualTo("True");

    stop(cluster, "'true'");
    cluster.loop.runFor(5_000);
    assertThat(deployments(cluster)).isEmpty();
    assertThat(cluster.pods()).isEmpty();
    assertThat(condition(cluster, "PredictorReady")).isEqualTo("False");
    assertThat(Trees.map(status(cluster), "modelStatus")).isEmpty();
  }

  @Test
  void containersOfItsOwnNeedNoRuntimeAndEachComponentHasADeployment() {
    var cluster = EmbeddedCluster.of("2x96cpu");
    cluster.create(
        """
        apiVersion: serving.kserve.io/v1beta1
        kind: InferenceService
        metadata: {name: llm}
        spec:
          predictor:
            logger: {mode: all}
            containers: [{name: kserve-container, image: own, resources: {requests: {cpu: 2}}}]
          transformer:
            minReplicas: 2
            containers: [{name: kserve-container, image: before}]
        """);
    cluster.loop.runFor(5_000);
    assertThat(deployments(cluster)).containsExactly("llm-predictor", "llm-transformer");
    assertThat(cluster.podsIn("Running")).hasSize(3);
    var containers = Trees.maps(cluster.pods().getFirst(), "spec", "containers");
    assertThat(containers)
        .extracting(container -> Trees.text(container, "name"))
        .containsExactly("kserve-container", "agent");
    assertThat(Trees.map(containers.getFirst(), "resources", "requests"))
        .containsEntry("cpu", "2")
        .containsEntry("memory", "2Gi");
    assertThat(condition(cluster, "TransformerReady")).isEqualTo("True");

    cluster.patch(SERVING, "InferenceService", "llm", "{spec: {transformer: null}}");
    cluster.loop.runFor(5_000);
    assertThat(deployments(cluster)).containsExactly("llm-predictor");
  }

  @Test
  void theRuntimeIsTheOneThatIsNamedOrElseOneOfTheNamespaceOfTheHighestPriority() {
    var cluster = EmbeddedCluster.of("2x96cpu");
    cluster.create(runtime("ClusterServingRuntime", "all", 9, "all"));
    cluster.create(service("", MODEL));
    cluster.loop.runFor(5_000);
    assertThat(image(cluster)).isEqualTo("all");

    cluster.create(runtime("ServingRuntime", "low", 1, "low"));
    cluster.create(runtime("ServingRuntime", "high", 2, "high"));
    cluster.loop.runFor(10_000);
    assertThat(image(cluster)).isEqualTo("high");
    assertThat(cluster.podsIn("Running")).hasSize(2);

    var named = "{spec: {predictor: {model: {runtime: low}}}}";
    cluster.patch(SERVING, "InferenceService", "llm", named);
    cluster.loop.runFor(10_000);
    assertThat(image(cluster)).isEqualTo("low");
  }

  @Test
  void whatCannotBeServedIsToldOnceAndMakesNoPod() {
    var cluster = EmbeddedCluster.of("2x96cpu");
    cluster.create(service("", MODEL));
    cluster.loop.runFor(60_000);
    assertThat(deployments(cluster)).isEmpty();
    assertThat(condition(cluster, "Ready")).isEqualTo("False");
    assertThat(Trees.text(status(cluster), "modelStatus", "transitionStatus"))
        .isEqualTo("InvalidSpec");
    assertThat(cluster.list("v1", "Event"))
        .extracting(event -> Trees.text(event, "message"))
        .containsExactly("no runtime found to support predictor");

    cluster.create(runtime("ServingRuntime", "tgis", 0, "tgis"));
    cluster.loop.runFor(5_000);
    assertThat(condition(cluster, "Ready")).isEqualTo("True");
    assertThat(modelStatus(cluster)).isEqualTo("UpToDate Loaded 2");

    var knative = EmbeddedCluster.of("2x96cpu");
    knative.create(service("serving.kserve.io/deploymentMode: Knative", MODEL));
    knative.loop.runFor(5_000);
    assertThat(knative.list("v1", "Event"))
        .extracting(event -> Trees.text(event, "message"))
        .containsExactly("deployment mode Knative is not served here, only Standard");
  }

  @Test
  void aChangeOfItsAnnotationsMakesThePodsAnewAndWhatIsLeftOutGoes() {
    var cluster = EmbeddedCluster.of("2x96cpu");
    cluster.create(runtime("ServingRuntime", "tgis", 0, "tgis"));
    cluster.create(service("a: '1', b: '1'", MODEL));
    cluster.loop.runFor(5_000);
    var before = cluster.pods().stream().map(Trees::uid).toList();
    cluster.patch(
        SERVING, "InferenceService", "llm", "{metadata: {annotations: {a: '2', b: null}}}");
    cluster.loop.runFor(10_000);
    assertThat(cluster.pods())
        .hasSize(2)
        .allSatisfy(pod -> {
          assertThat(before).doesNotContain(Trees.uid(pod));
          assertThat(Trees.annotation(pod, "a")).isEqualTo("2");
          assertThat(Trees.annotation(pod, "b")).isEmpty();
        });
    var version =
        Trees.text(
            cluster.get("apps/v1", "Deployment", "llm-predictor"), "metadata", "resourceVersion");
    cluster.loop.runFor(60_000);
    assertThat(
            Trees.text(
                cluster.get("apps/v1", "Deployment", "llm-predictor"),
                "metadata",
                "resourceVersion"))
        .isEqualTo(version);

    cluster.delete(SERVING, "InferenceService", "llm");
    cluster.loop.runFor(5_000);
    assertThat(cluster.pods()).isEmpty();
  }

  private static void stop(EmbeddedCluster cluster, String value) {
    var patch = "{metadata: {annotations: {" + STOP + ": " + value + "}}}";
    cluster.patch(SERVING, "InferenceService", "llm", patch);
  }

  private static String image(EmbeddedCluster cluster) {
    var deployment = cluster.get("apps/v1", "Deployment", "llm-predictor");
    var containers = Trees.maps(deployment, "spec", "template", "spec", "containers");
    return Trees.text(containers.getFirst(), "image");
  }

  private static List<String> deployments(EmbeddedCluster cluster) {
    return cluster.list("apps/v1", "Deployment").stream().map(Trees::name).toList();
  }

  private static Map<String, @Nullable Object> status(EmbeddedCluster cluster) {
    return Trees.map(cluster.get(SERVING, "InferenceService", "llm"), "status");
  }

  private static String condition(EmbeddedCluster cluster, String type) {
    return Trees.condition(cluster.get(SERVING, "InferenceService", "llm"), type);
  }

  private static String modelStatus(EmbeddedCluster cluster) {
    var model = Trees.map(status(cluster), "modelStatus");
    return Trees.text(model, "transitionStatus")
        + " "
        + Trees.text(model, "states", "activeModelState")
        + " "
        + Trees.number(model, 0, "copies", "totalCopies");
  }
}
