package dev.muster.scheduler.demand;

/** What KServe makes of an InferenceService, and who scales that. */
enum ServingMode {
  /** A Deployment per component, and something that scales it. */
  RAW,
  /** A Knative Service per component. */
  SERVERLESS,
  /** No pods of its own: the model is loaded into those of a runtime. */
  MODEL_MESH;

  private static final String PREFIX = "serving.kserve.io/";

  /**
   * As the object's annotation says. What holds without one stands in a ConfigMap of KServe, which
   * is not seen from here: it is taken for raw, as on OpenShift AI.
   */
  static ServingMode of(Tree service) {
    var mode = annotation(service.get("metadata"), "deploymentMode");
    return switch (mode.text("")) {
      case "", "Standard", "RawDeployment" -> RAW;
      case "Knative", "Serverless" -> SERVERLESS;
      case "ModelMesh" -> MODEL_MESH;
      default -> {
        mode.report(
            Shown.value(mode.value())
                + " is no deployment mode; there are Standard, Knative and ModelMesh");
        yield RAW;
      }
    };
  }

  /** Whether the object says which it is. */
  static boolean isSaid(Tree service) {
    return !annotation(service.get("metadata"), "deploymentMode").text("").isEmpty();
  }

  /** How many pods a component that is to have {@code least} has before anybody scales it. */
  int pods(Tree service, Tree component, int least) {
    return switch (this) {
      case MODEL_MESH -> 0;
      case SERVERLESS -> least;
      case RAW -> {
        var own = annotation(component, "autoscalerClass");
        var scaler = own.isAbsent() ? annotation(service.get("metadata"), "autoscalerClass") : own;
        yield switch (scaler.text("")) {
          case "", "hpa" -> Math.max(1, least);
          case "none", "keda" -> least;
          case "external" -> 1;
          default -> {
            scaler.report(
                Shown.value(scaler.value())
                    + " is no autoscaler class; there are hpa, keda, external and none");
            yield least;
          }
        };
      }
    };
  }

  private static Tree annotation(Tree metadata, String name) {
    return metadata.get("annotations").get(PREFIX + name);
  }
}
