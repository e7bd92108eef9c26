package dev.muster.simulations.live.watchdog;

import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.store.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** AppWrappers of MCAD's first group, with their fields where today's have them. */
final class OlderGroup {
  private static final String TODAYS = "v1beta2";

  private OlderGroup() {}

  static Change today(Change change) {
    return new Change(
        change.version(),
        change.type(),
        change.resource(),
        change.before() == null ? null : today(change.before()),
        today(change.object()),
        change.user());
  }

  private static Map<String, @Nullable Object> today(Map<String, @Nullable Object> object) {
    var today = new TreeMap<String, @Nullable Object>(object);
    var spec = Trees.map(object, "spec");
    var made = new TreeMap<String, @Nullable Object>(Trees.map(spec, TODAYS));
    made.put("mcad", spec);
    made.put("components", components(Trees.maps(spec, "resources", "GenericItems")));
    today.put("spec", made);
    if (object.containsKey("status")) {
      today.put("status", Trees.map(object, "status", TODAYS));
    }
    return today;
  }

  private static List<Map<String, @Nullable Object>> components(
      List<Map<String, @Nullable Object>> items) {
    var components = new ArrayList<Map<String, @Nullable Object>>();
    for (var item : items) {
      var component = new TreeMap<String, @Nullable Object>(Trees.map(item, TODAYS));
      component.put("template", item.get("generictemplate"));
      component.put("mcad", item);
      components.add(component);
    }
    return components;
  }
}
