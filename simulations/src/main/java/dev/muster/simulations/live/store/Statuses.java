package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The Status objects of an API server, in the words that clients look for. One method per reason.
 */
final class Statuses {
  private Statuses() {}

  /** One thing that is wrong with an object; {@code reason} as {@code FieldValueInvalid}. */
  record Cause(String reason, String field, String message) {
    static Cause required(String field) {
      return new Cause("FieldValueRequired", field, "Required value");
    }

    static Cause required(String field, String detail) {
      return new Cause("FieldValueRequired", field, "Required value: " + detail);
    }

    static Cause invalid(String field, @Nullable Object value, String detail) {
      return new Cause(
          "FieldValueInvalid", field, "Invalid value: " + shown(value) + ": " + detail);
    }

    /** Of something too large to be shown. */
    static Cause invalid(String field, String detail) {
      return new Cause("FieldValueInvalid", field, "Invalid value: " + detail);
    }

    static Cause wrongType(String field, @Nullable Object value, String detail) {
      return new Cause(
          "FieldValueTypeInvalid", field, "Invalid value: " + shown(value) + ": " + detail);
    }

    static Cause unsupported(String field, @Nullable Object value, List<String> supported) {
      var quoted = supported.stream().map(name -> '"' + name + '"').toList();
      return new Cause(
          "FieldValueNotSupported",
          field,
          "Unsupported value: "
              + shown(value)
              + ": supported values: "
              + String.join(", ", quoted));
    }

    static Cause forbidden(String field, String detail) {
      return new Cause("FieldValueForbidden", field, "Forbidden: " + detail);
    }

    static Cause duplicate(String field, @Nullable Object value) {
      return new Cause("FieldValueDuplicate", field, "Duplicate value: " + shown(value));
    }

    static Cause tooMany(String field, int size, long limit) {
      return new Cause(
          "FieldValueTooMany",
          field,
          "Too many: " + size + ": must have at most " + limit + " items");
    }

    static Cause tooLong(String field, long limit) {
      return new Cause(
          "FieldValueTooLong", field, "Too long: may not be more than " + limit + " bytes");
    }

    String text() {
      return field + ": " + message;
    }

    /** A value as messages show it, cut so that a huge one cannot make a huge message. */
    private static String shown(@Nullable Object value) {
      return switch (value) {
        case null -> "null";
        case String text -> '"' + cut(text) + '"';
        case Map<?, ?> map -> "\"object\"";
        case List<?> list -> "\"array\"";
        default -> cut(value.toString());
      };
    }
  }

  private static String cut(String text) {
    return text.length() <= 300 ? text : text.substring(0, 300) + "...";
  }

  static Refusal notFound(ResourceType type, String name) {
    return refusal(404, "NotFound", quoted(type, name) + " not found", details(type, name));
  }

  /** The path itself is not served. */
  static Refusal noSuchResource() {
    return refusal(
        404, "NotFound", "the server could not find the requested resource", Trees.EMPTY);
  }

  static Refusal alreadyExists(ResourceType type, String name) {
    return refusal(
        409, "AlreadyExists", quoted(type, name) + " already exists", details(type, name));
  }

  static Refusal conflict(ResourceType type, String name, String why) {
    return refusal(
        409,
        "Conflict",
        "Operation cannot be fulfilled on " + quoted(type, name) + ": " + why,
        details(type, name));
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
    var texts = new ArrayList<String>();
    causes.forEach(cause -> texts.add(cause.text()));
    var what = texts.size() == 1 ? texts.get(0) : "[" + String.join(", ", texts) + "]";
    var details =
        Trees.of(
            "name", name, "group", type.group(), "kind", type.kind(), "causes", causes(causes));
    return refusal(
        422,
        "Invalid",
        type.qualifiedKind() + " \"" + cut(name) + "\" is invalid: " + what,
        details);
  }

  /** A patch that is well-formed but does not apply, as a failing {@code test}. */
  static Refusal inapplicable(ResourceType type, String name, String why) {
    return refusal(
        422,
        "Invalid",
        "the server rejected our request due to an error in our request: " + why,
        Trees.put(
            details(type, name),
            causes(List.of(new Cause("UnexpectedServerResponse", "", why))),
            "causes"));
  }

  static Refusal badRequest(String why) {
    return refusal(400, "BadRequest", why, Trees.EMPTY);
  }

  /** The body cannot be read as an object of its kind. */
  static Refusal undecodable(ResourceType type, String why) {
    var message =
        type.kind()
            + " in version \""
            + type.version()
            + "\" cannot be handled as a "
            + type.kind()
            + ": "
            + why;
    return new Refusal(badRequest(message).status(), why);
  }

  /** What a patch makes of an object is none of its kind any more. */
  static Refusal unpatched(Map<String, @Nullable Object> patched, String why) {
    var cause = Cause.invalid("patch", PathElement.json(PathElement.json(patched)) + ": " + why);
    return refusal(
        422,
        "Invalid",
        " \"\" is invalid: " + cause.text(),
        Trees.of("causes", causes(List.of(cause))));
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

  private static Refusal refusal(
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
    return new Refusal(Trees.put(detailed, (long) code, "code"));
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
