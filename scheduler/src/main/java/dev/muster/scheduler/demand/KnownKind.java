package dev.muster.scheduler.demand;

import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The kinds whose pods follow from the object itself. */
enum KnownKind {
  POD(PlainKinds::pod),
  REPLICATED(PlainKinds::replicated),
  JOB(PlainKinds::job),
  JOB_SET(JobSetKind::jobSet),
  RAY_CLUSTER(RayKinds::cluster),
  RAY_JOB(RayKinds::job),
  RAY_SERVICE(RayKinds::service),
  RAY_CRON_JOB(RayKinds::cronJob),
  PYTORCH_JOB(TrainingKinds::pyTorchJob),
  TF_JOB(TrainingKinds::tfJob),
  XGBOOST_JOB(TrainingKinds::xgBoostJob),
  PADDLE_JOB(TrainingKinds::paddleJob),
  JAX_JOB(TrainingKinds::jaxJob),
  MPI_JOB(TrainingKinds::mpiJob),
  MPI_JOB_V2(TrainingKinds::mpiJobV2),
  INFERENCE_SERVICE(InferenceKinds::service);

  private final BiFunction<Tree, Runtimes, List<PodGroup>> rule;

  KnownKind(Function<Tree, List<PodGroup>> rule) {
    this((object, runtimes) -> rule.apply(object));
  }

  KnownKind(BiFunction<Tree, Runtimes, List<PodGroup>> rule) {
    this.rule = rule;
  }

  static Optional<KnownKind> of(Tree object) {
    var type = object.get("apiVersion").text("") + " " + object.get("kind").text("");
    return switch (type) {
      case "v1 Pod" -> Optional.of(POD);
      case "apps/v1 Deployment", "apps/v1 StatefulSet" -> Optional.of(REPLICATED);
      case "batch/v1 Job" -> Optional.of(JOB);
      case "jobset.x-k8s.io/v1alpha2 JobSet" -> Optional.of(JOB_SET);
      case "ray.io/v1 RayCluster", "ray.io/v1alpha1 RayCluster" -> Optional.of(RAY_CLUSTER);
      case "ray.io/v1 RayJob", "ray.io/v1alpha1 RayJob" -> Optional.of(RAY_JOB);
      case "ray.io/v1 RayService", "ray.io/v1alpha1 RayService" -> Optional.of(RAY_SERVICE);
      case "ray.io/v1 RayCronJob" -> Optional.of(RAY_CRON_JOB);
      case "kubeflow.org/v1 PyTorchJob" -> Optional.of(PYTORCH_JOB);
      case "kubeflow.org/v1 TFJob" -> Optional.of(TF_JOB);
      case "kubeflow.org/v1 XGBoostJob" -> Optional.of(XGBOOST_JOB);
      case "kubeflow.org/v1 PaddleJob" -> Optional.of(PADDLE_JOB);
      case "kubeflow.org/v1 JAXJob" -> Optional.of(JAX_JOB);
      case "kubeflow.org/v1 MPIJob" -> Optional.of(MPI_JOB);
      case "kubeflow.org/v2beta1 MPIJob" -> Optional.of(MPI_JOB_V2);
      case "serving.kserve.io/v1beta1 InferenceService" -> Optional.of(INFERENCE_SERVICE);
      default -> Optional.empty();
    };
  }

  /**
   * The pods of an object of this kind.
   *
   * @param runtimes what stands beside it in the same AppWrapper and decides about its pods
   */
  List<PodGroup> groups(Tree object, Runtimes runtimes) {
    return rule.apply(object, runtimes);
  }
}
