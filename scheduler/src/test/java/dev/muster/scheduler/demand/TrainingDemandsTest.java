package dev.muster.scheduler.demand;

import static dev.muster.scheduler.demand.Wrapped.GI;
import static dev.muster.scheduler.demand.Wrapped.MI;
import static dev.muster.scheduler.demand.Wrapped.component;
import static dev.muster.scheduler.demand.Wrapped.demand;
import static dev.muster.scheduler.demand.Wrapped.pod;
import static dev.muster.scheduler.demand.Wrapped.podSet;
import static dev.muster.scheduler.demand.Wrapped.readable;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.model.ComponentStatus.EffectivePodSet;
import dev.muster.scheduler.model.Demand;
import dev.muster.scheduler.model.PodSet;
import dev.muster.scheduler.model.Resources;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingDemandsTest {
  private static String job(String version, String kind, String field, String replicaSpecs) {
    return "{apiVersion: kubeflow.org/%s, kind: %s, metadata: {name: t}, spec: {%s: {%s}}}"
        .formatted(version, kind, field, replicaSpecs);
  }

  private static String pyTorchJob(String replicaSpecs) {
    return job("v1", "PyTorchJob", "pytorchReplicaSpecs", replicaSpecs);
  }

  @Test
  void pyTorchJobHasItsMasterAndItsWorkers() {
    var template =
        pyTorchJob(
            "Worker: {replicas: 3, template: %s}, Master: {template: %s}"
                .formatted(
                    pod("cpu: 4, memory: 16Gi, nvidia.com/gpu: 2"), pod("cpu: 1, memory: 2Gi")));

    assertThat(demand(component(template)))
        .isEqualTo(
            readable(
                podSet(
                    "0.master",
                    "template.spec.pytorchReplicaSpecs.Master.template",
                    1,
                    Resources.of("cpu", 1000, "memory", 2 * GI)),
                podSet(
                    "0.worker",
                    "template.spec.pytorchReplicaSpecs.Worker.template",
                    3,
                    Resources.of(
                        Map.of("cpu", 4000L, "memory", 16 * GI, "nvidia.com/gpu", 2000L)))));
  }

  @Test
  void workersThatWaitForAMasterAskForWhatTheWaitingTakes() {
    var waiting = "Master: {template: %1$s}, Worker: {template: %1$s}".formatted(pod("cpu: 20m"));
    var alone = "Worker: {template: %s}".formatted(pod("cpu: 20m"));

    assertThat(((Demand.Readable) demand(component(pyTorchJob(waiting)))).podSets())
        .extracting(PodSet::requests)
        .containsExactly(Resources.of("cpu", 20), Resources.of("cpu", 50, "memory", 10 * MI));
    assertThat(((Demand.Readable) demand(component(pyTorchJob(alone)))).podSets())
        .extracting(PodSet::requests)
        .containsExactly(Resources.of("cpu", 20));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "v1      | TFJob      | tfReplicaSpecs     | Chief Master PS Worker Evaluator",
        "v1      | XGBoostJob | xgbReplicaSpecs    | Master Worker",
        "v1      | PaddleJob  | paddleReplicaSpecs | Master Worker",
        "v1      | JAXJob     | jaxReplicaSpecs    | Worker",
        "v2beta1 | MPIJob     | mpiReplicaSpecs    | Launcher Worker",
      })
  void replicaTypesComeInTheirOrderWhateverTheOrderInTheObject(
      String version, String kind, String field, String types) {
    var ordered = types.split(" ", -1);
    var specs = new StringBuilder();
    var expected = new PodSet[ordered.length];
    for (int i = 0; i < ordered.length; i++) {
      var spec = "%s: {replicas: %d, template: %s}, ".formatted(ordered[i], i + 1, pod("cpu: 1"));
      specs.insert(0, spec);
      expected[i] =
          podSet(
              "0." + ordered[i].toLowerCase(java.util.Locale.ROOT),
              "template.spec." + field + "." + ordered[i] + ".template",
              i + 1,
              Resources.of("cpu", 1000));
    }

    assertThat(demand(component(job(version, kind, field, specs.toString()))))
        .isEqualTo(readable(expected));
  }

  @Test
  void mpiJobWithoutAnyNumberHasALauncherOnly() {
    var specs = "Launcher: {template: %1$s}, Worker: {template: %1$s}".formatted(pod("cpu: 50m"));
    var launcher = "template.spec.mpiReplicaSpecs.Launcher.template";

    assertThat(demand(component(job("v2beta1", "MPIJob", "mpiReplicaSpecs", specs))))
        .isEqualTo(readable(podSet("0.launcher", launcher, 1, Resources.of("cpu", 50))));
    assertThat(demand(component(job("v1", "MPIJob", "mpiReplicaSpecs", specs))))
        .as("the older operator brings the launcher its kubectl")
        .isEqualTo(
            readable(
                podSet(
                    "0.launcher",
                    launcher,
                    1,
                    Resources.of(
                        Map.of("cpu", 100L, "memory", 512 * MI, "ephemeral-storage", 5 * GI)))));
  }

  @Test
  void replicaTypeInAnotherCaseIsTheSameAndKeepsItsPath() {
    var template = pyTorchJob("worker: {replicas: 2, template: %s}".formatted(pod("cpu: 1")));
    var path = "template.spec.pytorchReplicaSpecs.worker.template";

    assertThat(demand(component(template)))
        .isEqualTo(readable(podSet("0.worker", path, 2, Resources.of("cpu", 1000))));
    assertThat(
            Demands.components(Trees.yaml("{components: [" + component(template) + "]}"))
                .getFirst()
                .podSets())
        .containsExactly(new EffectivePodSet(path, 2));
  }

  @Test
  void unknownReplicaTypesAndNoneAtAllAreNamed() {
    var place = "spec.components[0].template.spec.pytorchReplicaSpecs";
    var chief = "Master: {template: %1$s}, Chief: {template: %1$s}".formatted(pod(""));

    assertThat(demand(component(pyTorchJob(chief))))
        .isEqualTo(
            new Demand.Unreadable(
                place + ".Chief", "is no replica type of this kind; there are Master, Worker"));
    assertThat(demand(component(pyTorchJob("Master: null"))))
        .isEqualTo(new Demand.Unreadable(place, "must have at least one of Master, Worker"));
    assertThat(demand(component(pyTorchJob("Worker: {replicas: many}"))))
        .isEqualTo(
            new Demand.Unreadable(
                place + ".Worker.replicas", "is a string, must be a whole number"));
  }
}
