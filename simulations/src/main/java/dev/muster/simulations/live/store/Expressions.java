package dev.muster.simulations.live.store;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates expressions in CEL, the language of validation rules and of match conditions; the port
 * of {@code live.cel}. Values are trees as the store has them, and {@link java.time.Instant} and
 * {@link java.time.Duration} where a schema says so.
 */
public interface Expressions {
  /** Evaluates nothing: whatever needs an expression is refused. */
  Expressions NONE =
      (expression, variables) -> {
        throw new Unreadable("no expressions are evaluated here");
      };

  /** An expression that cannot be compiled; the message says where and why. */
  final class Unreadable extends Exception {
    private static final long serialVersionUID = 1;

    public Unreadable(String message) {
      super(message);
    }
  }

  /** What came of an evaluation. */
  sealed interface Outcome {
    record Value(@Nullable Object value) implements Outcome {
      boolean isTrue() {
        return Boolean.TRUE.equals(value);
      }
    }

    /** {@code problem} in the words of an API server, as {@code no such key: size}. */
    record Failed(String problem) implements Outcome {}
  }

  /** An expression that was understood. */
  interface Compiled {
    /** Whether the expression names this variable. */
    boolean mentions(String variable);

    /** What it comes to, as {@code bool}; {@code dyn} if that shows only when it is evaluated. */
    String resultType();

    /** Evaluates it; a variable that is an {@link java.util.Optional} is one for it, too. */
    Outcome evaluate(Map<String, @Nullable Object> variables);
  }

  /** Compiles an expression that may name these variables; the same one is compiled once. */
  Compiled compile(String expression, List<String> variables) throws Unreadable;
}
