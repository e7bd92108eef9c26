package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What becomes of the dependents of what is deleted, as the options of the deletion say. */
final class Propagation {
  private static final List<String> POLICIES = List.of("Foreground", "Background", "Orphan");
  private static final String PRESERVED =
      "child pods are preserved by default when jobs are deleted; set"
          + " propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress"
          + " this warning";

  private Propagation() {}

  /** What keeps an object that is deleted until its dependents are seen to. */
  static List<String> finalizers(
      ResourceType type,
      Map<String, @Nullable Object> stored,
      Map<String, @Nullable Object> options) {
    var before = Metadata.finalizers(stored);
    var result = new ArrayList<>(before);
    result.removeAll(List.of(Deletes.FOREGROUND, Deletes.ORPHAN));
    if (type.plural().equals("events")) {
      return result;
    }
    switch (Trees.text(options.get("propagationPolicy"))) {
      case "Foreground" -> result.add(Deletes.FOREGROUND);
      case "Orphan" -> result.add(Deletes.ORPHAN);
      case "Background" -> {}
      default -> {
        if (options.get("orphanDependents") instanceof Boolean orphans) {
          result.addAll(orphans ? List.of(Deletes.ORPHAN) : List.of());
        } else if (before.contains(Deletes.ORPHAN)) {
          result.add(Deletes.ORPHAN);
        } else if (before.contains(Deletes.FOREGROUND)) {
          result.add(Deletes.FOREGROUND);
        } else if (orphansByItself(type)) {
          result.add(Deletes.ORPHAN);
        }
      }
    }
    return result;
  }

  /** Jobs alone leave their pods behind if nobody says otherwise, and say so. */
  private static boolean orphansByItself(ResourceType type) {
    return type.qualifiedName().equals("jobs.batch");
  }

  static List<String> warnings(ResourceType type, Map<String, @Nullable Object> options) {
    boolean silent =
        options.get("propagationPolicy") == null && options.get("orphanDependents") == null;
    return silent && orphansByItself(type) ? List.of(PRESERVED) : List.of();
  }

  /** Refuses with 422 a policy that nobody knows. */
  static void check(Map<String, @Nullable Object> options) {
    @Nullable Object policy = options.get("propagationPolicy");
    if (policy != null && !POLICIES.contains(policy)) {
      var known = new ArrayList<>(POLICIES);
      known.add("nil");
      throw Statuses.invalidOptions(
          "DeleteOptions", Cause.unsupported("propagationPolicy", policy, known));
    }
  }
}
