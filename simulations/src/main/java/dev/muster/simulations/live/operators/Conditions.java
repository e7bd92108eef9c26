package dev.muster.simulations.live.operators;

import dev.muster.simulations.live.objects.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The conditions of an object, to be changed: the time of each moves only when its status does. */
final class Conditions {
  private final List<Map<String, @Nullable Object>> entries;
  private final String stamp;

  private Conditions(List<Map<String, @Nullable Object>> entries, String stamp) {
    this.entries = new ArrayList<>(entries);
    this.stamp = stamp;
  }

  /**
   * Begins with the conditions in the status of {@code object}; changes happen at {@code stamp}.
   */
  static Conditions of(Object object, String stamp) {
    return new Conditions(Trees.maps(object, "status", "conditions"), stamp);
  }

  Conditions set(String type, boolean status, String reason, String message) {
    String word = status ? "True" : "False";
    int index = indexOf(type);
    boolean same = index >= 0 && Trees.text(entries.get(index), "status").equals(word);
    var entry =
        Trees.object(
            "type", type,
            "status", word,
            "reason", reason,
            "message", message,
            "lastTransitionTime",
                same ? Trees.text(entries.get(index), "lastTransitionTime") : stamp);
    if (index >= 0) {
      entries.set(index, entry);
    } else {
      entries.add(entry);
    }
    return this;
  }

  boolean isTrue(String type) {
    int index = indexOf(type);
    return index >= 0 && Trees.text(entries.get(index), "status").equals("True");
  }

  List<Map<String, @Nullable Object>> list() {
    return List.copyOf(entries);
  }

  private int indexOf(String type) {
    for (int i = 0; i < entries.size(); i++) {
      if (Trees.text(entries.get(i), "type").equals(type)) {
        return i;
      }
    }
    return -1;
  }
}
