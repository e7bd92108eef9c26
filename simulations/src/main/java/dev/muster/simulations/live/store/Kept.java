package dev.muster.simulations.live.store;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a write leaves as it was, whatever it says of it. */
final class Kept {
  private static final List<String> KEPT =
      List.of(
          "name",
          "generateName",
          "namespace",
          "resourceVersion",
          "generation",
          "creationTimestamp");

  /** Metadata that a write of the status leaves as it is, by kind. */
  private static final Map<String, List<String>> KEPT_BESIDE_STATUS = besideStatus();

  private Kept() {}

  private static Map<String, List<String>> besideStatus() {
    var result = new TreeMap<String, List<String>>();
    result.put("pods", List.of("ownerReferences"));
    result.put("deployments.apps", List.of("labels"));
    return result;
  }

  /** The body with what no write changes; its status is the old one if it is written apart. */
  static Map<String, @Nullable Object> underRest(
      ResourceType type, Map<String, @Nullable Object> old, Map<String, @Nullable Object> body) {
    var result = kept(old, body);
    return type.has("status") ? withStatusOf(result, old) : result;
  }

  /** The body under the metadata that no write changes. */
  private static Map<String, @Nullable Object> kept(
      Map<String, @Nullable Object> old, Map<String, @Nullable Object> body) {
    var result = body;
    for (String field : KEPT) {
      result = Trees.putOrRemove(result, Trees.at(old, "metadata", field), "metadata", field);
    }
    @Nullable Object due = Trees.at(old, "metadata", "deletionTimestamp");
    result = due == null ? result : Trees.put(result, due, "metadata", "deletionTimestamp");
    for (String field : List.of("uid", "deletionGracePeriodSeconds")) {
      boolean silent = Trees.at(result, "metadata", field) == null;
      @Nullable Object before = Trees.at(old, "metadata", field);
      result = silent ? Trees.putOrRemove(result, before, "metadata", field) : result;
    }
    return Metadata.ordered(result);
  }

  /** A new status on what was there; built-in kinds take most of the metadata along with it. */
  static Map<String, @Nullable Object> underStatus(
      ResourceType type,
      boolean custom,
      Map<String, @Nullable Object> old,
      Map<String, @Nullable Object> body) {
    var result = withStatusOf(old, body);
    if (custom) {
      return result;
    }
    result = Trees.put(result, kept(old, body).get("metadata"), "metadata");
    for (String field : KEPT_BESIDE_STATUS.getOrDefault(type.qualifiedName(), List.of())) {
      result = Trees.putOrRemove(result, Trees.at(old, "metadata", field), "metadata", field);
    }
    return Metadata.ordered(result);
  }

  private static Map<String, @Nullable Object> withStatusOf(
      Map<String, @Nullable Object> object, Map<String, @Nullable Object> other) {
    return Trees.putOrRemove(object, other.get("status"), "status");
  }
}
