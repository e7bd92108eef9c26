package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Checks an object against a schema and says in Kubernetes' words what is wrong, at which path. */
final class Validation {
  private static final int MOST_CAUSES = 100;

  private final List<Cause> causes = new ArrayList<>();

  private Validation() {}

  static List<Cause> validate(Schema schema, Map<String, @Nullable Object> object) {
    var validation = new Validation();
    validation.value(schema, object, "");
    return validation.causes.subList(0, Math.min(MOST_CAUSES, validation.causes.size()));
  }

  private void value(Schema schema, @Nullable Object value, String path) {
    if (causes.size() >= MOST_CAUSES || (value == null && schema.nullable())) {
      return;
    }
    if (!typed(schema, value, path)) {
      return;
    }
    enumerated(schema, value, path);
    switch (value) {
      case String text -> text(schema, text, path);
      case Number number -> number(schema, number, path);
      case List<?> list -> list(schema, list, path);
      case Map<?, ?> map -> object(schema, Trees.object(map), path);
      case null, default -> {}
    }
    combined(schema, value, path);
  }

  private boolean typed(Schema schema, @Nullable Object value, String path) {
    var actual = typeOf(value);
    boolean fits =
        schema.intOrString()
            ? actual.equals("integer") || actual.equals("string")
            : schema.type().isEmpty()
                || schema.type().equals(actual)
                || (schema.type().equals("number") && actual.equals("integer"));
    if (!fits) {
      var wanted = schema.intOrString() ? "integer,string" : schema.type();
      causes.add(
          Cause.wrongType(
              path, actual, inBody(path) + "must be of type " + wanted + ": \"" + actual + '"'));
    }
    return fits;
  }

