package dev.muster.scheduler.kube.convert;

import dev.muster.scheduler.kube.convert.Conversion.Converted;
import dev.muster.scheduler.kube.convert.Conversion.Refused;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes an AppWrapper of one version that of the other: {@code (object, apiVersion) -> Conversion},
 * total and pure. Called by the HTTP face.
 *
 * <p>Goals: what one version says, the other keeps: there and back is the same object, whichever
 * version it was made in; and the wrapped objects, which are nearly all of it, are kept once. What
 * is kept stands in fields that the other version declares, so that API servers check and prune it
 * there as they do at home.
 *
 * <p>Constraints: an API server tells a conversion that fails to whoever wanted the object, and
 * fails a whole list with it. So nothing fails that an API server could have stored.
 *
 * <p>Algorithm: the {@link Spec} and the {@link Status} go over part by part; all else, metadata
 * above all, stays. Where somebody wrote by hand into the fields that are kept for the other
 * version what has a place of its own there (templates, lists of items, these fields themselves),
 * the place wins.
 *
 * <p>Complexity: linear in the number of items; nothing in them is gone through.
 */
public final class Converter {
  private Converter() {}

  /** The object in that version; neither is changed afterwards, and they share what is the same. */
  public static Conversion convert(Map<String, @Nullable Object> object, String apiVersion) {
    var from = Version.of(object.get("apiVersion"));
    var to = Version.of(apiVersion);
    if (!Version.KIND.equals(object.get("kind")) || from.isEmpty() || to.isEmpty()) {
      return new Refused("only AppWrappers are converted, between v1beta1 and v1beta2");
    }
    return new Converted(from.equals(to) ? object : converted(object, from.get()));
  }

  /** The object in the other version, if {@code from} is its own. */
  static Map<String, @Nullable Object> converted(
      Map<String, @Nullable Object> object, Version from) {
    var to = from.other();
    var converted = Version.copy(object);
    converted.put("apiVersion", to.apiVersion());
    Spec.convert(from, Field.in(object, "spec")).put(converted, "spec");
    var status = Field.in(object, "status");
    var other = to == Version.V1BETA2 ? Status.toV1beta2(status) : Status.toV1beta1(status);
    other.put(converted, "status");
    return converted;
  }
}
