package dev.muster.simulations.live.store;

import dev.muster.simulations.live.shapes.Shape;
import dev.muster.simulations.live.store.Forms.Form;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which places differ between two objects of one shape. */
final class Comparison {
  private final FieldSet.Draft added = new FieldSet.Draft();
  private final FieldSet.Draft removed = new FieldSet.Draft();
  private final FieldSet.Draft modified = new FieldSet.Draft();
  private final ArrayDeque<String> path = new ArrayDeque<>();

  /** What came, what went, and what changed its value. */
  record Difference(FieldSet added, FieldSet removed, FieldSet modified) {
    /** What the newer object has that the older has not, or not so. */
    FieldSet written() {
      return added.union(modified);
    }

    Difference outside(FieldSet ignored) {
      return new Difference(
          added.outside(ignored), removed.outside(ignored), modified.outside(ignored));
    }
  }

  private Comparison() {}

  static Difference between(
      Shape shape, Map<String, @Nullable Object> before, Map<String, @Nullable Object> after) {
    var comparison = new Comparison();
    comparison.walk(shape, before, after);
    return new Difference(
        comparison.added.done(), comparison.removed.done(), comparison.modified.done());
  }

  private void walk(@Nullable Shape declared, @Nullable Object before, @Nullable Object after) {
    if (before == after) {
      return;
    }
    var shape = Forms.resolve(declared);
    var left = Forms.of(shape, before);
    var right = Forms.of(shape, after);
    boolean leaf =
        left == right || left == Form.OPEN || right == Form.OPEN
            ? parts(left == Form.OPEN ? right : left, shape, before, after)
            : parts(left, shape, before, after) | parts(right, shape, before, after);
    if (!leaf && before == Forms.ABSENT) {
      added.add(path);
    } else if (!leaf && after == Forms.ABSENT) {
      removed.add(path);
    }
  }

  /** Compares by that form; says whether as a whole. */
  private boolean parts(Form form, Shape shape, @Nullable Object before, @Nullable Object after) {
    return switch (form) {
      case MAP -> maps(shape, before, after);
      case LIST -> lists((Shape.Listing) shape, before, after);
      case LEAF, OPEN -> leaf(before, after);
    };
  }

  private boolean leaf(@Nullable Object before, @Nullable Object after) {
    if (before == Forms.ABSENT) {
      added.add(path);
    } else if (after == Forms.ABSENT) {
      removed.add(path);
    } else if (!Objects.equals(before, after)) {
      modified.add(path);
    }
    return true;
  }

  private boolean maps(Shape shape, @Nullable Object before, @Nullable Object after) {
    var left = Forms.fields(shape, before);
    var right = Forms.fields(shape, after);
    if (left.isEmpty() && right.isEmpty()) {
      return leaf(before, after);
    }
    left.forEach(
        (name, value) -> field(shape, name, value, right.getOrDefault(name, Forms.ABSENT)));
    right.forEach((name, value) -> {
      if (!left.containsKey(name)) {
        field(shape, name, Forms.ABSENT, value);
      }
    });
    return false;
  }

  private void field(Shape shape, String name, @Nullable Object before, @Nullable Object after) {
    if (before != after) {
      path.addLast(PathElement.field(name));
      walk(Forms.at(shape, name), before, after);
      path.removeLast();
    }
  }

  private boolean lists(Shape.Listing shape, @Nullable Object before, @Nullable Object after) {
    var left = elements(shape, Trees.list(before));
    var right = elements(shape, Trees.list(after));
    if (left.isEmpty() && right.isEmpty()) {
      return leaf(before, after);
    }
    var names = new LinkedHashSet<>(left.keySet());
    names.addAll(right.keySet());
    for (String name : names) {
      path.addLast(name);
      var olds = left.getOrDefault(name, List.of());
      var news = right.getOrDefault(name, List.of());
      if (olds.size() > 1 || news.size() > 1) {
        @Nullable Object old = olds.isEmpty() ? Forms.ABSENT : olds;
        leaf(old, news.isEmpty() ? Forms.ABSENT : news);
      } else {
        walk(shape.element(), only(olds), only(news));
      }
      path.removeLast();
    }
    return false;
  }

  private static @Nullable Object only(List<@Nullable Object> values) {
    return values.isEmpty() ? Forms.ABSENT : values.getFirst();
  }

  private static Map<String, List<@Nullable Object>> elements(
      Shape.Listing shape, List<@Nullable Object> list) {
    var element = Forms.resolve(shape.element());
    var result = new LinkedHashMap<String, List<@Nullable Object>>();
    for (Object value : list) {
      result
          .computeIfAbsent(PathElement.of(shape, element, value), any -> new ArrayList<>())
          .add(value);
    }
    return result;
  }
}
