package dev.muster.simulations.live.store;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The {@code admission.k8s.io/v1} AdmissionReview: how it asks, and what its answer means. */
final class AdmissionReview {
  private static final String VERSION = "admission.k8s.io/v1";

  /** A webhook's answer that is none; the message goes behind {@code failed calling webhook}. */
  static final class Unusable extends RuntimeException {
    private static final long serialVersionUID = 1;

    Unusable(String message) {
      super(message, null, false, false);
    }
  }

  private AdmissionReview() {}

  /**
   * The request of a review without its UID.
   *
   * @param shown the attempt in the version that the webhook wants to see
   * @param asked the type that was asked for
   */
  static Map<String, @Nullable Object> question(Attempt shown, ResourceType asked) {
    var type = shown.request().type();
    var part = shown.request().subresource();
    var result = Trees.of("kind", kind(shown, type), "resource", resource(type));
    result = part.isEmpty() ? result : Trees.put(result, part, "subResource");
    result = Trees.put(result, kind(shown, asked), "requestKind");
    result = Trees.put(result, resource(asked), "requestResource");
    result = part.isEmpty() ? result : Trees.put(result, part, "requestSubResource");
    result = shown.name().isEmpty() ? result : Trees.put(result, shown.name(), "name");
    result =
        shown.namespace().isEmpty() ? result : Trees.put(result, shown.namespace(), "namespace");
    result = Trees.put(result, shown.operation().name(), "operation");
    result = Trees.put(result, shown.request().requester().toUserInfo(), "userInfo");
    result = Trees.put(result, shown.object(), "object");
    result = Trees.put(result, shown.old(), "oldObject");
    result = Trees.put(result, shown.dryRun(), "dryRun");
    return Trees.put(result, shown.options(), "options");
  }

  static Map<String, @Nullable Object> body(String uid, Map<String, @Nullable Object> question) {
    var request = Trees.of("uid", uid);
    for (var entry : question.entrySet()) {
      request = Trees.put(request, entry.getValue(), entry.getKey());
    }
    return Trees.of("kind", "AdmissionReview", "apiVersion", VERSION, "request", request);
  }

  /** What is judged may be of another kind than the resource, as a Scale or a Binding. */
  private static Map<String, @Nullable Object> kind(Attempt attempt, ResourceType type) {
    var kind = Trees.textAt(attempt.subject(), "kind");
    if (kind.isEmpty() || kind.equals(type.kind())) {
      return Trees.of("group", type.group(), "version", type.version(), "kind", type.kind());
    }
    var apiVersion = Trees.textAt(attempt.subject(), "apiVersion");
    int slash = apiVersion.indexOf('/');
    return Trees.of(
        "group",
        slash < 0 ? "" : apiVersion.substring(0, slash),
        "version",
        apiVersion.substring(slash + 1),
        "kind",
        kind);
  }

  private static Map<String, @Nullable Object> resource(ResourceType type) {
    return Trees.of("group", type.group(), "version", type.version(), "resource", type.plural());
  }

  /** The response of an answer; throws {@link Unusable} if it is none to this UID. */
  static Map<String, @Nullable Object> response(
      @Nullable Object answer, String uid, boolean mutating) {
    var response = Trees.objectAt(answer, "response");
    if (!(Trees.at(answer, "response") instanceof Map<?, ?>)) {
      throw new Unusable("received invalid webhook response: webhook response was absent");
    }
    var echoed = Trees.text(response.get("uid"));
    if (!echoed.equals(uid)) {
      throw new Unusable(
          "received invalid webhook response: expected response.uid=\""
              + uid
              + "\", got \""
              + echoed
              + '"');
    }
    var version = Trees.textAt(answer, "apiVersion");
    var kind = Trees.textAt(answer, "kind");
    if (!version.equals(VERSION) || !kind.equals("AdmissionReview")) {
      throw new Unusable(
          "received invalid webhook response: expected webhook response of"
              + " admission.k8s.io/v1, Kind=AdmissionReview, got "
              + version
              + ", Kind="
              + kind);
    }
    checkPatch(response, mutating);
    return response;
  }

  private static void checkPatch(Map<String, @Nullable Object> response, boolean mutating) {
    boolean patch = response.get("patch") != null && !"".equals(response.get("patch"));
    boolean type = response.get("patchType") != null;
    if (!mutating && (patch || type)) {
      throw new Unusable(
          "received invalid webhook response: validating webhook may not return response."
              + (patch ? "patch" : "patchType"));
    }
    if (patch != type) {
      throw new Unusable(
          "received invalid webhook response: webhook returned "
              + (patch
                  ? "response.patch but not response.patchType"
                  : "response.patchType but not response.patch"));
    }
    if (patch && !"JSONPatch".equals(response.get("patchType"))) {
      throw new Unusable(
          "received invalid webhook response: webhook returned invalid response.patchType of \""
              + response.get("patchType")
              + '"');
    }
  }

  /** The operations of a response's patch, which the way out has decoded; none if it has none. */
  static List<@Nullable Object> patch(Map<String, @Nullable Object> response) {
    @Nullable Object patch = response.get("patch");
    if (patch instanceof String text && !text.isEmpty()) {
      throw Statuses.internal("the patch of the webhook cannot be decoded as JSON");
    }
    return Trees.list(patch);
  }

  /** An admission webhook's own status, never a success, under the webhook's name. */
  static Refusal denied(String webhook, Map<String, @Nullable Object> status) {
    var by = "admission webhook \"" + webhook + "\" denied the request";
    var message = Trees.text(status.get("message"));
    var reason = Trees.text(status.get("reason"));
    var why = message.isEmpty() ? reason : message;
    var result =
        Trees.of(
            "kind",
            "Status",
            "apiVersion",
            "v1",
            "metadata",
            Trees.EMPTY,
            "status",
            "Failure",
            "message",
            why.isEmpty() ? by + " without explanation" : by + ": " + why);
    result = reason.isEmpty() ? result : Trees.put(result, reason, "reason");
    var details = Trees.objectAt(status, "details");
    result = details.isEmpty() ? result : Trees.put(result, details, "details");
    return new Refusal(
        Trees.put(result, Math.max(Trees.number(status.get("code"), 0), 400), "code"));
  }
}
