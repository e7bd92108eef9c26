package dev.muster.simulations.live.store;

import dev.muster.simulations.live.store.Expressions.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The {@code matchConditions} of a webhook: expressions about a request that must all hold for the
 * webhook to be asked. They see {@code object}, {@code oldObject} and {@code request}.
 */
final class MatchConditions {
  private static final int MOST = 64;
  private static final String AUTHORIZER = "authorizer";
  private static final Pattern USED_AUTHORIZER = Pattern.compile("\\bauthorizer\\s*\\.");
  private static final String NO_AUTHORIZER =
      "the authorizer is not known to conditions on this server";
  private static final List<String> VARIABLES =
      List.of("object", "oldObject", "request", AUTHORIZER);

  /**
   * What the conditions say of a request.
   *
   * @param met whether the webhook is to be asked
   * @param problem why they could not say; empty if they could
   */
  record Verdict(boolean met, String problem) {
    static final Verdict MET = new Verdict(true, "");
    static final Verdict NOT_MET = new Verdict(false, "");
  }

  private MatchConditions() {}

  /** The expressions of a webhook's configuration. */
  static List<String> of(Map<String, @Nullable Object> webhook) {
    var result = new ArrayList<String>();
    for (var condition : Trees.objects(webhook.get("matchConditions"))) {
      result.add(Trees.text(condition.get("expression")));
    }
    return List.copyOf(result);
  }

  /**
   * @param question the request of the review that the webhook would get
   */
  static Verdict judge(
      Expressions language, List<String> conditions, Map<String, @Nullable Object> question) {
    if (conditions.isEmpty()) {
      return Verdict.MET;
    }
    var variables =
        Trees.of(
            "object",
            question.get("object"),
            "oldObject",
            question.get("oldObject"),
            "request",
            Trees.remove(Trees.remove(question, "object"), "oldObject"));
    var problems = new ArrayList<String>();
    for (var condition : conditions) {
      switch (evaluate(language, condition, variables)) {
        case Outcome.Value result when Boolean.FALSE.equals(result.value()) -> {
          return Verdict.NOT_MET;
        }
        case Outcome.Value result when result.isTrue() -> {}
        case Outcome.Value other ->
            problems.add("expression '" + condition + "' does not evaluate to bool");
        case Outcome.Failed failed ->
            problems.add("expression '" + condition + "' resulted in error: " + failed.problem());
      }
    }
    return switch (problems.size()) {
      case 0 -> Verdict.MET;
      case 1 -> new Verdict(false, problems.getFirst());
      default -> new Verdict(false, "[" + String.join(", ", problems) + "]");
    };
  }

  private static Outcome evaluate(
      Expressions language, String condition, Map<String, @Nullable Object> variables) {
    try {
      return language.compile(condition, VARIABLES).evaluate(variables);
    } catch (Expressions.Unreadable unreadable) {
      return new Outcome.Failed("compilation failed: " + unreadable.getMessage());
    }
  }

  static void validate(
      Expressions language,
      String path,
      Map<String, @Nullable Object> webhook,
      List<Cause> causes) {
    var conditions = Trees.objects(webhook.get("matchConditions"));
    var at = path + ".matchConditions";
    if (conditions.size() > MOST) {
      causes.add(Cause.tooMany(at, conditions.size(), MOST));
    }
    var names = new TreeSet<String>();
    for (int i = 0; i < conditions.size(); i++) {
      var place = at + "[" + i + "]";
      var expression = Trees.text(conditions.get(i).get("expression")).strip();
      if (expression.isEmpty()) {
        causes.add(Cause.required(place + ".expression"));
      } else {
        validateExpression(language, place + ".expression", expression, causes);
      }
      var name = Trees.text(conditions.get(i).get("name"));
      if (name.isEmpty()) {
        causes.add(Cause.required(place + ".name"));
      } else {
        Names.checkKey(place + ".name", name, causes);
        if (!names.add(name)) {
          causes.add(Cause.duplicate(place + ".name", name));
        }
      }
    }
  }

  private static void validateExpression(
      Expressions language, String path, String expression, List<Cause> causes) {
    try {
      var compiled = language.compile(expression, VARIABLES);
      var type = compiled.resultType();
      if (compiled.mentions(AUTHORIZER)) {
        causes.add(Cause.invalid(path, expression, NO_AUTHORIZER));
      } else if (!type.equals("bool") && !type.equals("dyn")) {
        causes.add(Cause.invalid(path, expression, "must evaluate to bool but got " + type));
      }
    } catch (Expressions.Unreadable unreadable) {
      // Its functions are not known either, but a list of them would say less.
      boolean authorizer = USED_AUTHORIZER.matcher(expression).find();
      var why = authorizer ? NO_AUTHORIZER : String.valueOf(unreadable.getMessage());
      causes.add(Cause.invalid(path, expression, "compilation failed: " + why));
    }
  }
}
