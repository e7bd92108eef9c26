package dev.muster.simulations.live.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request that is refused before or beside the store, thrown to the one place that answers. It
 * carries the whole {@code Status} object that the client gets.
 */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

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
    return new Refusal(404, "NotFound", "the server could not find the requested resource");
  }

  static Refusal methodNotAllowed() {
    return new Refusal(
        405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
  }

  static Refusal notAcceptable() {
    return new Refusal(
        406, "NotAcceptable", "only the following media types are accepted: application/json");
  }

  static Refusal tooLarge(int limit) {
    return new Refusal(
        413, "RequestEntityTooLarge", "the request is too large: the limit is " + limit + " bytes");
  }

  static Refusal unsupported(String mediaType, String accepted) {
    return new Refusal(
        415,
        "UnsupportedMediaType",
        "the body of the request was in an unknown format (%s) - accepted media types include: %s"
            .formatted(mediaType, accepted));
  }

  static Refusal invalid(String message) {
    return new Refusal(422, "Invalid", message);
  }

  /** What was done is not stored, and will not be. */
  static Refusal unkept(String why) {
    return new Refusal(500, "InternalError", "Internal error occurred: " + why);
  }

  /** Options of a write, of that kind, with a field that cannot be so. */
  static Refusal invalidOptions(String kind, String reason, String field, String message) {
    var cause = Discovery.tree("reason", reason, "message", message, "field", field);
    return new Refusal(
        422,
        "Invalid",
        "%s.meta.k8s.io \"\" is invalid: %s: %s".formatted(kind, field, message),
        Discovery.tree("group", "meta.k8s.io", "kind", kind, "causes", List.of(cause)));
  }

  static Refusal internal() {
    return new Refusal(
        500, "InternalError", "an error on the server prevented the request from succeeding");
  }

  int code() {
    return code;
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
    if (!details.isEmpty()) {
      status.put("details", details);
    }
    status.put("code", (long) code);
    return status;
  }
}
