package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compares pod specs without the parts that may change. */
final class Masks {
  private static final List<String> FREE =
      List.of("schedulingGates", "tolerations", "activeDeadlineSeconds");

  private Masks() {}

  /** Whether two specs are the same but for what may change; {@code gated} frees more. */
  static boolean same(
      Map<String, @Nullable Object> before, Map<String, @Nullable Object> after, boolean gated) {
    return masked(before, gated).equals(masked(after, gated));
  }

  private static Map<String, @Nullable Object> masked(
      Map<String, @Nullable Object> spec, boolean gated) {
    var result = spec;
    for (String field : FREE) {
      result = Trees.remove(result, field);
    }
    for (String field : List.of("containers", "initContainers")) {
      if (result.containsKey(field)) {
        result = Trees.put(result, withoutImages(Trees.listAt(result, field)), field);
      }
    }
    if (!gated) {
      return result;
    }
    result = Trees.remove(result, "nodeSelector");
    result = Trees.remove(result, "affinity", "nodeAffinity");
    return Trees.objectAt(result, "affinity").isEmpty() ? Trees.remove(result, "affinity") : result;
  }

  private static List<@Nullable Object> withoutImages(List<@Nullable Object> containers) {
    var result = new ArrayList<@Nullable Object>();
    for (Object container : containers) {
      result.add(Trees.remove(Trees.object(container), "image"));
    }
    return result;
  }
}
