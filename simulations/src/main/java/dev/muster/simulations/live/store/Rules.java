package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is particular to each kind: defaults, pruning, validation, and what may change. */
final class Rules {
  private final Kinds kinds;
  private final BuiltInRules builtIn;
  private final CustomRules customRules;

  Rules(Kinds kinds, BuiltInRules builtIn, CustomRules customRules) {
    this.kinds = kinds;
    this.builtIn = builtIn;
    this.customRules = customRules;
  }

  /** The object with defaults and without unknown fields, but not yet checked. */
  Map<String, @Nullable Object> decoded(
      ResourceType type, Map<String, @Nullable Object> object, Remarks remarks) {
    var custom = kinds.custom(type);
    return custom == null
        ? BuiltInRules.decoded(type, object)
        : CustomRules.decoded(custom, type, object, remarks);
  }

  /** Returns the object to be stored; refuses with 422. */
  Map<String, @Nullable Object> onCreate(
      ResourceType type, Map<String, @Nullable Object> object, Remarks remarks) {
    var custom = kinds.custom(type);
    return custom == null
        ? builtIn.onCreate(type, object)
        : customRules.onCreate(custom, type, object, remarks);
  }

  /** {@code next} has the metadata that it will keep and the old status. */
  Map<String, @Nullable Object> onUpdate(
      ResourceType type,
      Map<String, @Nullable Object> old,
      Map<String, @Nullable Object> next,
      Remarks remarks) {
    var custom = kinds.custom(type);
    return custom == null
        ? builtIn.onUpdate(type, old, next)
        : customRules.onUpdate(custom, type, old, next, remarks);
  }

  /** {@code next} is the old object with another status. */
  Map<String, @Nullable Object> onStatus(
      ResourceType type,
      Map<String, @Nullable Object> old,
      Map<String, @Nullable Object> next,
      Remarks remarks) {
    var custom = kinds.custom(type);
    if (type.qualifiedName().equals("jobs.batch")) {
      return JobRules.labelled(next);
    }
    if (type.qualifiedName().equals("pods")) {
      return PodAddresses.agreed(next);
    }
    if (type.qualifiedName().equals("nodes")) {
      return BuiltInRules.allocated(next);
    }
    return custom == null ? next : customRules.onStatus(custom, type, old, next, remarks);
  }

  /** What the rules make of an object; all that is wrong with it is told at once. */
  static Map<String, @Nullable Object> told(
      ResourceType type,
      Map<String, @Nullable Object> object,
      List<Cause> already,
      Supplier<Map<String, @Nullable Object>> rules) {
    var causes = new ArrayList<>(already);
    try {
      var result = rules.get();
      if (causes.isEmpty()) {
        return result;
      }
    } catch (Refusal refusal) {
      if (refusal.causes().isEmpty()) {
        throw refusal;
      }
      causes.addAll(refusal.causes());
    }
    throw Statuses.invalid(type, Key.of(object).name(), causes);
  }
}
