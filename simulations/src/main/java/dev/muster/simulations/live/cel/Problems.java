package dev.muster.simulations.live.cel;

import dev.cel.runtime.CelEvaluationException;
import java.util.regex.Pattern;

/** What went wrong in an evaluation, in the words in which an API server says it. */
final class Problems {
  private static final Pattern PREFIX = Pattern.compile("^evaluation error(?: at [^ ]*)?: ");
  private static final Pattern KEY = Pattern.compile("key '(.*)' is not present in map\\.?");

  private Problems() {}

  static String of(CelEvaluationException failed) {
    var message = PREFIX.matcher(String.valueOf(failed.getMessage())).replaceFirst("");
    var key = KEY.matcher(message);
    if (key.matches()) {
      return "no such key: " + key.group(1);
    }
    return switch (failed.getErrorCode()) {
      case OVERLOAD_NOT_FOUND -> "no such overload";
      case DIVIDE_BY_ZERO -> "division by zero";
      case INDEX_OUT_OF_BOUNDS -> lower(message);
      case ITERATION_BUDGET_EXCEEDED -> "operation cancelled: actual cost limit exceeded";
      default -> message;
    };
  }

  private static String lower(String message) {
    return message.isEmpty()
        ? message
        : Character.toLowerCase(message.charAt(0)) + message.substring(1);
  }
}
