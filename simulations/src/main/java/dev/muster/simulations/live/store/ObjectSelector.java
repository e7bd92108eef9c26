package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A label selector as objects carry it: {@code matchLabels} and {@code matchExpressions}. An empty
 * or absent one takes everything.
 */
final class ObjectSelector {
  private static final List<String> OPERATORS = List.of("In", "NotIn", "Exists", "DoesNotExist");

  private ObjectSelector() {}

  static boolean matches(
      Map<String, @Nullable Object> selector, Map<String, @Nullable Object> labels) {
    for (var wanted : Trees.objectAt(selector, "matchLabels").entrySet()) {
      if (!Objects.equals(labels.get(wanted.getKey()), wanted.getValue())) {
        return false;
      }
    }
    for (var expression : Trees.objects(selector.get("matchExpressions"))) {
      if (!holds(expression, labels)) {
        return false;
      }
    }
    return true;
  }

  private static boolean holds(
      Map<String, @Nullable Object> expression, Map<String, @Nullable Object> labels) {
    var key = Trees.text(expression.get("key"));
    boolean in =
        labels.get(key) instanceof String value
            && Trees.texts(expression.get("values")).contains(value);
    return switch (Trees.text(expression.get("operator"))) {
      case "In" -> in;
      case "NotIn" -> !in;
      case "Exists" -> labels.containsKey(key);
      case "DoesNotExist" -> !labels.containsKey(key);
      default -> false; // refused when it was written
    };
  }

  /** A selector in one line, its requirements in order of their keys. */
  static String text(Map<String, @Nullable Object> selector) {
    var byKey = new TreeMap<String, List<String>>();
    Trees.objectAt(selector, "matchLabels")
        .forEach((key, value) -> add(byKey, key, key + "=" + Trees.text(value)));
    for (var requirement : Trees.objects(selector.get("matchExpressions"))) {
      var key = Trees.text(requirement.get("key"));
      var values =
          String.join(",", Trees.texts(requirement.get("values")).stream().sorted().toList());
      add(
          byKey,
          key,
          switch (Trees.text(requirement.get("operator"))) {
            case "In" -> key + " in (" + values + ")";
            case "NotIn" -> key + " notin (" + values + ")";
            case "DoesNotExist" -> "!" + key;
            default -> key;
          });
    }
    var all = new ArrayList<String>();
    byKey.values().forEach(all::addAll);
    return String.join(",", all);
  }

  private static void add(Map<String, List<String>> byKey, String key, String text) {
    byKey.computeIfAbsent(key, unused -> new ArrayList<>()).add(text);
  }

  static void validate(String path, Map<String, @Nullable Object> selector, List<Cause> causes) {
    Names.checkLabels(path + ".matchLabels", Trees.objectAt(selector, "matchLabels"), causes);
    var expressions = Trees.objects(selector.get("matchExpressions"));
    for (int i = 0; i < expressions.size(); i++) {
      var at = path + ".matchExpressions[" + i + "]";
      requirement(at, expressions.get(i), causes);
    }
  }

  private static void requirement(
      String at, Map<String, @Nullable Object> expression, List<Cause> causes) {
    var operator = Trees.text(expression.get("operator"));
    var values = Trees.texts(expression.get("values"));
    boolean wanted = operator.endsWith("In");
    if (!OPERATORS.contains(operator)) {
      causes.add(Cause.invalid(at + ".operator", operator, "not a valid selector operator"));
    } else if (wanted && values.isEmpty()) {
      causes.add(
          Cause.required(at + ".values", "must be specified when `operator` is 'In' or 'NotIn'"));
    } else if (!wanted && !values.isEmpty()) {
      causes.add(
          Cause.forbidden(
              at + ".values",
              "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
    }
    Names.checkKey(at + ".key", Trees.text(expression.get("key")), causes);
    for (int i = 0; i < values.size(); i++) {
      Names.checkValue(at + ".values[" + i + "]", values.get(i), causes);
    }
  }
}
