package dev.muster.scaler.decide;

import dev.muster.scheduler.model.Constraints;
import dev.muster.scheduler.model.Gang;
import dev.muster.scheduler.model.PodSet;
import dev.muster.scheduler.model.Requirement;
import java.util.List;
import java.util.Optional;

/**
 * The label that clients of 2023 have the pods of a gang ask for: key and value are the gang's
 * name. No machine has it before somebody gives it one for this gang.
 */
final class OwnLabel {
  private OwnLabel() {}

  /** Key and value of the label; empty if the pods ask for none. */
  static Optional<String> of(Gang gang, List<PodSet> podSets) {
    var name = gang.id().name();
    return podSets.stream().anyMatch(set -> asks(set.constraints(), name))
        ? Optional.of(name)
        : Optional.empty();
  }

  private static boolean asks(Constraints constraints, String name) {
    return name.equals(constraints.nodeSelector().get(name))
        || constraints.terms().stream().flatMap(List::stream).anyMatch(one -> asks(one, name));
  }

  private static boolean asks(Requirement requirement, String name) {
    return requirement.operator() == Requirement.Operator.IN
        && requirement.key().equals(name)
        && requirement.values().equals(List.of(name));
  }
}
