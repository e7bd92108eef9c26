package dev.muster.simulations.live.store;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which objects of a kind a list or a watch is about. */
record Filter(String namespace, LabelSelector labels, FieldSelector fields) {
  static Filter of(ResourceType type, boolean custom, String namespace, Options options) {
    return new Filter(
        namespace,
        LabelSelector.parse(options.labelSelector()),
        FieldSelector.parse(type, custom, options.fieldSelector()));
  }

  boolean matches(Map<String, @Nullable Object> object) {
    return (namespace.isEmpty() || namespace.equals(Trees.textAt(object, "metadata", "namespace")))
        && labels.matches(object)
        && fields.matches(object);
  }

  /** Whether there are no selectors, so that the namespace alone decides. */
  boolean everything() {
    return labels.isEmpty() && fields.isEmpty();
  }

  /** Whether this place, and all behind it, are of namespaces that are not asked for. */
  boolean isPast(Key key) {
    return !namespace.isEmpty() && key.namespace().compareTo(namespace) > 0;
  }
}
