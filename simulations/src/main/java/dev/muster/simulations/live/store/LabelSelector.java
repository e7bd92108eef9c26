package dev.muster.simulations.live.store;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A label selector in its text form. The empty one takes everything. */
final class LabelSelector {
  private final List<LabelRequirement> requirements;

  private LabelSelector(List<LabelRequirement> requirements) {
    this.requirements = requirements;
  }

  /** Refuses with 400 what is not a selector. */
  static LabelSelector parse(String text) {
    return new LabelSelector(LabelSyntax.read(text));
  }

  boolean matches(Map<String, @Nullable Object> object) {
    if (requirements.isEmpty()) {
      return true;
    }
    var labels = Trees.objectAt(object, "metadata", "labels");
    return requirements.stream().allMatch(requirement -> requirement.matches(labels));
  }

  boolean isEmpty() {
    return requirements.isEmpty();
  }
}
