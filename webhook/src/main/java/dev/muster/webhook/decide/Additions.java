package dev.muster.webhook.decide;

import dev.muster.scheduler.demand.Tree;
import dev.muster.webhook.decide.Admission.Addition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Values that an object is to have, as far as it has others or none. */
final class Additions {
  private final Map<String, ?> object;
  private final Map<String, Object> wanted = new TreeMap<>();

  Additions(Map<String, ?> object) {
    this.object = object;
  }

  boolean hasLabel(String name) {
    return !Tree.lenient(object).get("metadata").get("labels").get(name).isAbsent();
  }

  void label(String name, String value) {
    put(List.of("metadata", "labels", name), value);
  }

  void annotation(String name, String value) {
    put(List.of("metadata", "annotations", name), value);
  }

  /** Wants a value at a place; an entry of a list is named by its index. */
  @SuppressWarnings("unchecked")
  void put(List<String> path, Object value) {
    var place = wanted;
    for (var name : path.subList(0, path.size() - 1)) {
      place = (Map<String, Object>) place.computeIfAbsent(name, none -> new LinkedHashMap<>());
    }
    place.put(path.getLast(), value);
  }

  /**
   * What is not there comes whole: nothing can be added to nothing. Where there is something else
   * than an object, or no object to begin with, it is left to the API server, which will not have
   * it.
   */
  List<Addition> all() {
    var all = new ArrayList<Addition>();
    for (var entry : wanted.entrySet()) {
      if (object.get(entry.getKey()) != null) { // an object without metadata or spec gets none
        add("/" + escaped(entry.getKey()), object.get(entry.getKey()), entry.getValue(), all);
      }
    }
    return all;
  }

  private static void add(String path, @Nullable Object there, Object wanted, List<Addition> into) {
    if (!(wanted instanceof Map<?, ?> fields)) {
      if (!Objects.equals(there, wanted)) {
        into.add(new Addition(path, wanted));
      }
    } else if (there == null) {
      into.add(new Addition(path, Collections.unmodifiableMap(fields)));
    } else if (there instanceof Map<?, ?> map) {
      fields.forEach((name, value) ->
          add(path + "/" + escaped(String.valueOf(name)), map.get(name), value, into));
    } else if (there instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        var value = fields.get(String.valueOf(i));
        if (value != null && list.get(i) != null) {
          add(path + "/" + i, list.get(i), value, into);
        }
      }
    }
  }

  private static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }
}
