package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Classes of priority: which numbers users may give away, and that they stay as they are. */
final class PriorityClasses {
  private static final String SYSTEM = "system-";
  private static final long HIGHEST = 1_000_000_000;
  private static final List<String> POLICIES = List.of("Never", "PreemptLowerPriority");

  private PriorityClasses() {}

  static Map<String, @Nullable Object> onCreate(
      ResourceType type, Map<String, @Nullable Object> object) {
    new Shapes(type).integer(object, "value");
    var result = PodSpecs.absent(object, "value", 0L);
    result = PodSpecs.absent(result, "preemptionPolicy", "PreemptLowerPriority");
    var causes = new ArrayList<Cause>();
    var name = Key.of(result).name();
    if (name.startsWith(SYSTEM)) {
      var problem = problemOfSystem(name, result);
      if (!problem.isEmpty()) {
        var reserved =
            "priority class names with 'system-' prefix are reserved for system use only. error: ";
        causes.add(Cause.forbidden("metadata.name", reserved + problem));
      }
    } else if (Trees.number(result.get("value"), 0) > HIGHEST) {
      causes.add(
          Cause.forbidden(
              "value", "maximum allowed value of a user defined priority is " + HIGHEST));
    }
    var policy = Trees.text(result.get("preemptionPolicy"));
    if (!POLICIES.contains(policy)) {
      causes.add(Cause.unsupported("preemptionPolicy", policy, POLICIES));
    }
    refuse(type, name, causes);
    return result;
  }

  private static String problemOfSystem(String name, Map<String, @Nullable Object> object) {
    long value =
        switch (name) {
          case "system-node-critical" -> 2 * HIGHEST + 1000;
          case "system-cluster-critical" -> 2 * HIGHEST;
          default -> 0;
        };
    if (value == 0) {
      return name + " is not a known system priority class";
    }
    if (Trees.number(object.get("value"), 0) != value) {
      return "value of " + name + " PriorityClass must be " + value;
    }
    return Boolean.TRUE.equals(object.get("globalDefault"))
        ? "globalDefault of " + name + " PriorityClass must be false"
        : "";
  }

  static Map<String, @Nullable Object> onUpdate(
      ResourceType type, Map<String, @Nullable Object> old, Map<String, @Nullable Object> sent) {
    var next = PodSpecs.absent(sent, "preemptionPolicy", "PreemptLowerPriority");
    var causes = new ArrayList<Cause>();
    if (!Objects.equals(old.get("value"), next.get("value"))) {
      causes.add(Cause.forbidden("value", "may not be changed in an update."));
    }
    @Nullable Object policy = next.get("preemptionPolicy");
    if (!Objects.equals(old.get("preemptionPolicy"), policy)) {
      causes.add(Cause.tree("preemptionPolicy", policy, "field is immutable"));
    }
    refuse(type, Key.of(old).name(), causes);
    return next;
  }

  private static void refuse(ResourceType type, String name, List<Cause> causes) {
    if (!causes.isEmpty()) {
      throw Statuses.invalid(type, name, causes);
    }
  }
}
