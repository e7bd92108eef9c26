package dev.muster.webhook.decide;

import dev.muster.scheduler.demand.Tree;
import dev.muster.webhook.decide.Admission.Addition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Labels and annotations that an object is to have, as far as it has others or none. */
final class Additions {
  private final Tree metadata;
  private final Map<String, Map<String, String>> wanted = new LinkedHashMap<>();

  Additions(Map<String, ?> object) {
    metadata = Tree.lenient(object).get("metadata");
  }

  boolean hasLabel(String name) {
    return !metadata.get("labels").get(name).isAbsent();
  }

  void label(String name, String value) {
    put("labels", name, value);
  }

  void annotation(String name, String value) {
    put("annotations", name, value);
  }

  private void put(String section, String name, String value) {
    if (!value.equals(metadata.get(section).get(name).value())) {
      wanted.computeIfAbsent(section, none -> new TreeMap<>()).put(name, value);
    }
  }

  /**
   * A section that is not there comes whole: nothing can be added to nothing. One that is no object
   * is left to the API server, which will not have it.
   */
  List<Addition> all() {
    var all = new ArrayList<Addition>();
    wanted.forEach((section, entries) -> {
      var path = "/metadata/" + section;
      var there = metadata.get(section).value();
      if (there == null && metadata.value() instanceof Map) {
        all.add(new Addition(path, entries));
      } else if (there instanceof Map) {
        entries.forEach((name, value) -> all.add(new Addition(path + "/" + escaped(name), value)));
      }
    });
    return all;
  }

  private static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }
}
