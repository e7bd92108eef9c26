package dev.muster.scheduler.kube.act;

import dev.muster.scheduler.kube.watch.Kinds;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where in an object the labels, annotations and the pod spec of a pod set stand, to be changed in
 * place.
 *
 * <p>In a pod template these are {@code metadata} and {@code spec}. A component of KServe's
 * InferenceService has the fields of both side by side; its workers have no labels of their own,
 * and what is put there goes nowhere.
 */
record PodPlace(Map<String, @Nullable Object> metadata, Map<String, @Nullable Object> spec) {
  static PodPlace of(
      Map<String, @Nullable Object> object, String path, Map<String, @Nullable Object> template) {
    var group = Kinds.groupOf(Trees.asText(object.get("apiVersion")));
    boolean inline =
        group.equals("serving.kserve.io")
            && Trees.asText(object.get("kind")).equals("InferenceService");
    if (!inline) {
      return new PodPlace(Trees.object(template, "metadata"), Trees.object(template, "spec"));
    }
    boolean labelled = !path.endsWith(".workerSpec");
    return new PodPlace(labelled ? template : new LinkedHashMap<>(), template);
  }
}
