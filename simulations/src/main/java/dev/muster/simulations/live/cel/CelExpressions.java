package dev.muster.simulations.live.cel;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.muster.simulations.live.store.Expressions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Expressions on {@code dev.cel}. Nothing of the library is touched before the first expression,
 * which then takes about half a second; whoever has none pays nothing. Confined to one thread.
 *
 * <p>Variables have no declared type, so what a real API server refuses when a rule is written, for
 * it names a field that the schema does not have, is refused here when the rule is applied. Of the
 * functions that Kubernetes adds to the language, those on strings, sets and optional values are
 * there; a rule with another one is refused when it is written.
 */
public final class CelExpressions implements Expressions {
  private static final int MOST_STEPS = 100_000;
  private static final int REMEMBERED = 2_000;

  private final Map<List<String>, Cel> languages = new HashMap<>();
  private final Map<List<Object>, Compiled> compiled = new HashMap<>();

  @Override
  public Compiled compile(String expression, List<String> variables) throws Unreadable {
    List<Object> key = List.of(expression, variables);
    var known = compiled.get(key);
    if (known != null) {
      return known;
    }
    var fresh = parse(expression, languages.computeIfAbsent(variables, CelExpressions::language));
    if (compiled.size() >= REMEMBERED) {
      compiled.clear();
    }
    compiled.put(key, fresh);
    return fresh;
  }

  private static Cel language(List<String> variables) {
    var options =
        CelOptions.current()
            .enableHeterogeneousNumericComparisons(true)
            .evaluateCanonicalTypesToNativeValues(true)
            .comprehensionMaxIterations(MOST_STEPS)
            .build();
    var builder =
        CelFactory.standardCelBuilder()
            .setOptions(options)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addCompilerLibraries(
                CelExtensions.strings(), CelExtensions.sets(options), CelExtensions.optional())
            .addRuntimeLibraries(
                CelExtensions.strings(), CelExtensions.sets(options), CelExtensions.optional());
    variables.forEach(variable -> builder.addVar(variable, SimpleType.DYN));
    return builder.build();
  }

  private static Compiled parse(String expression, Cel language) throws Unreadable {
    try {
      var tree = language.compile(expression).getAst();
      return new Program(tree, language.createProgram(tree));
    } catch (CelValidationException | CelEvaluationException wrong) {
      throw new Unreadable(String.valueOf(wrong.getMessage()));
    }
  }

  private record Program(CelAbstractSyntaxTree tree, CelRuntime.Program program)
      implements Compiled {
    @Override
    public boolean mentions(String variable) {
      return tree.getReferenceMap().values().stream()
          .anyMatch(reference -> reference.name().equals(variable));
    }

    @Override
    public String resultType() {
      return tree.getResultType().name();
    }

    @Override
    public Outcome evaluate(Map<String, @Nullable Object> variables) {
      var shown = new HashMap<String, Object>();
      variables.forEach((name, value) -> shown.put(name, Values.shown(value)));
      try {
        return new Outcome.Value(Values.read(program.eval(shown)));
      } catch (CelEvaluationException failed) {
        return new Outcome.Failed(Problems.of(failed));
      }
    }
  }
}
