package dev.muster.simulations.bench;

import dev.muster.simulations.live.objects.Trees;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What shows on an object that something has come of it: the type of a condition that has to be
 * {@code True}, or a path and the text of its value, as {@code .spec.suspend=false}.
 */
public record Mark(String text, Predicate<Object> holds) {
  private static final Pattern PATH =
      Pattern.compile("\\{?((?:\\.[A-Za-z][A-Za-z0-9_-]*)+)}?=(.*)");
  private static final Pattern CONDITION = Pattern.compile("[A-Za-z][-A-Za-z0-9_./]*");

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException with what is wrong with it
   */
  public static Mark parse(String text) {
    var path = PATH.matcher(text);
    if (path.matches()) {
      var steps = path.group(1).substring(1).split("\\.", -1);
      return new Mark(text, valueOf(steps, path.group(2)));
    }
    if (CONDITION.matcher(text).matches()) {
      return new Mark(text, object -> Trees.condition(object, text).equals("True"));
    }
    throw new IllegalArgumentException(
        "'%s' is neither a condition's type, as Admitted, nor a path with its value, as"
                .formatted(text)
            + " .status.phase=Running");
  }

  private static Predicate<Object> valueOf(String[] steps, String wanted) {
    var path = Arrays.copyOf(steps, steps.length);
    return object -> {
      var value = Trees.at(object, path);
      return value != null && Objects.toString(value).equals(wanted);
    };
  }
}
