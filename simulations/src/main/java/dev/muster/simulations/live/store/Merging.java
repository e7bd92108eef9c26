package dev.muster.simulations.live.store;

import dev.muster.simulations.live.shapes.Shape;
import dev.muster.simulations.live.store.Forms.Form;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Puts an applied configuration over a live object, and takes out what nobody wants any more. */
final class Merging {
  private Merging() {}

  /** The live object with all that the configuration says. */
  static Map<String, @Nullable Object> merge(
      Shape shape, Map<String, @Nullable Object> live, Map<String, @Nullable Object> applied) {
    return Trees.object(value(shape, live, applied));
  }

  private static @Nullable Object value(
      @Nullable Shape declared, @Nullable Object live, @Nullable Object applied) {
    if (applied == Forms.ABSENT) {
      return live;
    }
    var shape = Forms.resolve(declared);
    var form = Forms.of(shape, applied);
    if (live == Forms.ABSENT) {
      return applied;
    }
    if (form == Form.MAP && live instanceof Map) {
      return fields(shape, Trees.object(live), Trees.object(applied));
    }
    if (form == Form.LIST && live instanceof List) {
      return elements((Shape.Listing) shape, Trees.list(live), Trees.list(applied));
    }
    boolean nothing = applied == null && Forms.of(shape, live) != Form.LEAF;
    return nothing ? live : applied;
  }

  private static Map<String, @Nullable Object> fields(
      Shape shape, Map<String, @Nullable Object> live, Map<String, @Nullable Object> applied) {
    var result = new LinkedHashMap<String, @Nullable Object>(live);
    applied.forEach((name, value) ->
        result.put(
            name, value(Forms.at(shape, name), live.getOrDefault(name, Forms.ABSENT), value)));
    return Trees.frozen(result);
  }

  /**
   * Elements of both in one order: the configuration's among its own, and each live one that it
   * does not name stays behind the one that it followed.
   */
  private static @Nullable Object elements(
      Shape.Listing shape, List<@Nullable Object> live, List<@Nullable Object> applied) {
    if (live.isEmpty()) {
      return applied;
    }
    var olds = names(shape, live);
    var news = names(shape, applied);
    var common = new java.util.ArrayDeque<>(news.stream().filter(olds::contains).toList());
    var liveByName = byName(olds, live);
    var appliedByName = byName(news, applied);
    var done = new java.util.TreeSet<String>();
    var result = new ArrayList<@Nullable Object>();
    int left = 0;
    int right = 0;
    while (left < olds.size() || right < news.size()) {
      boolean both = left < olds.size() && right < news.size();
      if (both
          && !olds.get(left).equals(news.get(right))
          && appliedByName.containsKey(olds.get(left))
          && !common.isEmpty()
          && !common.getFirst().equals(olds.get(left))) {
        left++;
        continue;
      }
      if (left < olds.size() && !appliedByName.containsKey(olds.get(left))) {
        result.add(live.get(left++));
        continue;
      }
      if (left < olds.size()
          && (done.contains(olds.get(left)) || (both && olds.get(left).equals(news.get(right))))) {
        left++;
      }
      if (right < news.size()) {
        var name = news.get(right++);
        done.add(name);
        if (name.equals(common.peekFirst())) {
          common.removeFirst();
        }
        result.add(
            value(
                shape.element(),
                liveByName.getOrDefault(name, Forms.ABSENT),
                appliedByName.get(name)));
      }
    }
    return Trees.frozen(result);
  }

  private static List<String> names(Shape.Listing shape, List<@Nullable Object> list) {
    var element = Forms.resolve(shape.element());
    var names = new ArrayList<String>();
    list.forEach(value -> names.add(PathElement.of(shape, element, value)));
    return names;
  }

  /** Elements by name; one that is there twice merges with nothing. */
  private static TreeMap<String, @Nullable Object> byName(
      List<String> names, List<@Nullable Object> list) {
    var result = new TreeMap<String, @Nullable Object>();
    for (int i = 0; i < names.size(); i++) {
      result.put(names.get(i), result.containsKey(names.get(i)) ? Forms.ABSENT : list.get(i));
    }
    return result;
  }

  /** The object without those places; what loses all that it had becomes null. */
  static Map<String, @Nullable Object> without(
      Shape shape, Map<String, @Nullable Object> object, FieldSet places) {
    return places.isEmpty() ? object : Trees.object(remove(shape, object, places));
  }

  private static @Nullable Object remove(
      @Nullable Shape declared, @Nullable Object value, FieldSet places) {
    var shape = Forms.resolve(declared);
    return switch (Forms.of(shape, value)) {
      case MAP -> {
        var result = new LinkedHashMap<String, @Nullable Object>();
        Trees.object(value)
            .forEach((name, inner) -> {
              var below = places.at(PathElement.field(name));
              if (!below.member()) {
                result.put(
                    name, below.isEmpty() ? inner : remove(Forms.at(shape, name), inner, below));
              }
            });
        yield result.isEmpty() ? null : Trees.frozen(result);
      }
      case LIST -> {
        var listing = (Shape.Listing) shape;
        var element = Forms.resolve(listing.element());
        var result = new ArrayList<@Nullable Object>();
        for (Object inner : Trees.list(value)) {
          var below = places.at(PathElement.of(listing, element, inner));
          if (!below.member()) {
            result.add(below.isEmpty() ? inner : remove(element, inner, below));
          }
        }
        yield result.isEmpty() ? null : Trees.frozen(result);
      }
      case LEAF, OPEN -> value;
    };
  }

  /** The places, and each named field that something of them stands below. */
  static FieldSet withNamedFields(@Nullable Shape declared, FieldSet places) {
    var shape = Forms.resolve(declared);
    var result = new TreeMap<String, FieldSet>();
    places
        .below()
        .forEach((element, set) -> {
          boolean field = element.startsWith("f:");
          var name = element.substring(2);
          @Nullable Shape inner =
              shape instanceof Shape.Listing listing ? listing.element() : Forms.at(shape, name);
          var below = withNamedFields(inner, set);
          boolean named =
              field && shape instanceof Shape.Mapping mapping && mapping.fields().containsKey(name);
          result.put(element, new FieldSet(set.member() || named, below.below()));
        });
    return new FieldSet(places.member(), result);
  }
}
