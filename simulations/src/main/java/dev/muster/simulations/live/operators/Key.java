package dev.muster.simulations.live.operators;

import dev.muster.simulations.live.objects.Trees;
import java.util.Optional;

/** Name of an object in its kind; {@code namespace} is empty for cluster-scoped kinds. */
record Key(String namespace, String name) implements Comparable<Key> {
  static Key of(Object object) {
    return new Key(Trees.namespace(object), Trees.name(object));
  }

  /** Name of the object that controls this one, if it is of that kind. */
  static Optional<Key> ofController(Object object, String kind) {
    return Trees.maps(object, "metadata", "ownerReferences").stream()
        .filter(owner -> Trees.flag(owner, "controller"))
        .filter(owner -> Trees.text(owner, "kind").equals(kind))
        .map(owner -> new Key(Trees.namespace(object), Trees.text(owner, "name")))
        .findFirst();
  }

  @Override
  public int compareTo(Key other) {
    int order = namespace.compareTo(other.namespace);
    return order != 0 ? order : name.compareTo(other.name);
  }
}
