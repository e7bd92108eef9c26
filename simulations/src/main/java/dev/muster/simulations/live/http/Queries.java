package dev.muster.simulations.live.http;

import dev.muster.simulations.live.store.Options;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the query parameters of a call; a {@link Refusal} names the one that cannot be read. */
final class Queries {
  private static final Set<String> VALIDATIONS = Set.of("", "Strict", "Warn", "Ignore");

  private static final int LONGEST_MANAGER = 128;

  private Queries() {}

  static Options options(Call call) {
    return new Options(
        call.query("labelSelector"),
        call.query("fieldSelector"),
        (int) Math.min(Integer.MAX_VALUE, number(call, "limit").orElse(0)),
        call.query("continue"),
        call.query("resourceVersion"),
        ListOptions.exact(call),
        dryRun(call),
        manager(call),
        validation(call),
        force(call));
  }

  /** Who writes: as the call says, else what the client calls itself. */
  private static String manager(Call call) {
    var named = call.query("fieldManager");
    if (named.codePointCount(0, named.length()) > LONGEST_MANAGER) {
      throw options(
          call, "FieldValueTooLong", "fieldManager", "Too long: may not be more than 128 bytes");
    }
    for (int i = 0; i < named.length(); i++) {
      if (Character.isISOControl(named.charAt(i))) {
        var shown = "%04X".formatted((int) named.charAt(i));
        throw options(
            call,
            "FieldValueInvalid",
            "fieldManager",
            "Invalid value: \"%s\": invalid character U+%s (at position %d)"
                .formatted(escaped(named), shown, i));
      }
    }
    if (!named.isEmpty() || call.method().equals("GET")) {
      return named;
    }
    if (isApply(call)) {
      throw options(
          call,
          "FieldValueRequired",
          "fieldManager",
          "Required value: is required for apply patch");
    }
    return agent(call.header("user-agent"));
  }

  private static String escaped(String text) {
    var result = new StringBuilder();
    text.chars()
        .forEach(one ->
            result.append(
                Character.isISOControl(one)
                    ? "\\x%02x".formatted(one)
                    : String.valueOf((char) one)));
    return result.toString();
  }

  private static boolean isApply(Call call) {
    return call.method().equals("PATCH")
        && Bodies.mediaType(call.header("content-type")).equals(Bodies.APPLY_PATCH);
  }

  /** What comes before the first slash, without what cannot be printed. */
  private static String agent(String userAgent) {
    int slash = userAgent.indexOf('/');
    var name = slash < 0 ? userAgent : userAgent.substring(0, slash);
    var result = new StringBuilder();
    name.codePoints()
        .filter(point -> !Character.isISOControl(point))
        .limit(LONGEST_MANAGER)
        .forEach(result::appendCodePoint);
    return result.toString();
  }

  private static boolean force(Call call) {
    boolean force = call.flag("force");
    if (call.query().containsKey("force") && call.method().equals("PATCH") && !isApply(call)) {
      throw options(
          call,
          "FieldValueForbidden",
          "force",
          "Forbidden: may not be specified for non-apply patch");
    }
    return force;
  }

  private static Refusal options(Call call, String reason, String field, String message) {
    var kind =
        switch (call.method()) {
          case "POST" -> "CreateOptions";
          case "PUT" -> "UpdateOptions";
          case "DELETE" -> "DeleteOptions";
          default -> "PatchOptions";
        };
    return Refusal.invalidOptions(kind, reason, field, message);
  }

  /** A parameter that counts something; empty if it is absent. */
  static OptionalLong number(Call call, String name) {
    var text = call.query(name);
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      long number = Long.parseLong(text);
      if (number >= 0) {
        return OptionalLong.of(number);
      }
    } catch (NumberFormatException unreadable) {
      throw Refusal.badRequest("%s is no number: %s".formatted(name, text));
    }
    throw Refusal.badRequest("%s is negative: %s".formatted(name, text));
  }

  private static boolean dryRun(Call call) {
    if (hasDeleteOptions(call)) {
      return false;
    }
    var value = call.query("dryRun");
    return switch (value) {
      case "" -> false;
      case "All" -> true;
      default ->
          throw options(
              call,
              "FieldValueNotSupported",
              "dryRun",
              "Unsupported value: [\"%s\"]: supported values: \"All\"".formatted(value));
    };
  }

  private static String validation(Call call) {
    var value = call.query("fieldValidation");
    if (!VALIDATIONS.contains(value)) {
      throw options(
          call,
          "FieldValueNotSupported",
          "fieldValidation",
          "Unsupported value: \"%s\": supported values: \"\", \"Ignore\", \"Strict\", \"Warn\""
              .formatted(value));
    }
    return value;
  }

  /** Whether options came as the body of a deletion, so that the query has none. */
  private static boolean hasDeleteOptions(Call call) {
    return call.method().equals("DELETE") && !call.payload().text().isEmpty();
  }

  /** DeleteOptions: the body's, or without one the query's. */
  static Map<String, @Nullable Object> deleteOptions(Call call) {
    var options = new LinkedHashMap<String, @Nullable Object>();
    if (hasDeleteOptions(call)) {
      if (!(call.payload().body() instanceof Map<?, ?> body)) {
        throw Refusal.badRequest("DeleteOptions are expected as the body");
      }
      body.forEach((key, value) -> options.put(String.valueOf(key), value));
      return options;
    }
    number(call, "gracePeriodSeconds").ifPresent(value -> options.put("gracePeriodSeconds", value));
    var policy = call.query("propagationPolicy");
    if (!policy.isEmpty()) {
      options.put("propagationPolicy", policy);
    }
    var orphans = call.query("orphanDependents");
    if (!orphans.isEmpty()) {
      options.put("orphanDependents", orphans.equals("true"));
    }
    return options;
  }
}
