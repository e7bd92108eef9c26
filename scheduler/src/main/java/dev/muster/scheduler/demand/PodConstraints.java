package dev.muster.scheduler.demand;

import dev.muster.scheduler.model.Constraints;
import dev.muster.scheduler.model.Requirement;
import dev.muster.scheduler.model.Taint;
import dev.muster.scheduler.model.Toleration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads from a PodSpec where its pods may run. */
final class PodConstraints {
  private PodConstraints() {}

  static Constraints of(Tree spec) {
    return new Constraints(spec.get("nodeSelector").texts(), terms(spec), tolerations(spec));
  }

  private static List<List<Requirement>> terms(Tree spec) {
    var required =
        spec.get("affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution");
    var terms = new ArrayList<List<Requirement>>();
    for (var term : required.get("nodeSelectorTerms").items()) {
      terms.add(term(term));
    }
    if (!required.isAbsent() && terms.isEmpty()) {
      terms.add(List.of()); // Required, but no term that could match: no node will do.
    }
    return pinned(terms, spec.get("nodeName").text(""));
  }

  /** A pod that names its node goes nowhere else. */
  private static List<List<Requirement>> pinned(List<List<Requirement>> terms, String nodeName) {
    if (nodeName.isEmpty()) {
      return terms;
    }
    var pin = new Requirement(Requirement.NODE_NAME, Requirement.Operator.IN, List.of(nodeName));
    var pinned = new ArrayList<List<Requirement>>();
    for (var term : terms.isEmpty() ? List.of(List.of(pin)) : terms) {
      var both = new ArrayList<>(term);
      if (!term.isEmpty() && !term.contains(pin)) {
        both.add(pin);
      }
      pinned.add(both);
    }
    return pinned;
  }

  private static List<Requirement> term(Tree term) {
    var requirements = new ArrayList<Requirement>();
    for (var expression : term.get("matchExpressions").items()) {
      if (expression.get("key").text("").equals(Requirement.NODE_NAME)) {
        expression.get("key").report("must name a label, not the node's name");
      }
      requirements.add(requirement(expression));
    }
    for (var field : term.get("matchFields").items()) {
      if (!field.get("key").text("").equals(Requirement.NODE_NAME)) {
        field.get("key").report("must be " + Requirement.NODE_NAME);
      }
      requirements.add(requirement(field));
    }
    return requirements;
  }

  private static Requirement requirement(Tree requirement) {
    var operator = operator(requirement.get("operator"));
    var values = requirement.get("values").items().stream().map(v -> v.text("")).toList();
    boolean fits =
        switch (operator) {
          case IN, NOT_IN -> !values.isEmpty();
          case EXISTS, DOES_NOT_EXIST -> values.isEmpty();
          case GREATER_THAN, LESS_THAN -> values.size() == 1;
        };
    if (!fits) {
      requirement
          .get("values")
          .report("has " + values.size() + " entries, which its operator forbids");
    }
    return new Requirement(requirement.get("key").text(""), operator, values);
  }

  private static Requirement.Operator operator(Tree operator) {
    var word = operator.text("");
    return switch (word) {
      case "In" -> Requirement.Operator.IN;
      case "NotIn" -> Requirement.Operator.NOT_IN;
      case "Exists" -> Requirement.Operator.EXISTS;
      case "DoesNotExist" -> Requirement.Operator.DOES_NOT_EXIST;
      case "Gt" -> Requirement.Operator.GREATER_THAN;
      case "Lt" -> Requirement.Operator.LESS_THAN;
      default -> {
        operator.report(Shown.value(word) + " is no operator of node affinity");
        yield Requirement.Operator.EXISTS;
      }
    };
  }

  private static List<Toleration> tolerations(Tree spec) {
    var tolerations = new ArrayList<Toleration>();
    for (var toleration : spec.get("tolerations").items()) {
      tolerations.add(
          new Toleration(
              toleration.get("key").text(""),
              tolerationOperator(toleration.get("operator")),
              toleration.get("value").text(""),
              effect(toleration.get("effect"))));
    }
    return tolerations;
  }

  private static Toleration.Operator tolerationOperator(Tree operator) {
    var word = operator.text("");
    return switch (word) {
      case "Exists" -> Toleration.Operator.EXISTS;
      case "", "Equal" -> Toleration.Operator.EQUAL;
      default -> {
        operator.report(Shown.value(word) + " is no operator of a toleration");
        yield Toleration.Operator.EQUAL;
      }
    };
  }

  private static Optional<Taint.Effect> effect(Tree effect) {
    var word = effect.text("");
    return switch (word) {
      case "" -> Optional.empty();
      case "NoSchedule" -> Optional.of(Taint.Effect.NO_SCHEDULE);
      case "PreferNoSchedule" -> Optional.of(Taint.Effect.PREFER_NO_SCHEDULE);
      case "NoExecute" -> Optional.of(Taint.Effect.NO_EXECUTE);
      default -> {
        effect.report(Shown.value(word) + " is no effect of a taint");
        yield Optional.empty();
      }
    };
  }
}
