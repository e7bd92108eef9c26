package dev.muster.simulations.live.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All that is wrong with the fields of something that was sent, told at once. */
final class Flaws {
  private final List<Map<String, @Nullable Object>> causes = new ArrayList<>();

  void forbidden(String field, String why) {
    add("FieldValueForbidden", field, "Forbidden: " + why);
  }

  void invalid(String field, @Nullable Object value, String why) {
    add("FieldValueInvalid", field, "Invalid value: " + json(value) + ": " + why);
  }

  void unsupported(String field, String value, String... supported) {
    var choice = List.of(supported).stream().map(Flaws::json).toList();
    add(
        "FieldValueNotSupported",
        field,
        "Unsupported value: " + json(value) + ": supported values: " + String.join(", ", choice));
  }

  private void add(String reason, String field, String message) {
    causes.add(Discovery.tree("reason", reason, "message", message, "field", field));
  }

  private static String json(@Nullable Object value) {
    return new String(JsonTree.bytes(value), StandardCharsets.UTF_8);
  }

  /** Refuses with 422 an object of that kind, if anything is wrong with it. */
  void refuse(String group, String kind) {
    if (!causes.isEmpty()) {
      throw Refusal.invalidFields(group, kind, List.copyOf(causes));
    }
  }
}
