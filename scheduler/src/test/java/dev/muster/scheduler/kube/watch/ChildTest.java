package dev.muster.scheduler.kube.watch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ChildTest {
  private static Child child(String apiVersion, String kind, String status) {
    var object =
        Objects.yaml(
            "{apiVersion: %s, kind: %s, metadata: {namespace: default, name: c, uid: u}, status: {%s}}"
                .formatted(apiVersion, kind, status));
    return Child.of(Meta.of(object), object);
  }

  private static String condition(String type, String status) {
    return "conditions: [{type: Other, status: 'True'}, {type: %s, status: '%s'}]"
        .formatted(type, status);
  }

  @ParameterizedTest
  @CsvSource({
    "batch/v1, Job, Complete",
    "jobset.x-k8s.io/v1alpha2, JobSet, Completed",
    "kubeflow.org/v1, PyTorchJob, Succeeded",
    "kubeflow.org/v1, TFJob, Succeeded",
    "kubeflow.org/v1, XGBoostJob, Succeeded",
    "kubeflow.org/v1, PaddleJob, Succeeded",
    "kubeflow.org/v1, JAXJob, Succeeded",
    "kubeflow.org/v1, MPIJob, Succeeded",
    "kubeflow.org/v2beta1, MPIJob, Succeeded",
  })
  void conditionsTellWhetherAnObjectIsDoneOrFailed(String apiVersion, String kind, String done) {
    assertThat(child(apiVersion, kind, condition(done, "True")))
        .extracting(Child::done, Child::failed)
        .containsExactly(true, false);
    assertThat(child(apiVersion, kind, condition("Failed", "True")))
        .extracting(Child::done, Child::failed)
        .containsExactly(false, true);
    for (var status : new String[] {condition(done, "False"), condition("Failed", "False"), ""}) {
      assertThat(child(apiVersion, kind, status))
          .extracting(Child::done, Child::failed)
          .containsExactly(false, false);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ray.io/v1, RayCluster",
    "ray.io/v1, RayJob",
    "ray.io/v1, RayService",
    "apps/v1, Deployment",
    "serving.kserve.io/v1beta1, InferenceService",
    "example.com/v1, JobSet",
    "v1, Pod",
  })
  void conditionsOfOtherKindsTellNothing(String apiVersion, String kind) {
    for (var type : new String[] {"Complete", "Completed", "Succeeded", "Failed", "''"}) {
      assertThat(child(apiVersion, kind, condition(type, "True")))
          .extracting(Child::done, Child::failed)
          .containsExactly(false, false);
    }
  }
}
