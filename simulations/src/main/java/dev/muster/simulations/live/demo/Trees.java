package dev.muster.simulations.live.demo;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads JSON trees without ever failing: what is not there is empty. */
final class Trees {
  private Trees() {}

  @SuppressWarnings("unchecked") // keys of JSON objects are strings
  static Map<String, @Nullable Object> asMap(@Nullable Object tree) {
    return tree instanceof Map<?, ?> map ? (Map<String, @Nullable Object>) map : Map.of();
  }

  static Map<String, @Nullable Object> map(Map<String, @Nullable Object> tree, String key) {
    return asMap(tree.get(key));
  }

  static List<?> list(Map<String, @Nullable Object> tree, String key) {
    return tree.get(key) instanceof List<?> list ? list : List.of();
  }

  static String text(Map<String, @Nullable Object> tree, String key) {
    return tree.get(key) instanceof String text ? text : "";
  }
}
