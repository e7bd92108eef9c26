package dev.muster.simulations.live.http;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What must be right of a review of what somebody may do, in the words of Kubernetes. */
final class ReviewRules {
  private static final String RESOURCE = "spec.resourceAttributes";
  private static final String PATH = "spec.nonResourceAttributes";

  private ReviewRules() {}

  /**
   * Refuses with 422.
   *
   * @param named whether the review says whom it is about
   * @param namespace of a review that is only about one; empty for others
   */
  static void check(Map<String, @Nullable Object> specification, boolean named, String namespace) {
    var flaws = new Flaws();
    boolean resource = specification.get("resourceAttributes") instanceof Map<?, ?>;
    boolean path = specification.get("nonResourceAttributes") instanceof Map<?, ?>;
    if (resource && path) {
      flaws.invalid(
          PATH, path(specification), "cannot be specified in combination with resourceAttributes");
    }
    if (!resource && !path) {
      flaws.invalid(
          RESOURCE,
          null,
          "exactly one of nonResourceAttributes or resourceAttributes must be specified");
    }
    if (named && !saysWho(specification)) {
      flaws.invalid("spec.user", "", "at least one of user or group must be specified");
    }
    if (!namespace.isEmpty()) {
      checkPlace(specification, namespace, flaws);
    }
    flaws.refuse("authorization.k8s.io", "");
  }

  private static boolean saysWho(Map<String, @Nullable Object> specification) {
    return !text(specification, "user").isEmpty()
        || (specification.get("groups") instanceof List<?> groups && !groups.isEmpty());
  }

  private static void checkPlace(
      Map<String, @Nullable Object> specification, String namespace, Flaws flaws) {
    if (specification.get("resourceAttributes") instanceof Map<?, ?> attributes) {
      var asked = text(Views.object(attributes), "namespace");
      if (!asked.equals(namespace)) {
        flaws.invalid(RESOURCE + ".namespace", asked, "must match metadata.namespace");
      }
    }
    if (specification.get("nonResourceAttributes") instanceof Map<?, ?>) {
      flaws.invalid(PATH, path(specification), "disallowed on this kind of request");
    }
  }

  /** The attributes of a path as Kubernetes shows them. */
  private static Map<String, @Nullable Object> path(Map<String, @Nullable Object> specification) {
    var attributes = Views.object(specification.get("nonResourceAttributes"));
    return Discovery.tree("Path", text(attributes, "path"), "Verb", text(attributes, "verb"));
  }

  private static String text(Map<String, @Nullable Object> tree, String field) {
    return tree.get(field) instanceof String text ? text : "";
  }
}
