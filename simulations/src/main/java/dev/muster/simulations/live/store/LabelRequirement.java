package dev.muster.simulations.live.store;

import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a selector asks of one label. */
record LabelRequirement(String key, Operator operator, TreeSet<String> values) {
  enum Operator {
    EXISTS,
    ABSENT,
    IN,
    NOT_IN,
    MORE,
    LESS
  }

  boolean matches(Map<String, @Nullable Object> labels) {
    return switch (operator) {
      case EXISTS -> labels.containsKey(key);
      case ABSENT -> !labels.containsKey(key);
      case IN -> holds(labels);
      case NOT_IN -> !holds(labels);
      case MORE -> compared(labels) > 0;
      case LESS -> compared(labels) < 0;
    };
  }

  private boolean holds(Map<String, @Nullable Object> labels) {
    return labels.get(key) instanceof String value && values.contains(value);
  }

  /** Zero of what is no number, which is neither more nor less. */
  private int compared(Map<String, @Nullable Object> labels) {
    var found = number(Trees.text(labels.get(key)));
    var bound = number(values.first());
    return found.isPresent() && bound.isPresent()
        ? Long.compare(found.getAsLong(), bound.getAsLong())
        : 0;
  }

  static OptionalLong number(String text) {
    try {
      return OptionalLong.of(Long.parseLong(text));
    } catch (NumberFormatException none) {
      return OptionalLong.empty();
    }
  }
}
