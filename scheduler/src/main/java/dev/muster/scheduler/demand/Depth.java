package dev.muster.scheduler.demand;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How deep a tree is; walks without recursion, so that no tree can exhaust the stack. */
final class Depth {
  /** Objects deeper than this are not read. */
  static final int DEEPEST = 64;

  private Depth() {}

  private record Visit(@Nullable Object value, int level) {}

  /** Whether {@code root} has more than {@link #DEEPEST} levels of objects and lists. */
  static boolean isTooDeep(@Nullable Object root) {
    var open = new ArrayDeque<Visit>();
    open.push(new Visit(root, 1));
    while (!open.isEmpty()) {
      var visit = open.pop();
      Collection<?> children =
          switch (visit.value()) {
            case Map<?, ?> map -> map.values();
            case Collection<?> list -> list;
            case null, default -> null;
          };
      if (children == null) {
        continue;
      }
      if (visit.level() > DEEPEST) {
        return true;
      }
      for (var child : children) {
        if (child instanceof Map<?, ?> || child instanceof Collection<?>) {
          open.push(new Visit(child, visit.level() + 1));
        }
      }
    }
    return false;
  }
}
