package dev.muster.simulations.live.store;

import dev.muster.simulations.live.store.Expressions.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Holds objects to the rules that a schema states as expressions ({@code x-kubernetes-validations})
 * and says in Kubernetes' words which one does not hold, at which path.
 *
 * <p>Every place of the new object is looked at together with what was at the same place of the old
 * one. Without an old one, rules about change do not apply, unless they ask for it; and where
 * nothing changed, what was wrong already stays allowed.
 */
final class Constraints {
  static final String RULES = "x-kubernetes-validations";
  private static final String OLD = "oldSelf";
  private static final List<String> VARIABLES = List.of("self", OLD);
  private static final int MOST_CAUSES = 100;

  private final Expressions expressions;
  private final List<Cause> causes = new ArrayList<>();

  private Constraints(Expressions expressions) {
    this.expressions = expressions;
  }

  /**
   * Checks an object that satisfies the schema otherwise.
   *
   * @param old what it replaces; null for a new object
   */
  static List<Cause> validate(
      Expressions expressions,
      Schema schema,
      Map<String, @Nullable Object> object,
      @Nullable Map<String, @Nullable Object> old) {
    var constraints = new Constraints(expressions);
    constraints.value(schema, object, old, "");
    return constraints.causes.subList(0, Math.min(MOST_CAUSES, constraints.causes.size()));
  }

  /** What is wrong with the rules of a schema themselves. */
  static void check(Expressions expressions, Schema schema, String path, List<Cause> causes) {
    var rules = Trees.objects(schema.get(RULES));
    for (int i = 0; i < rules.size(); i++) {
      var at = path + "." + RULES + "[" + i + "]";
      for (String field : List.of("rule", "messageExpression")) {
        var expression = Trees.text(rules.get(i).get(field));
        if (expression.isEmpty()) {
          continue;
        }
        try {
          var unused = expressions.compile(expression, VARIABLES);
        } catch (Expressions.Unreadable unreadable) {
          causes.add(
              Cause.invalid(
                  at + "." + field, expression, "compilation failed: " + unreadable.getMessage()));
        }
      }
      if (Trees.text(rules.get(i).get("rule")).isBlank()) {
        causes.add(Cause.required(at + ".rule", "rule is not specified"));
      }
    }
  }

  private void value(Schema schema, @Nullable Object value, @Nullable Object old, String path) {
    if (value == null || causes.size() >= MOST_CAUSES) {
      return;
    }
    for (var rule : Trees.objects(schema.get(RULES))) {
      apply(rule, schema, value, old, path);
    }
    switch (value) {
      case Map<?, ?> map -> fields(schema, Trees.object(map), Trees.object(old), path);
      case List<?> list -> elements(schema, list, old, path);
      default -> {}
    }
  }

  private void fields(
      Schema schema,
      Map<String, @Nullable Object> object,
      Map<String, @Nullable Object> old,
      String path) {
    for (var field : object.entrySet()) {
      var known = schema.property(field.getKey());
      if (known != null) {
        boolean named = schema.properties().containsKey(field.getKey());
        var below =
            named
                ? path.isEmpty() ? field.getKey() : path + "." + field.getKey()
                : path + "[" + field.getKey() + "]";
        value(known, field.getValue(), old.get(field.getKey()), below);
      }
    }
  }

  private void elements(Schema schema, List<?> list, @Nullable Object old, String path) {
    boolean keyed = "map".equals(schema.get("x-kubernetes-list-type"));
    var keys = Trees.texts(schema.get("x-kubernetes-list-map-keys"));
    var before = new TreeMap<String, @Nullable Object>();
    if (keyed) {
      Trees.objects(old).forEach(element -> before.put(keyOf(element, keys), element));
    }
    for (int i = 0; i < list.size(); i++) {
      @Nullable Object element = list.get(i);
      @Nullable Object same = keyed ? before.get(keyOf(element, keys)) : null;
      value(schema.items(), element, same, path + "[" + i + "]");
    }
  }

  private static String keyOf(@Nullable Object element, List<String> keys) {
    var result = new ArrayList<@Nullable Object>();
    keys.forEach(key -> result.add(Trees.at(element, key)));
    return String.valueOf(result);
  }

  private void apply(
      Map<String, @Nullable Object> rule,
      Schema schema,
      Object value,
      @Nullable Object old,
      String path) {
    var text = Trees.text(rule.get("rule"));
    Expressions.Compiled compiled;
    try {
      compiled = expressions.compile(text, VARIABLES);
    } catch (Expressions.Unreadable unreadable) {
      broken(schema, path, "rule compile error: " + unreadable.getMessage());
      return;
    }
    boolean changeRule = compiled.mentions(OLD);
    boolean optional = Boolean.TRUE.equals(rule.get("optionalOldSelf"));
    if (changeRule && old == null && !optional) {
      return;
    }
    var variables = CelValues.variables(schema, value, old, optional);
    switch (compiled.evaluate(variables)) {
      case Outcome.Failed failed -> failed(rule, schema, path, failed.problem());
      case Outcome.Value result -> {
        boolean unchanged = !changeRule && Objects.equals(value, old);
        if (!result.isTrue() && !unchanged) {
          refuse(rule, schema, value, path, detail(rule, variables));
        }
      }
    }
  }

  private void failed(
      Map<String, @Nullable Object> rule, Schema schema, String path, String problem) {
    broken(
        schema,
        path,
        problem.startsWith("no such overload")
            ? "'"
                + problem
                + "': call arguments did not match a supported operator, function or macro"
                + " signature for rule: "
                + shown(rule)
            : problem + " evaluating rule: " + shown(rule));
  }

  private void broken(Schema schema, String path, String detail) {
    causes.add(Cause.invalid(path, schema.type(), detail));
  }

  private void refuse(
      Map<String, @Nullable Object> rule, Schema schema, Object value, String path, String detail) {
    var field = Trees.text(rule.get("fieldPath"));
    var at =
        field.isEmpty()
            ? path
            : path
                + (field.startsWith("[") || path.isEmpty() ? "" : ".")
                + (field.startsWith(".") ? field.substring(1) : field);
    boolean whole = schema.type().equals("object") || schema.type().equals("array");
    causes.add(
        switch (Trees.text(rule.get("reason"))) {
          case "FieldValueForbidden" -> Cause.forbidden(at, detail);
          case "FieldValueRequired" -> Cause.required(at, detail);
          case "FieldValueDuplicate" -> Cause.duplicate(at, value);
          default -> whole ? Cause.invalid(at, detail) : Cause.invalid(at, value, detail);
        });
  }

  private String detail(
      Map<String, @Nullable Object> rule, Map<String, @Nullable Object> variables) {
    var expression = Trees.text(rule.get("messageExpression"));
    if (!expression.isEmpty()) {
      try {
        var outcome = expressions.compile(expression, VARIABLES).evaluate(variables);
        if (outcome instanceof Outcome.Value result
            && result.value() instanceof String message
            && !message.isBlank()
            && !message.contains("\n")) {
          return message.strip();
        }
      } catch (Expressions.Unreadable unreadable) {
        return fallback(rule); // what cannot say its own message says the plain one
      }
    }
    return fallback(rule);
  }

  private static String fallback(Map<String, @Nullable Object> rule) {
    var message = Trees.text(rule.get("message")).strip();
    return message.isEmpty() ? "failed rule: " + shown(rule) : message;
  }

  private static String shown(Map<String, @Nullable Object> rule) {
    var message = Trees.text(rule.get("message")).strip();
    return message.isEmpty() ? Trees.text(rule.get("rule")).strip() : message;
  }
}
