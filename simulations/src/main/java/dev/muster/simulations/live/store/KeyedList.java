package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A list that a strategic merge patch changes element by element: by a key, or scalar by scalar.
 */
final class KeyedList {
  private static final String DIRECTIVE = "$patch";

  private final String key;
  private final Merge elements;

  /** Puts one element over another; there may be none yet. */
  interface Merge {
    @Nullable Object merge(@Nullable Object present, @Nullable Object wanted);
  }

  private KeyedList(String key, Merge elements) {
    this.key = key;
    this.elements = elements;
  }

  /** The key is empty for scalars. */
  static KeyedList of(String key, Merge elements) {
    return new KeyedList(key, elements);
  }

  List<@Nullable Object> merge(List<@Nullable Object> target, List<@Nullable Object> patch) {
    if (key.isEmpty()) {
      var union = new LinkedHashSet<@Nullable Object>(target);
      union.addAll(patch);
      return Trees.frozen(new ArrayList<@Nullable Object>(union));
    }
    boolean replaces =
        patch.stream().anyMatch(element -> "replace".equals(Trees.at(element, DIRECTIVE)));
    var result = new LinkedHashMap<@Nullable Object, @Nullable Object>();
    int unnamed = 0;
    for (Object element : replaces ? List.<@Nullable Object>of() : target) {
      @Nullable Object name = Trees.at(element, key);
      result.put(name == null ? List.of(unnamed++) : name, element);
    }
    for (Object element : patch) {
      apply(result, element);
    }
    return Trees.frozen(new ArrayList<@Nullable Object>(result.values()));
  }

  private void apply(
      LinkedHashMap<@Nullable Object, @Nullable Object> result, @Nullable Object element) {
    @Nullable Object name = Trees.at(element, key);
    @Nullable Object directive = Trees.at(element, DIRECTIVE);
    if ("replace".equals(directive)) {
      return;
    }
    if (name == null) {
      throw Statuses.failed(
          "map: " + shown(element) + " does not contain declared merge key: " + key);
    }
    if ("delete".equals(directive)) {
      result.remove(name);
    } else {
      result.put(name, elements.merge(result.get(name), element));
    }
  }

  /** As messages show a map: fields by name. */
  private static String shown(@Nullable Object element) {
    var fields = new ArrayList<String>();
    new java.util.TreeMap<>(Trees.object(element))
        .forEach((name, value) -> fields.add(name + ":" + value));
    return "map[" + String.join(" ", fields) + "]";
  }

  /**
   * The merged elements so that those of {@code order} stand in its order and the rest in that of
   * {@code live}, each before the first one that it stood before there.
   */
  static List<@Nullable Object> arranged(
      String key,
      List<@Nullable Object> merged,
      List<@Nullable Object> order,
      List<@Nullable Object> live) {
    var rank = positions(key, order);
    var before = positions(key, live);
    var named = new ArrayList<@Nullable Object>();
    var rest = new ArrayList<@Nullable Object>();
    for (Object element : merged) {
      (rank.containsKey(name(key, element)) ? named : rest).add(element);
    }
    named.sort(java.util.Comparator.comparingInt(element -> position(rank, key, element)));
    rest.sort(java.util.Comparator.comparingInt(element -> position(before, key, element)));
    var result = new ArrayList<@Nullable Object>();
    int left = 0;
    int right = 0;
    while (left < rest.size() || right < named.size()) {
      boolean first =
          right >= named.size()
              || (left < rest.size()
                  && stands(before, name(key, rest.get(left)), name(key, named.get(right))));
      result.add(first ? rest.get(left++) : named.get(right++));
    }
    return Trees.frozen(result);
  }

  private static boolean stands(
      Map<@Nullable Object, Integer> before, @Nullable Object left, @Nullable Object right) {
    return before.containsKey(left)
        && before.containsKey(right)
        && before.getOrDefault(left, 0) < before.getOrDefault(right, 0);
  }

  private static int position(
      Map<@Nullable Object, Integer> positions, String key, @Nullable Object element) {
    return positions.getOrDefault(name(key, element), Integer.MAX_VALUE);
  }

  private static Map<@Nullable Object, Integer> positions(String key, List<@Nullable Object> list) {
    var result = new LinkedHashMap<@Nullable Object, Integer>();
    for (int i = 0; i < list.size(); i++) {
      result.putIfAbsent(name(key, list.get(i)), i);
    }
    return result;
  }

  private static @Nullable Object name(String key, @Nullable Object element) {
    return key.isEmpty() ? element : Trees.at(element, key);
  }
}
