package dev.muster.simulations.live.store;

import java.util.List;
import java.util.Map;
import java.util.Objects;
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

  static void validate(String path, Map<String, @Nullable Object> selector, List<Cause> causes) {
    var expressions = Trees.objects(selector.get("matchExpressions"));
    for (int i = 0; i < expressions.size(); i++) {
      var at = path + ".matchExpressions[" + i + "]";
      var operator = Trees.text(expressions.get(i).get("operator"));
      boolean values = !Trees.texts(expressions.get(i).get("values")).isEmpty();
      if (!OPERATORS.contains(operator)) {
        causes.add(Cause.invalid(at + ".operator", operator, "not a valid selector operator"));
      } else if (values != operator.endsWith("In")) {
        causes.add(
            values
                ? Cause.forbidden(
                    at + ".values", "may not be specified when `operator` is '" + operator + "'")
                : Cause.required(
                    at + ".values", "must be specified when `operator` is 'In' or 'NotIn'"));
      }
    }
  }
}
