package dev.muster.simulations.live.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request that is refused before or beside the store, thrown to the one place that answers. It
 * carries the whole {@code Status} object that the client gets, or a page of text.
 */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Details of what nobody knows more about; they are told nevertheless. */
  private static final Map<String, @Nullable Object> BARE = new LinkedHashMap<>();

  /** In place of a reason. */
  private static final String NO_PAGE = "";

  /** The groups of Kubernetes itself, the core first. */
  private static final Set<String> BUILT_IN =
      Set.of(
          "",
          "admissionregistration.k8s.io",
          "apiextensions.k8s.io",
          "apiregistration.k8s.io",
          "apps",
          "authentication.k8s.io",
          "authorization.k8s.io",
          "autoscaling",
          "batch",
          "certificates.k8s.io",
          "coordination.k8s.io",
          "discovery.k8s.io",
          "events.k8s.io",
          "flowcontrol.apiserver.k8s.io",
          "internal.apiserver.k8s.io",
          "networking.k8s.io",
          "node.k8s.io",
          "policy",
          "rbac.authorization.k8s.io",
          "resource.k8s.io",
          "scheduling.k8s.io",
          "storage.k8s.io",
          "storagemigration.k8s.io");

  private final int code;
  private final String reason;
  private final transient Map<String, @Nullable Object> details;

  Refusal(int code, String reason, String message) {
    this(code, reason, message, Map.of());
  }

  private Refusal(int code, String reason, String message, Map<String, @Nullable Object> details) {
    super(message, null, false, false);
    this.code = code;
    this.reason = reason;
    this.details = details;
  }

  static Refusal badRequest(String message) {
    return new Refusal(400, "BadRequest", message);
  }

  static Refusal unauthorized() {
    return new Refusal(401, "Unauthorized", "Unauthorized");
  }

  static Refusal forbidden(String message, Map<String, @Nullable Object> details) {
    return new Refusal(403, "Forbidden", message, details);
  }

  static Refusal notFound() {
    return new Refusal(404, "NotFound", "the server could not find the requested resource", BARE);
  }

  /** Nobody answers at this path: a page that is not there, and no Status. */
  static Refusal noPage() {
    return new Refusal(404, NO_PAGE, "404 page not found");
  }

  /** What this group does not serve. A built-in one says so; any other is a page not found. */
  static Refusal notServed(String group) {
    return BUILT_IN.contains(group) ? notFound() : noPage();
  }

  static Refusal methodNotAllowed() {
    return new Refusal(
        405,
        "MethodNotAllowed",
        "the server does not allow this method on the requested resource",
        BARE);
  }

  static Refusal notAcceptable() {
    return new Refusal(
        406, "NotAcceptable", "only the following media types are accepted: application/json");
  }

  static Refusal tooLarge(int limit) {
    return new Refusal(
        413, "RequestEntityTooLarge", "the request is too large: the limit is " + limit + " bytes");
  }

  /** A body of a known type that is not read here as a whole. */
  static Refusal unreadable(String what) {
    return new Refusal(
        415,
        "UnsupportedMediaType",
        "the body of the request cannot be read here (%s) - accepted media types include: %s"
            .formatted(what, "application/json, application/yaml"));
  }

  static Refusal unsupported(String accepted) {
    return new Refusal(
        415,
        "UnsupportedMediaType",
        "the body of the request was in an unknown format - accepted media types include: "
            + accepted);
  }

  /** A patch of a built-in kind in no form that is known. */
  static Refusal unsupportedPatch() {
    return new Refusal(415, "UnsupportedMediaType", "415: Unsupported Media Type", BARE);
  }

  /** What was done is not stored, and will not be. */
  static Refusal unkept(String why) {
    return new Refusal(500, "InternalError", "Internal error occurred: " + why);
  }

  /** Options of a write, of that kind, with a field that cannot be so. */
  static Refusal invalidOptions(String kind, String reason, String field, String message) {
    return invalidField("meta.k8s.io", kind, reason, field, message);
  }

  /** An object without a name, of that kind, with a field that cannot be so. */
  static Refusal invalidField(
      String group, String kind, String reason, String field, String message) {
    return invalidFields(
        group, kind, List.of(Discovery.tree("reason", reason, "message", message, "field", field)));
  }

  /**
   * The same with any number of such fields.
   *
   * @param kind empty where Kubernetes names none
   */
  static Refusal invalidFields(
      String group, String kind, List<Map<String, @Nullable Object>> causes) {
    var texts =
        causes.stream().map(cause -> cause.get("field") + ": " + cause.get("message")).toList();
    var why = texts.size() == 1 ? texts.getFirst() : "[" + String.join(", ", texts) + "]";
    var details = Discovery.tree("group", group);
    if (!kind.isEmpty()) {
      details.put("kind", kind);
    }
    details.put("causes", causes);
    return new Refusal(
        422, "Invalid", "%s.%s \"\" is invalid: %s".formatted(kind, group, why), details);
  }

  static Refusal internal() {
    return new Refusal(
        500, "InternalError", "an error on the server prevented the request from succeeding");
  }

  int code() {
    return code;
  }

  /** Whether it is told as a page of text. */
  boolean isPage() {
    return reason.equals(NO_PAGE);
  }

  /** The {@code metav1.Status} that says it. */
  Map<String, @Nullable Object> status() {
    var status = new LinkedHashMap<String, @Nullable Object>();
    status.put("kind", "Status");
    status.put("apiVersion", "v1");
    status.put("metadata", Map.of());
    status.put("status", "Failure");
    status.put("message", String.valueOf(getMessage()));
    status.put("reason", reason);
    if (details == BARE || !details.isEmpty()) {
      status.put("details", details);
    }
    status.put("code", (long) code);
    return status;
  }
}
