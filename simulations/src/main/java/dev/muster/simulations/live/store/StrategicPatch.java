package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The merge patch that kubectl sends for built-in kinds: like RFC 7386, but lists whose elements
 * have a key merge element by element, and finalizers merge as a set. Lists without a known key are
 * replaced. The order that a patch may ask of a list is not followed.
 */
final class StrategicPatch {
  private static final Map<String, String> KEYS =
      Map.ofEntries(
          Map.entry("containers", "name"),
          Map.entry("initContainers", "name"),
          Map.entry("ephemeralContainers", "name"),
          Map.entry("env", "name"),
          Map.entry("volumes", "name"),
          Map.entry("schedulingGates", "name"),
          Map.entry("imagePullSecrets", "name"),
          Map.entry("secrets", "name"),
          Map.entry("volumeMounts", "mountPath"),
          Map.entry("volumeDevices", "devicePath"),
          Map.entry("hostAliases", "ip"),
          Map.entry("topologySpreadConstraints", "topologyKey"),
          Map.entry("conditions", "type"),
          Map.entry("addresses", "type"),
          Map.entry("ownerReferences", "uid"));
  private static final long MOST_COMPARISONS = 10_000_000;
  private static final String SET = "finalizers";
  private static final String DIRECTIVE = "$patch";
  private static final String DELETE_PREFIX = "$deleteFromPrimitiveList/";

  private StrategicPatch() {}

  static Map<String, @Nullable Object> merge(
      @Nullable Object target, Map<String, @Nullable Object> patch) {
    var directive = Trees.text(patch.get(DIRECTIVE));
    if (directive.equals("replace")) {
      return Trees.remove(patch, DIRECTIVE);
    }
    var result = new LinkedHashMap<String, @Nullable Object>(Trees.object(target));
    for (var entry : patch.entrySet()) {
      mergeField(result, entry.getKey(), entry.getValue());
    }
    return Trees.frozen(result);
  }

  private static void mergeField(
      Map<String, @Nullable Object> result, String key, @Nullable Object value) {
    if (key.startsWith(DELETE_PREFIX)) {
      String field = key.substring(DELETE_PREFIX.length());
      var rest = new ArrayList<@Nullable Object>(Trees.list(result.get(field)));
      rest.removeAll(new LinkedHashSet<@Nullable Object>(Trees.list(value)));
      result.put(field, Trees.frozen(rest));
    } else if (key.startsWith("$")) {
      return; // order and kept-key hints change nothing that is stored here
    } else if (value == null || isDeletion(value)) {
      result.remove(key);
    } else if (value instanceof Map<?, ?> below) {
      result.put(key, merge(result.get(key), Trees.object(below)));
    } else if (value instanceof List<?> list) {
      result.put(key, mergeList(key, Trees.list(result.get(key)), Trees.list(list)));
    } else {
      result.put(key, value);
    }
  }

  private static boolean isDeletion(@Nullable Object value) {
    return value instanceof Map<?, ?> map && "delete".equals(map.get(DIRECTIVE));
  }

  private static List<@Nullable Object> mergeList(
      String field, List<@Nullable Object> target, List<@Nullable Object> patch) {
    if (field.equals(SET)) {
      var union = new LinkedHashSet<@Nullable Object>(target);
      union.addAll(patch);
      return Trees.frozen(new ArrayList<@Nullable Object>(union));
    }
    String key = field.equals("ports") ? portKey(target, patch) : KEYS.get(field);
    boolean whole =
        patch.stream().anyMatch(element -> "replace".equals(Trees.at(element, DIRECTIVE)));
    if (key == null || whole) {
      return Trees.frozen(
          patch.stream().filter(element -> Trees.at(element, DIRECTIVE) == null).toList());
    }
    return mergeByKey(key, target, patch);
  }

  /** Ports of containers and of services have different keys. */
  private static String portKey(List<@Nullable Object> target, List<@Nullable Object> patch) {
    boolean container =
        target.stream().anyMatch(port -> Trees.at(port, "containerPort") != null)
            || patch.stream().anyMatch(port -> Trees.at(port, "containerPort") != null);
    return container ? "containerPort" : "port";
  }

  private static List<@Nullable Object> mergeByKey(
      String key, List<@Nullable Object> target, List<@Nullable Object> patch) {
    if ((long) (target.size() + patch.size()) * patch.size() > MOST_COMPARISONS) {
      throw Statuses.tooLarge("a list is too long to be merged");
    }
    var result = new ArrayList<@Nullable Object>(target);
    for (Object element : patch) {
      int at = indexOf(result, key, Trees.at(element, key));
      if (isDeletion(element)) {
        if (at >= 0) {
          result.remove(at);
        }
      } else if (at >= 0) {
        result.set(at, merge(result.get(at), Trees.object(element)));
      } else {
        result.add(element);
      }
    }
    return Trees.frozen(result);
  }

  private static int indexOf(List<@Nullable Object> list, String key, @Nullable Object value) {
    for (int i = 0; i < list.size(); i++) {
      if (Objects.equals(Trees.at(list.get(i), key), value)) {
        return i;
      }
    }
    return -1;
  }
}
