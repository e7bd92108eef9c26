package dev.muster.simulations.live.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks that a schema is structural and can be used, when its definition is written. */
final class SchemaCheck {
  private static final List<String> TYPES =
      List.of("array", "boolean", "integer", "number", "object", "string");

  private final Expressions expressions;
  private final List<Cause> causes;

  /** {@code causes}: where to say what is wrong. */
  SchemaCheck(Expressions expressions, List<Cause> causes) {
    this.expressions = expressions;
    this.causes = causes;
  }

  void check(Schema schema, String path) {
    checkType(schema, path);
    checkPattern(schema, path);
    if (expressions != Expressions.NONE) {
      Constraints.check(expressions, schema, path, causes);
    }
    if (schema.get("$ref") != null) {
      causes.add(Cause.forbidden(path + ".$ref", "$ref is not supported"));
    }
    boolean both = !schema.properties().isEmpty() && schema.get("additionalProperties") != null;
    if (both) {
      causes.add(
          Cause.forbidden(
              path + ".additionalProperties",
              "additionalProperties and properties are mutual exclusive"));
    }
    for (var property : schema.properties().entrySet()) {
      var below = path + ".properties[" + property.getKey() + "]";
      check(Schema.of(property.getValue()), below);
    }
    @Nullable Object items = schema.get("items");
    if (items != null) {
      check(Schema.of(items), path + ".items");
    } else if (schema.type().equals("array")) {
      causes.add(Cause.required(path + ".items", "must be specified"));
    }
    if (schema.get("additionalProperties") instanceof java.util.Map<?, ?> additional) {
      check(Schema.of(additional), path + ".additionalProperties");
    }
  }

  private void checkType(Schema schema, String path) {
    if (schema.type().isEmpty()) {
      if (!schema.intOrString() && !schema.preservesUnknown()) {
        causes.add(
            Cause.required(
                path + ".type", "must not be empty for specified object fields and array items"));
      }
    } else if (!TYPES.contains(schema.type())) {
      causes.add(Cause.unsupported(path + ".type", schema.type(), TYPES));
    }
  }

  private void checkPattern(Schema schema, String path) {
    if (!Patterns.readable(Trees.text(schema.get("pattern")))) {
      causes.add(
          Cause.invalid(
              path + ".pattern", schema.get("pattern"), "must be a valid regular expression"));
    }
  }
}
