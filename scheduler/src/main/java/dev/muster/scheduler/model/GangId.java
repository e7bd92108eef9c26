package dev.muster.scheduler.model;

/** Which gang: {@code uid} tells a re-created object from the one that had its name before. */
public record GangId(String namespace, String name, String uid) implements Comparable<GangId> {
  @Override
  public int compareTo(GangId other) {
    int order = namespace.compareTo(other.namespace);
    order = order != 0 ? order : name.compareTo(other.name);
    return order != 0 ? order : uid.compareTo(other.uid);
  }
}
