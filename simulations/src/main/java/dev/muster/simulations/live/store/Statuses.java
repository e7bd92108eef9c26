package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The Status objects of an API server, in the words that clients look for. One method per reason.
 */
final class Statuses {
  private Statuses() {}

  /** A text as messages show it, so that a huge one cannot make a huge message. */
  static String cut(String text) {
    return text.length() <= 1000 ? text : text.substring(0, 1000) + "...";
  }

  static Refusal notFound(ResourceType type, String name) {
    return refusal(404, "NotFound", quoted(type, name) + " not found", details(type, name));
  }

  /** The path itself is not served. */
  static Refusal noSuchResource() {
    return bare(404, "NotFound", "the server could not find the requested resource");
  }

  static Refusal alreadyExists(ResourceType type, String name, boolean terminating) {
    var why = quoted(type, name) + " already exists";
    return refusal(
        409,
        "AlreadyExists",
        terminating ? "object is being deleted: " + why : why,
        details(type, name));
  }

  /** Of an object that said how its name begins, too. */
  static Refusal nameTaken(ResourceType type, String name) {
    return refusal(
        409,
        "AlreadyExists",
        quoted(type, name)
            + " already exists, the server was not able to generate a unique name for the object",
        Trees.put(details(type, name), 1L, "retryAfterSeconds"));
  }

  static Refusal conflict(ResourceType type, String name, String why) {
    return refusal(
        409,
        "Conflict",
        "Operation cannot be fulfilled on " + quoted(type, name) + ": " + why,
        details(type, name));
  }

  /** A deletion that was meant for another object, or for another state of it. */
  static Refusal unmet(ResourceType type, String name, String why) {
    var details = Trees.put(details(type, name), type.kind(), "kind");
    return refusal(
        409,
        "Conflict",
        "Operation cannot be fulfilled on "
            + type.qualifiedKind()
            + " \""
            + cut(name)
            + "\": "
            + why,
        details);
  }

  /** What an apply would take from others. */
  static Refusal applyConflict(String message, List<Cause> causes) {
    var trees =
        causes.stream()
            .map(cause ->
                Trees.of(
                    "reason", cause.reason(), "message", cause.message(), "field", cause.field()))
            .toList();
    return refusal(409, "Conflict", message, Trees.of("causes", Trees.frozen(trees)));
  }

  static Refusal modified(ResourceType type, String name) {
    return conflict(
        type,
        name,
        "the object has been modified; please apply your changes to the latest version and try"
            + " again");
  }

  static Refusal forbidden(ResourceType type, String name, String why) {
    return refusal(
        403, "Forbidden", quoted(type, name) + " is forbidden: " + why, details(type, name));
  }

  static Refusal terminatingNamespace(ResourceType type, String name, String namespace) {
    var why =
        "unable to create new content in namespace "
            + namespace
            + " because it is being terminated";
    var cause = new Cause("NamespaceTerminating", "metadata.namespace", why);
    return refusal(
        403,
        "Forbidden",
        quoted(type, name) + " is forbidden: " + why,
        Trees.put(details(type, name), causes(List.of(cause)), "causes"));
  }

  static Refusal invalid(ResourceType type, String name, List<Cause> causes) {
    var details = Trees.put(details(type, name), type.kind(), "kind");
    return invalid(type.qualifiedKind(), name, details, causes);
  }

  /** As {@link #invalid}, but it is the resource that is named in place of the kind. */
  static Refusal invalidResource(ResourceType type, String name, Cause cause) {
    return invalid(type.qualifiedName(), name, details(type, name), List.of(cause));
  }

  /** A patch that makes of the object what is none of its kind, as the refusal says. */
  static Refusal unfit(ResourceType type, @Nullable Object shown, Refusal refusal) {
    var message = String.valueOf(refusal.getMessage());
    var start = undecodable(type);
    var why = message.startsWith(start) ? message.substring(start.length()) : message;
    var cause = Cause.written("patch", PathElement.json(PathElement.json(shown)), why);
    return invalid(" ", "", Trees.EMPTY, List.of(cause));
  }

  /** Options of a call that make no sense, such as {@code DeleteOptions}. */
  static Refusal invalidOptions(String kind, Cause cause) {
    return invalid(
        kind + ".meta.k8s.io", "", Trees.of("group", "meta.k8s.io", "kind", kind), List.of(cause));
  }

