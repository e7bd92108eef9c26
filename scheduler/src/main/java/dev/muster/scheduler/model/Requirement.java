package dev.muster.scheduler.model;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One condition of a node affinity term on a node label, or on the node's name. */
public record Requirement(String key, Operator operator, List<String> values) {
  /** The key that stands for the node's own name ({@code matchFields}). */
  public static final String NODE_NAME = "metadata.name";

  /** The operators of Kubernetes' node selector. */
  public enum Operator {
    IN,
    NOT_IN,
    EXISTS,
    DOES_NOT_EXIST,
    GREATER_THAN,
    LESS_THAN
  }

  public Requirement {
    values = List.copyOf(values);
  }

  /** Whether a node with these labels (and, for {@link #NODE_NAME}, this name) meets it. */
  public boolean matches(Map<String, String> labels, String nodeName) {
    var actual = key.equals(NODE_NAME) ? nodeName : labels.get(key);
    return switch (operator) {
      case IN -> actual != null && values.contains(actual);
      case NOT_IN -> actual == null || !values.contains(actual);
      case EXISTS -> actual != null;
      case DOES_NOT_EXIST -> actual == null;
      case GREATER_THAN -> compares(actual, 1);
      case LESS_THAN -> compares(actual, -1);
    };
  }

  private boolean compares(@Nullable String actual, int sign) {
    if (actual == null || values.size() != 1) {
      return false;
    }
    try {
      return Integer.signum(Long.compare(Long.parseLong(actual), Long.parseLong(values.getFirst())))
          == sign;
    } catch (NumberFormatException notANumber) {
      return false; // Kubernetes: a label that is no integer meets neither Gt nor Lt.
    }
  }
}
