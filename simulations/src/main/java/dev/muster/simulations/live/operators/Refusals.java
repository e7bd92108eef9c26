package dev.muster.simulations.live.operators;

import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.store.Response;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Creations that were refused: each refusal is told once on the object for which they were made,
 * and tried again, ever later, for as long as that object asks for it.
 */
final class Refusals {
  private record Trouble(String message, long pause) {}

  private static final long FIRST_PAUSE = 1000;
  private static final long LONGEST_PAUSE = 60_000;

  private final Hand hand;
  private final WorkQueue<Key> queue;
  private final String reason;
  private final SortedMap<String, Trouble> troubles = new TreeMap<>();

  /** {@code reason} is that of the Events. */
  Refusals(Hand hand, WorkQueue<Key> queue, String reason) {
    this.hand = hand;
    this.queue = queue;
    this.reason = reason;
  }

  /** Takes notice of how a creation for {@code owner} went; returns whether it went well. */
  boolean wentWell(Object owner, Optional<Response.Failure> refused) {
    String uid = Trees.uid(owner);
    if (refused.isEmpty()) {
      troubles.remove(uid);
      return true;
    }
    Trouble before = troubles.get(uid);
    String message = refused.get().message();
    if (before == null || !before.message().equals(message)) {
      hand.tell(owner, "Warning", reason, message);
    }
    long pause = before == null ? FIRST_PAUSE : Math.min(LONGEST_PAUSE, 2 * before.pause());
    troubles.put(uid, new Trouble(message, pause));
    queue.addAfter(pause, Key.of(owner));
    return false;
  }

  void forget(Object owner) {
    troubles.remove(Trees.uid(owner));
  }
}
