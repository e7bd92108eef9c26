package dev.muster.simulations.live.store;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The types of fields of built-in kinds, which have no schema here: what is wrong is a 400. */
final class Shapes {
  private final ResourceType type;

  Shapes(ResourceType type) {
    this.type = type;
  }

  Map<String, @Nullable Object> object(@Nullable Object value, String field) {
    require(value == null || value instanceof Map<?, ?>, field, "an object");
    return Trees.object(value);
  }

  List<@Nullable Object> list(Map<String, @Nullable Object> tree, String field) {
    @Nullable Object value = tree.get(field);
    require(value == null || value instanceof List<?>, field, "a list");
    return Trees.list(value);
  }

  void text(Map<String, @Nullable Object> tree, String field) {
    @Nullable Object value = tree.get(field);
    require(value == null || value instanceof String, field, "a string");
  }

  void integer(Map<String, @Nullable Object> tree, String field) {
    @Nullable Object value = tree.get(field);
    require(value == null || value instanceof Long, field, "an integer");
  }

  void textMap(Map<String, @Nullable Object> tree, String field) {
    for (Object value : object(tree.get(field), field).values()) {
      require(value instanceof String, field, "an object of strings");
    }
  }

  void quantities(Map<String, @Nullable Object> tree, String field) {
    for (Object value : object(tree.get(field), field).values()) {
      require(
          Quantities.parse(value).isPresent(),
          field,
          "quantities that match the regular expression"
              + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
    }
  }

  private void require(boolean fits, String field, String expected) {
    if (!fits) {
      throw Statuses.badRequest(
          type.kind()
              + " in version \""
              + type.version()
              + "\" cannot be handled as a "
              + type.kind()
              + ": "
              + field
              + " must be "
              + expected);
    }
  }
}