  private static String typeOf(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case String text -> "string";
      case Boolean flag -> "boolean";
      case Long number -> "integer";
      case Number number when Numbers.isWhole(number) -> "integer";
      case Number number -> "number";
      case List<?> list -> "array";
      default -> "object";
    };
  }

  private static String inBody(String path) {
    return path + " in body ";
  }

  private void enumerated(Schema schema, @Nullable Object value, String path) {
    var allowed = Trees.list(schema.get("enum"));
    if (!allowed.isEmpty() && allowed.stream().noneMatch(one -> JsonPatch.same(one, value))) {
      causes.add(Cause.unsupported(path, value, allowed.stream().map(String::valueOf).toList()));
    }
  }

  private void text(Schema schema, String text, String path) {
    long length = text.codePointCount(0, text.length());
    long least = Trees.number(schema.get("minLength"), 0);
    if (length < least) {
      causes.add(
          Cause.invalid(path, text, inBody(path) + "should be at least " + least + " chars long"));
    }
    long most = Trees.number(schema.get("maxLength"), Long.MAX_VALUE);
    if (length > most) {
      causes.add(Cause.tooLong(path, most));
    }
    String pattern = Trees.text(schema.get("pattern"));
    if (!pattern.isEmpty() && !Patterns.found(pattern, text)) {
      causes.add(Cause.invalid(path, text, inBody(path) + "should match '" + pattern + "'"));
    }
    if ("date-time".equals(schema.get("format")) && Times.parse(text).isEmpty()) {
      causes.add(
          Cause.invalid(path, text, inBody(path) + "must be of type date-time: \"" + text + '"'));
    }
  }

  private void number(Schema schema, Number number, String path) {
    boolean small = number instanceof Long whole && whole.intValue() == whole;
    if ("int32".equals(schema.get("format")) && !small) {
      causes.add(
          Cause.invalid(path, number, inBody(path) + "must be of type int32: \"" + number + '"'));
    }
    if (schema.get("minimum") instanceof Number least) {
      boolean open = schema.flag("exclusiveMinimum");
      int order = Numbers.compare(number, least);
      if (order < 0 || (open && order == 0)) {
        var words = open ? "should be greater than " : "should be greater than or equal to ";
        causes.add(Cause.invalid(path, number, inBody(path) + words + least));
      }
    }
    if (schema.get("maximum") instanceof Number most) {
      boolean open = schema.flag("exclusiveMaximum");
      int order = Numbers.compare(number, most);
      if (order > 0 || (open && order == 0)) {
        var words = open ? "should be less than " : "should be less than or equal to ";
        causes.add(Cause.invalid(path, number, inBody(path) + words + most));
      }
    }
  }

  private void list(Schema schema, List<?> list, String path) {
    long least = Trees.number(schema.get("minItems"), 0);
    if (list.size() < least) {
      causes.add(
          Cause.invalid(
              path, (long) list.size(), inBody(path) + "should have at least " + least + " items"));
    }
    long most = Trees.number(schema.get("maxItems"), Long.MAX_VALUE);
    if (list.size() > most) {
      causes.add(Cause.tooMany(path, list.size(), most));
    }
    distinct(schema, list, path);
    for (int i = 0; i < list.size(); i++) {
      value(schema.items(), list.get(i), path + "[" + i + "]");
    }
  }

  private void distinct(Schema schema, List<?> list, String path) {
    var kind = Trees.text(schema.get("x-kubernetes-list-type"));
    if (!kind.equals("map") && !kind.equals("set")) {
      return;
    }
    var keys = Trees.texts(schema.get("x-kubernetes-list-map-keys"));
    var seen = new TreeSet<String>();
    for (int i = 0; i < list.size(); i++) {
      @Nullable Object key = kind.equals("map") ? keyOf(schema, list.get(i), keys) : list.get(i);
      if (!seen.add(String.valueOf(key))) {
        causes.add(Cause.duplicate(path + "[" + i + "]", key));
      }
    }
  }

  private static Map<String, @Nullable Object> keyOf(
      Schema schema, @Nullable Object element, List<String> keys) {
    Map<String, @Nullable Object> result = Trees.EMPTY;
    for (String key : keys) {
      @Nullable Object value = Trees.at(element, key);
      var property = schema.items().property(key);
      result =
          Trees.put(
              result, value == null && property != null ? property.get("default") : value, key);
    }
    return result;
  }

  private void object(Schema schema, Map<String, @Nullable Object> object, String path) {
    for (String required : Trees.texts(schema.get("required"))) {
      if (!object.containsKey(required)) {
        causes.add(Cause.required(join(path, required)));
      }
    }
    long least = Trees.number(schema.get("minProperties"), 0);
    if (object.size() < least) {
      causes.add(
          Cause.invalid(
              path,
              (long) object.size(),
              inBody(path) + "should have at least " + least + " properties"));
    }
    long most = Trees.number(schema.get("maxProperties"), Long.MAX_VALUE);
    if (object.size() > most) {
      causes.add(Cause.tooMany(path, object.size(), most));
    }
    if (schema.embedded()) {
      embedded(object, path);
    }
    for (var entry : object.entrySet()) {
      var known = schema.property(entry.getKey());
      if (known != null) {
        value(known, entry.getValue(), join(path, entry.getKey()));
      }
    }
  }

  private void embedded(Map<String, @Nullable Object> object, String path) {
    for (String field : List.of("apiVersion", "kind")) {
      if (Trees.text(object.get(field)).isEmpty()) {
        causes.add(Cause.required(join(path, field), "must not be empty"));
      }
    }
    @Nullable Object metadata = object.get("metadata");
    if (metadata != null && !(metadata instanceof Map<?, ?>)) {
      causes.add(
          Cause.wrongType(join(path, "metadata"), typeOf(metadata), "must be of type object"));
    }
  }

  private void combined(Schema schema, @Nullable Object value, String path) {
    for (Object branch : Trees.list(schema.get("allOf"))) {
      value(Schema.of(branch), value, path);
    }
    var any = Trees.list(schema.get("anyOf"));
    if (!any.isEmpty() && matching(any, value) == 0) {
      causes.add(
          Cause.invalid(path, value, inBody(path) + "must validate at least one schema (anyOf)"));
    }
    var one = Trees.list(schema.get("oneOf"));
    if (!one.isEmpty() && matching(one, value) != 1) {
      causes.add(
          Cause.invalid(
              path, value, inBody(path) + "must validate one and only one schema (oneOf)"));
    }
    if (schema.get("not") instanceof Map<?, ?> not && matching(List.of(not), value) == 1) {
      causes.add(Cause.invalid(path, value, inBody(path) + "must not validate the schema (not)"));
    }
  }

  private static int matching(List<?> branches, @Nullable Object value) {
    int result = 0;
    for (Object branch : branches) {
      var validation = new Validation();
      validation.value(Schema.of(branch), value, "");
      result += validation.causes.isEmpty() ? 1 : 0;
    }
    return result;
  }

  private static String join(String path, String field) {
    return path.isEmpty() ? field : path + "." + field;
  }
}
