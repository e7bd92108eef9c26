package dev.muster.simulations.live.store;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Applies the patch of a request to an object. */
final class Patches {
  private Patches() {}

  /** Returns the patched object, not yet checked in any way. */
  static @Nullable Object apply(
      Request request, boolean custom, Map<String, @Nullable Object> object) {
    return switch (request.patchKind()) {
      case MERGE -> merge(object, Bodies.admitObject(request.body()));
      case JSON -> JsonPatch.apply(request, object);
      case STRATEGIC -> {
        if (custom) {
          throw Statuses.unsupportedMediaType(
              "the body of the request was in an unknown format - accepted media types include:"
                  + " application/json-patch+json, application/merge-patch+json,"
                  + " application/apply-patch+yaml");
        }
        yield StrategicPatch.merge(object, Bodies.admitObject(request.body()));
      }
      case APPLY ->
          throw Statuses.unsupportedMediaType("server-side apply is not served of this resource");
    };
  }

  /** RFC 7386: objects merge, null removes, everything else replaces. */
  static Map<String, @Nullable Object> merge(
      @Nullable Object target, Map<String, @Nullable Object> patch) {
    var present = Trees.object(target);
    var result = new LinkedHashMap<String, @Nullable Object>(present);
    for (var entry : patch.entrySet()) {
      @Nullable Object value = entry.getValue();
      if (value == null) {
        result.remove(entry.getKey());
      } else if (value instanceof Map<?, ?> below) {
        result.put(entry.getKey(), merge(result.get(entry.getKey()), Trees.object(below)));
      } else {
        result.put(entry.getKey(), value);
      }
    }
    return Trees.same(present, result);
  }
}
