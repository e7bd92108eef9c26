package dev.muster.simulations.live.operators;

import dev.muster.simulations.live.objects.Trees;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compares trees as an API server does: what says nothing may be left out. */
final class Alike {
  private Alike() {}

  static boolean are(@Nullable Object one, @Nullable Object other) {
    if (one instanceof Map<?, ?> || other instanceof Map<?, ?>) {
      var keys = new LinkedHashSet<String>(Trees.map(one).keySet());
      keys.addAll(Trees.map(other).keySet());
      return keys.stream().allMatch(key -> are(Trees.at(one, key), Trees.at(other, key)));
    }
    if (one instanceof List<?> list && other instanceof List<?> others) {
      return listsAre(list, others);
    }
    return one == null || blank(one) ? other == null || blank(other) : one.equals(other);
  }

  private static boolean listsAre(List<?> list, List<?> others) {
    boolean same = list.size() == others.size();
    for (int i = 0; same && i < list.size(); i++) {
      same = are(list.get(i), others.get(i));
    }
    return same;
  }

  private static boolean blank(Object value) {
    return value.equals("")
        || value.equals(0L)
        || value.equals(false)
        || (value instanceof List<?> list && list.isEmpty());
  }
}
