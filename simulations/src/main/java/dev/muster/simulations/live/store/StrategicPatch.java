package dev.muster.simulations.live.store;

import dev.muster.simulations.live.shapes.Field;
import dev.muster.simulations.live.shapes.KindShapes;
import dev.muster.simulations.live.shapes.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The merge patch that kubectl sends for built-in kinds: like RFC 7386, but lists whose kind says
 * so merge element by element, and the patch may give directions: {@code $patch} (replace or
 * delete), {@code $retainKeys}, {@code $setElementOrder/FIELD} and {@code
 * $deleteFromPrimitiveList/FIELD}.
 */
final class StrategicPatch {
  private static final String DIRECTIVE = "$patch";
  private static final String RETAIN = "$retainKeys";
  private static final String ORDER_PREFIX = "$setElementOrder/";
  private static final String DELETE_PREFIX = "$deleteFromPrimitiveList/";

  private StrategicPatch() {}

  /** The kind of the target says how its lists merge. */
  static Map<String, @Nullable Object> merge(
      Map<String, @Nullable Object> target, Map<String, @Nullable Object> patch) {
    var apiVersion = Trees.text(target.get("apiVersion"));
    var kind = KindShapes.BUILT_IN.kind(apiVersion, Trees.text(target.get("kind")));
    return object(kind.isPresent() ? kind.get() : Forms.FREE, target, patch);
  }

  private static Map<String, @Nullable Object> object(
      Shape shape, Map<String, @Nullable Object> target, Map<String, @Nullable Object> patch) {
    if (patch.containsKey(DIRECTIVE)) {
      return switch (Trees.text(patch.get(DIRECTIVE))) {
        case "replace" -> Trees.remove(patch, DIRECTIVE);
        case "delete" -> Trees.EMPTY;
        default -> throw unknownDirective(patch);
      };
    }
    var result = retained(target, patch);
    for (var entry : patch.entrySet()) {
      var key = entry.getKey();
      if (key.startsWith(DELETE_PREFIX)) {
        removeScalars(result, key.substring(DELETE_PREFIX.length()), entry.getValue());
      } else if (key.startsWith(ORDER_PREFIX)) {
        order(shape, result, patch, key.substring(ORDER_PREFIX.length()));
      } else if (!key.equals(RETAIN) && !patch.containsKey(ORDER_PREFIX + key)) {
        field(shape, result, key, entry.getValue());
      }
    }
    return Trees.same(target, result);
  }

  private static Refusal unknownDirective(Map<String, @Nullable Object> patch) {
    return Statuses.badRequest("unknown patch type: " + patch.get(DIRECTIVE) + " in map: " + patch);
  }

  /** What is left of the target when the patch names the fields that may be. */
  private static LinkedHashMap<String, @Nullable Object> retained(
      Map<String, @Nullable Object> target, Map<String, @Nullable Object> patch) {
    var result = new LinkedHashMap<String, @Nullable Object>(target);
    if (!patch.containsKey(RETAIN)) {
      return result;
    }
    var named = Trees.list(patch.get(RETAIN));
    boolean contradicts =
        patch.entrySet().stream()
            .anyMatch(entry ->
                !entry.getKey().startsWith("$")
                    && entry.getValue() != null
                    && !named.contains(entry.getKey()));
    if (contradicts || !(patch.get(RETAIN) instanceof List)) {
      throw Statuses.badRequest("invalid patch format of retainKeys");
    }
    result.keySet().removeIf(key -> !named.contains(key));
    return result;
  }

  private static void removeScalars(
      LinkedHashMap<String, @Nullable Object> result, String field, @Nullable Object value) {
    if (result.containsKey(field)) {
      var rest = new ArrayList<@Nullable Object>(Trees.list(result.get(field)));
      rest.removeAll(new LinkedHashSet<@Nullable Object>(Trees.list(value)));
      result.put(field, Trees.frozen(rest));
    }
  }

  private static void field(
      Shape shape,
      LinkedHashMap<String, @Nullable Object> result,
      String key,
      @Nullable Object value) {
    @Nullable Object present = result.get(key);
    var inner = Forms.resolve(Forms.at(shape, key));
    if (value == null) {
      result.remove(key);
    } else if (value instanceof Map<?, ?> below
        && present instanceof Map
        && !replaced(shape, key)) {
      result.put(key, object(inner, Trees.object(present), Trees.object(below)));
    } else if (value instanceof List<?> list && present instanceof List) {
      result.put(key, list(inner, Trees.list(present), Trees.list(list)));
    } else if (directed(value)) {
      result.remove(key);
    } else {
      result.put(key, plain(value));
    }
  }

  private static boolean replaced(Shape shape, String field) {
    return shape instanceof Shape.Mapping mapping
        && mapping.fields().get(field) instanceof Field known
        && known.patched() == Field.Patched.REPLACED;
  }

  private static boolean directed(@Nullable Object value) {
    return value instanceof Map<?, ?> map && map.containsKey(DIRECTIVE);
  }

  /** A value without nulls and directions. */
  private static @Nullable Object plain(@Nullable Object value) {
    if (value instanceof Map<?, ?>) {
      var result = new LinkedHashMap<String, @Nullable Object>();
      Trees.object(value)
          .forEach((key, inner) -> {
            if (inner != null && !key.startsWith("$") && !directed(inner)) {
              result.put(key, plain(inner));
            }
          });
      return Trees.frozen(result);
    }
    if (value instanceof List<?> list) {
      var result = new ArrayList<@Nullable Object>();
      for (Object inner : list) {
        if (!directed(inner)) {
          result.add(plain(inner));
        }
      }
      return Trees.frozen(result);
    }
    return value;
  }

  private static List<@Nullable Object> list(
      Shape shape, List<@Nullable Object> target, List<@Nullable Object> patch) {
    if (!(shape instanceof Shape.Listing listing) || !listing.patch().merges()) {
      return Trees.list(plain(patch));
    }
    var merged =
        KeyedList.of(listing.patch().key(), StrategicPatch.elements(listing)).merge(target, patch);
    return KeyedList.arranged(listing.patch().key(), merged, patch, target);
  }

  private static KeyedList.Merge elements(Shape.Listing listing) {
    var element = Forms.resolve(listing.element());
    return (present, wanted) ->
        present == null
            ? plain(wanted)
            : object(element, Trees.object(present), Trees.object(wanted));
  }

  /** Merges a list of which the patch gives the order. */
  private static void order(
      Shape shape,
      LinkedHashMap<String, @Nullable Object> result,
      Map<String, @Nullable Object> patch,
      String field) {
    var order = Trees.list(patch.get(ORDER_PREFIX + field));
    boolean given = patch.containsKey(field);
    var target = Trees.list(result.get(field));
    if (given) {
      field(shape, result, field, patch.get(field));
    }
    if (result.get(field) instanceof List<?> merged
        && Forms.resolve(Forms.at(shape, field)) instanceof Shape.Listing listing) {
      result.put(
          field, KeyedList.arranged(listing.patch().key(), Trees.list(merged), order, target));
    }
  }
}
