package dev.muster.simulations.live.store;

import org.jspecify.annotations.Nullable;

/** Where an object stands among those of its kind; ordered as lists are. */
record Key(String namespace, String name) implements Comparable<Key> {
  static Key of(@Nullable Object object) {
    return new Key(
        Trees.textAt(object, "metadata", "namespace"), Trees.textAt(object, "metadata", "name"));
  }

  @Override
  public int compareTo(Key other) {
    int byNamespace = namespace.compareTo(other.namespace);
    return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
  }
}
