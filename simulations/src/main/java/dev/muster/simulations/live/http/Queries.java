package dev.muster.simulations.live.http;

import dev.muster.simulations.live.store.Options;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the query parameters of a call; a {@link Refusal} names the one that cannot be read. */
final class Queries {
  private static final Set<String> VALIDATIONS = Set.of("", "Strict", "Warn", "Ignore");

  private Queries() {}

  static Options options(Call call) {
    return new Options(
        call.query("labelSelector"),
        call.query("fieldSelector"),
        (int) Math.min(Integer.MAX_VALUE, number(call, "limit").orElse(0)),
        call.query("continue"),
        call.query("resourceVersion"),
        dryRun(call.query("dryRun")),
        call.query("fieldManager"),
        validation(call.query("fieldValidation")));
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

  private static boolean dryRun(String value) {
    return switch (value) {
      case "" -> false;
      case "All" -> true;
      default ->
          throw Refusal.invalid(
              "dryRun: Unsupported value: \"%s\": supported values: \"All\"".formatted(value));
    };
  }

  private static String validation(String value) {
    if (!VALIDATIONS.contains(value)) {
      throw Refusal.invalid(
          "fieldValidation: Unsupported value: \"%s\": supported values: %s"
              .formatted(value, List.of("Ignore", "Strict", "Warn")));
    }
    return value;
  }

  /** DeleteOptions: the body's, else the query's. */
  static Map<String, @Nullable Object> deleteOptions(Call call) {
    var options = new LinkedHashMap<String, @Nullable Object>();
    number(call, "gracePeriodSeconds").ifPresent(value -> options.put("gracePeriodSeconds", value));
    var policy = call.query("propagationPolicy");
    if (!policy.isEmpty()) {
      options.put("propagationPolicy", policy);
    }
    var orphans = call.query("orphanDependents");
    if (!orphans.isEmpty()) {
      options.put("orphanDependents", orphans.equals("true"));
    }
    switch (call.payload().body()) {
      case null -> {}
      case Map<?, ?> body -> body.forEach((key, value) -> options.put(String.valueOf(key), value));
      default -> throw Refusal.badRequest("DeleteOptions are expected as the body");
    }
    return options;
  }
}
