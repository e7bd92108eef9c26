package dev.muster.simulations.live.http;

import static dev.muster.simulations.live.http.Discovery.tree;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Objects and lists reduced to their metadata ({@code meta.k8s.io/v1}). */
final class Views {
  private static final String META = "meta.k8s.io/v1";

  private Views() {}

  static Map<String, @Nullable Object> metadata(Map<String, ? extends @Nullable Object> object) {
    return tree(
        "kind",
        "PartialObjectMetadata",
        "apiVersion",
        META,
        "metadata",
        object.get("metadata") == null ? Map.of() : object.get("metadata"));
  }

  static Map<String, @Nullable Object> metadataList(Map<String, ? extends @Nullable Object> list) {
    var items = new ArrayList<Map<String, @Nullable Object>>();
    objects(list).forEach(item -> items.add(metadata(item)));
    return tree(
        "kind",
        "PartialObjectMetadataList",
        "apiVersion",
        META,
        "metadata",
        list.get("metadata"),
        "items",
        items);
  }

  /** A list whose items do not say their kind, which is the list's. */
  static Map<String, @Nullable Object> unkinded(Map<String, ? extends @Nullable Object> list) {
    var items = new ArrayList<Map<String, @Nullable Object>>();
    for (var item : objects(list)) {
      item.remove("kind");
      item.remove("apiVersion");
      items.add(item);
    }
    var result = object(list);
    result.put("items", items);
    return result;
  }

  static boolean isList(Map<String, ? extends @Nullable Object> body) {
    return body.get("items") instanceof List<?>
        && body.get("kind") instanceof String kind
        && kind.endsWith("List");
  }

  /** The items of a list that are objects. */
  static List<Map<String, @Nullable Object>> objects(Map<String, ? extends @Nullable Object> list) {
    var objects = new ArrayList<Map<String, @Nullable Object>>();
    if (list.get("items") instanceof List<?> items) {
      items.forEach(item -> objects.add(object(item)));
    }
    return objects;
  }

  /** A JSON object as a map; anything else as an empty one. */
  static Map<String, @Nullable Object> object(@Nullable Object tree) {
    var object = new LinkedHashMap<String, @Nullable Object>();
    if (tree instanceof Map<?, ?> map) {
      map.forEach((key, value) -> object.put(String.valueOf(key), value));
    }
    return object;
  }

  /** What an event that only carries a version looks like. */
  static Map<String, @Nullable Object> bookmark(String apiVersion, String kind, long version) {
    return tree(
        "kind",
        kind,
        "apiVersion",
        apiVersion,
        "metadata",
        tree("resourceVersion", String.valueOf(version), "creationTimestamp", null));
  }
}
