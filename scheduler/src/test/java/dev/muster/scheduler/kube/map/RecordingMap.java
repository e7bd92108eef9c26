package dev.muster.scheduler.kube.map;

import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A JSON object that writes down which of its fields are asked for, and of the objects below. */
final class RecordingMap extends AbstractMap<String, @Nullable Object> {
  private final Map<?, ?> fields;
  private final String path;
  private final Set<String> asked;

  RecordingMap(Map<?, ?> fields, String path, Set<String> asked) {
    this.fields = fields;
    this.path = path;
    this.asked = asked;
  }

  @Override
  public @Nullable Object get(@Nullable Object key) {
    var below = path.isEmpty() ? "" + key : path + "." + key;
    asked.add(below);
    return recording(fields.get(key), below);
  }

  @Override
  public Set<Entry<String, @Nullable Object>> entrySet() {
    var entries = new java.util.LinkedHashMap<String, @Nullable Object>();
    fields.forEach((key, value) ->
        entries.put("" + key, recording(value, path.isEmpty() ? "" + key : path + "." + key)));
    return entries.entrySet();
  }

  private @Nullable Object recording(@Nullable Object value, String below) {
    return switch (value) {
      case Map<?, ?> map -> new RecordingMap(map, below, asked);
      case List<?> list -> {
        var entries = new ArrayList<@Nullable Object>();
        list.forEach(entry -> entries.add(recording(entry, below + "[]")));
        yield entries;
      }
      case null, default -> value;
    };
  }
}