  private static Refusal invalid(
      String what, String name, Map<String, @Nullable Object> details, List<Cause> causes) {
    var texts = new LinkedHashSet<String>();
    causes.forEach(cause -> texts.add(cause.text()));
    var why = texts.size() == 1 ? texts.getFirst() : "[" + String.join(", ", texts) + "]";
    var status =
        status(
            422,
            "Invalid",
            (what.isBlank() ? what : what + " ") + '"' + cut(name) + "\" is invalid: " + why,
            Trees.put(details, causes(causes), "causes"));
    return new Refusal(status, causes);
  }

  /** A patch that is well-formed but does not apply, as a failing {@code test}. */
  static Refusal inapplicable() {
    return bare(422, "Invalid", "the server rejected our request due to an error in our request");
  }

  static Refusal badRequest(String why) {
    return refusal(400, "BadRequest", why, Trees.EMPTY);
  }

  /** The body cannot be read as an object of its kind. */
  static Refusal undecodable(ResourceType type, String why) {
    return badRequest(undecodable(type) + why);
  }

  private static String undecodable(ResourceType type) {
    return type.kind()
        + " in version \""
        + type.version()
        + "\" cannot be handled as a "
        + type.kind()
        + ": ";
  }

  static Refusal tooLarge(String why) {
    return refusal(413, "RequestEntityTooLarge", "Request entity too large: " + why, Trees.EMPTY);
  }

  static Refusal unsupportedMediaType(String why) {
    return refusal(415, "UnsupportedMediaType", why, Trees.EMPTY);
  }

  static Refusal methodNotAllowed(ResourceType type, String why) {
    return refusal(405, "MethodNotAllowed", why, details(type, ""));
  }

  static Refusal tooManyRequests(ResourceType type, String name, String why) {
    return refusal(429, "TooManyRequests", why, details(type, name));
  }

  /** Something failed that is nobody's fault who asked. */
  static Refusal internal(String why) {
    return refusal(500, "InternalError", "Internal error occurred: " + why, Trees.EMPTY);
  }

  /** A failure that has no name among the reasons. */
  static Refusal failed(String why) {
    return refusal(500, "", why, Trees.EMPTY);
  }

  static Refusal expired(String why) {
    return refusal(410, "Expired", why, Trees.EMPTY);
  }

  static Refusal tooNew(long asked, long current) {
    return refusal(
        504,
        "Timeout",
        "Too large resource version: " + asked + ", current: " + current,
        Trees.of("retryAfterSeconds", 1L));
  }

  static Map<String, @Nullable Object> success(ResourceType type, String name, String uid) {
    var details = Trees.put(details(type, name), uid, "uid");
    return Trees.of(
        "kind",
        "Status",
        "apiVersion",
        "v1",
        "metadata",
        Trees.EMPTY,
        "status",
        "Success",
        "details",
        details);
  }

  /** Success of a call that has nothing to show, as a binding. */
  static Map<String, @Nullable Object> created() {
    return Trees.of(
        "kind",
        "Status",
        "apiVersion",
        "v1",
        "metadata",
        Trees.EMPTY,
        "status",
        "Success",
        "code",
        201L);
  }

  /** Of which no more is known than what it is called. */
  private static Refusal bare(int code, String reason, String message) {
    var status = status(code, reason, message, Trees.EMPTY);
    status = Trees.put(Trees.remove(status, "code"), Trees.EMPTY, "details");
    return new Refusal(Trees.put(status, (long) code, "code"));
  }

  private static Refusal refusal(
      int code, String reason, String message, Map<String, @Nullable Object> details) {
    return new Refusal(status(code, reason, message, details));
  }

  private static Map<String, @Nullable Object> status(
      int code, String reason, String message, Map<String, @Nullable Object> details) {
    var status =
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
            message);
    status = reason.isEmpty() ? status : Trees.put(status, reason, "reason");
    var detailed = details.isEmpty() ? status : Trees.put(status, details, "details");
    return Trees.put(detailed, (long) code, "code");
  }

  private static String quoted(ResourceType type, String name) {
    return type.qualifiedName() + " \"" + cut(name) + "\"";
  }

  private static Map<String, @Nullable Object> details(ResourceType type, String name) {
    var details = name.isEmpty() ? Trees.EMPTY : Trees.of("name", name);
    if (!type.group().isEmpty()) {
      details = Trees.put(details, type.group(), "group");
    }
    return Trees.put(details, type.plural(), "kind");
  }

  private static List<@Nullable Object> causes(List<Cause> causes) {
    var result = new ArrayList<@Nullable Object>();
    for (var cause : causes) {
      result.add(
          Trees.of("reason", cause.reason(), "message", cause.message(), "field", cause.field()));
    }
    return result;
  }
}
