package dev.muster.simulations.torture;

import dev.muster.simulations.live.store.Change;

/** A hash over all writes in their order: equal runs have equal ones, in any JVM. */
final class Fingerprint {
  private static final long BASIS = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;
  private long hash = BASIS;
  private long count;

  void add(long now, Change change) {
    count++;
    mix(now);
    mix(change.version());
    mix(change.type().name().hashCode()); // an enum's own hash differs from JVM to JVM
    mix(change.resource().plural().hashCode());
    mix(change.user().hashCode());
    mix(change.object().hashCode()); // of maps, lists, texts and numbers: specified, not salted
  }

  private void mix(long value) {
    hash = (hash ^ value) * PRIME;
    hash ^= hash >>> 29;
  }

  long count() {
    return count;
  }

  String text() {
    return "%016x".formatted(hash);
  }
}
