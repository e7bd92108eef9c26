package dev.muster.simulations.live.watchdog;

import java.util.Comparator;

/**
 * What a pod is to its gang.
 *
 * @param group name of its group, as promises have it
 * @param attempt the attempt that it says it is of; empty if it says nothing
 */
record Role(String group, String attempt) implements Comparable<Role> {
  private static final Comparator<Role> ORDER =
      Comparator.comparing(Role::group).thenComparing(Role::attempt);

  static final Role NONE = new Role("", "");

  boolean isOf(long epoch) {
    return attempt.isEmpty() || attempt.equals(Long.toString(epoch));
  }

  @Override
  public int compareTo(Role other) {
    return ORDER.compare(this, other);
  }
}
