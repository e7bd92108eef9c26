package dev.muster.scheduler.kube.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.scheduler.kube.map.FaultToleranceDefaults;
import dev.muster.scheduler.kube.map.GangMap;
import dev.muster.scheduler.kube.map.Priorities;
import dev.muster.scheduler.kube.watch.Objects;
import dev.muster.scheduler.model.Admission;
import dev.muster.scheduler.model.Observed;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ChildBuilderTest {
  private static final Admission EXACT = new Admission("local", 3, true, List.of());
  private static final Admission LOOSE = new Admission("local", 3, false, List.of());

  private static Map<String, @Nullable Object> build(
      Map<String, @Nullable Object> gang, Admission admission) throws ChildBuilder.Unbuildable {
    var read = GangMap.gang(gang, FaultToleranceDefaults.STANDARD, Priorities.NONE);
    var component = Trees.asObject(Trees.asList(in(gang, "spec", "components")).getFirst());
    var version = Trees.asText(gang.get("apiVersion"));
    return new ChildBuilder(read.gang(Observed.NOTHING), version, admission, component, 0)
        .build("");
  }

  private static @Nullable Object in(@Nullable Object tree, String... path) {
    var place = tree;
    for (var field : path) {
      place = Trees.asObject(place).get(field);
    }
    return place;
  }

  private static @Nullable Object workers(Map<String, @Nullable Object> child) {
    return Trees.asList(in(child, "spec", "workerGroupSpecs")).getFirst();
  }

  @Test
  void childIsTheTemplateWithOwnerAndLabels() throws ChildBuilder.Unbuildable {
    var child = build(Objects.gang("g", "", 1), EXACT);

    assertThat(in(child, "metadata"))
        .isEqualTo(
            Objects.yaml(
                """
                name: g
                namespace: default
                labels:
                  own: label
                  workload.codeflare.dev/appwrapper: g
                  appwrapper.mcad.ibm.com: g
                  appwrapper.mcad.ibm.com/namespace: default
                  resourceName: g
                  muster.dev/gang-uid: uid-g
                  muster.dev/epoch: '3'
                  muster.dev/component: '0'
                ownerReferences:
                - apiVersion: workload.codeflare.dev/v1beta2
                  kind: AppWrapper
                  name: g
                  uid: uid-g
                  controller: true
                  blockOwnerDeletion: true
                """));
    assertThat(in(workers(child), "replicas")).isEqualTo(4L);
  }

  @Test
  void podTemplatesSayWhoseTheyAreAndThatTheyAreToBePlaced() throws ChildBuilder.Unbuildable {
    var child = build(Objects.gang("g", "", 1), EXACT);

    assertThat(in(workers(child), "template"))
        .isEqualTo(
            Objects.yaml(
                """
                metadata:
                  labels:
                    app: mine
                    workload.codeflare.dev/appwrapper: g
                    appwrapper.mcad.ibm.com: g
                    appwrapper.mcad.ibm.com/namespace: default
                    resourceName: g
                    muster.dev/gang-uid: uid-g
                    muster.dev/epoch: '3'
                    muster.dev/pod-set: 0.w
                    muster.dev/place: exact
                spec:
                  containers: [{name: w, resources: {requests: {cpu: 1}}}]
                """));
  }

  @Test
  void whereAnyOrderOfPlacingIsSafeNothingIsToBePlaced() throws ChildBuilder.Unbuildable {
    var template = in(workers(build(Objects.gang("g", "", 1), LOOSE)), "template");

    assertThat(in(template, "metadata", "labels", "muster.dev/place")).isNull();
    assertThat(in(template, "metadata", "labels", "muster.dev/pod-set")).isEqualTo("0.w");
  }

  @Test
  void theStoredTemplateIsLeftAlone() throws ChildBuilder.Unbuildable {
    var gang = Objects.gang("g", "", 1);

    build(gang, EXACT);

    assertThat(gang).isEqualTo(Objects.gang("g", "", 1));
  }

  private static Map<String, @Nullable Object> job(String metadata, String info) {
    return Objects.yaml(
        """
        metadata: {namespace: default, name: g, uid: uid-g}
        spec:
          components:
          - podSetInfos: [%2$s]
            template:
              apiVersion: batch/v1
              kind: Job
              metadata: %1$s
              spec:
                template:
                  metadata: {annotations: {a: b}}
                  spec:
                    nodeSelector: {zone: x}
                    tolerations: [{key: k}]
                    restartPolicy: Never
                    containers: [{name: c}]
        """
            .formatted(metadata, info));
  }

  @Test
  void whatIsPutAsideForAPodSetGoesIntoItsTemplate() throws ChildBuilder.Unbuildable {
    var info =
        "{annotations: {n: m}, labels: {l: m}, nodeSelector: {zone: x, pool: y}, tolerations:"
            + " [{key: q}], schedulingGates: [{name: g1}]}";
    var template = in(build(job("{name: j}", info), LOOSE), "spec", "template");

    assertThat(in(template, "metadata", "annotations")).isEqualTo(Map.of("a", "b", "n", "m"));
    assertThat(in(template, "metadata", "labels", "l")).isEqualTo("m");
    assertThat(in(template, "spec", "nodeSelector")).isEqualTo(Map.of("zone", "x", "pool", "y"));
    assertThat(in(template, "spec", "tolerations"))
        .isEqualTo(List.of(Map.of("key", "k"), Map.of("key", "q")));
    assertThat(in(template, "spec", "schedulingGates")).isEqualTo(List.of(Map.of("name", "g1")));
  }

  @Test
  void componentsOfAnInferenceServiceHaveTheirLabelsBesideTheFieldsOfThePodSpec()
      throws ChildBuilder.Unbuildable {
    var gang =
        Objects.yaml(
            """
            metadata: {namespace: default, name: g, uid: uid-g}
            spec:
              components:
              - podSetInfos: [{labels: {l: m}, nodeSelector: {pool: y}}, {nodeSelector: {pool: z}}]
                template:
                  apiVersion: serving.kserve.io/v1beta1
                  kind: InferenceService
                  metadata: {name: s}
                  spec:
                    predictor:
                      labels: {own: label}
                      model: {modelFormat: {name: vllm}}
                      workerSpec: {pipelineParallelSize: 2}
            """);

    assertThat(in(build(gang, EXACT), "spec", "predictor"))
        .isEqualTo(
            Objects.yaml(
                """
                labels:
                  own: label
                  l: m
                  workload.codeflare.dev/appwrapper: g
                  appwrapper.mcad.ibm.com: g
                  appwrapper.mcad.ibm.com/namespace: default
                  resourceName: s
                  muster.dev/gang-uid: uid-g
                  muster.dev/epoch: '3'
                  muster.dev/pod-set: 0.predictor
                model: {modelFormat: {name: vllm}}
                nodeSelector: {pool: y}
                workerSpec: {pipelineParallelSize: 2, nodeSelector: {pool: z}}
                """));
  }

  @Test
  void conflictWithWhatIsPutAsideIsRefused() {
    assertThatThrownBy(() -> build(job("{name: j}", "{nodeSelector: {zone: y}}"), LOOSE))
        .hasMessage("conflicting selector zone");
  }

  @Test
  void generatedNameIsTheSameEachTimeAndAnotherForAnotherGang() throws ChildBuilder.Unbuildable {
    var name = in(build(job("{generateName: run-}", "{}"), LOOSE), "metadata", "name");
    var component =
        Map.<String, @Nullable Object>of(
            "template", Map.of("metadata", Map.of("generateName", "run-")));

    assertThat(name).asString().matches("run-[a-z0-9]{5}");
    assertThat(ChildBuilder.nameOf("uid-g", component, 0)).isEqualTo(name);
    assertThat(ChildBuilder.nameOf("uid-h", component, 0)).isNotEqualTo(name);
    assertThat(ChildBuilder.nameOf("uid-g", component, 1)).isNotEqualTo(name);
  }
}
