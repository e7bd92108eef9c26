package dev.muster.scheduler.kube.convert;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The spec of either version, made from the other: the wrapped objects go over, and each side's own
 * fields change places with the other's, which stand in a field of their own: {@code mcad} of the
 * v1beta2 spec and {@code v1beta2} of the v1beta1 one. With each item it is the same.
 *
 * <p>That field says besides where the object was submitted: {@code mcad} is there, be it empty, if
 * that was in v1beta1.
 */
final class Spec {
  private final Version from;
  private final Version to;

  private Spec(Version from) {
    this.from = from;
    this.to = from.other();
  }

  /** What is no object at all stays what it is. */
  static Field convert(Version from, Field spec) {
    return spec.value() instanceof Map<?, ?> map
        ? Field.of(new Spec(from).convert(Version.copy(map)))
        : spec;
  }

  private Map<String, @Nullable Object> convert(Map<String, @Nullable Object> own) {
    var items = from.takeItems(own);
    var kept = take(own, from.kept());
    var made = kept.orElseGet(LinkedHashMap::new);
    to.takeItems(made); // of which there can be no others
    var mark = made.remove(to.kept());
    boolean bornHere = kept.isEmpty() || (from == Version.V1BETA1 && mark instanceof Map<?, ?>);
    if (from == Version.V1BETA2 && kept.isPresent() && !own.isEmpty()) {
      own.put(from.kept(), new LinkedHashMap<>()); // so that it is known where it was submitted
    }
    if (bornHere || !own.isEmpty()) {
      made.put(to.kept(), own);
    }
    if (items.value() instanceof List<?> list) {
      var others = new ArrayList<@Nullable Object>();
      list.forEach(item -> others.add(item(item)));
      to.putItems(made, others);
    }
    return made;
  }

  private @Nullable Object item(@Nullable Object item) {
    if (!(item instanceof Map<?, ?> map)) {
      return item;
    }
    var own = Version.copy(map);
    var template = Field.in(own, from.template());
    own.remove(from.template());
    var made = take(own, from.kept()).orElseGet(LinkedHashMap::new);
    made.remove(to.kept());
    if (!own.isEmpty()) {
      made.put(to.kept(), own);
    }
    template.put(made, to.template());
    return made;
  }

  private static Optional<Map<String, @Nullable Object>> take(
      Map<String, @Nullable Object> fields, String name) {
    if (!(fields.get(name) instanceof Map<?, ?> map)) {
      return Optional.empty(); // what is none says nothing, and is of this version
    }
    fields.remove(name);
    return Optional.of(Version.copy(map));
  }
}
