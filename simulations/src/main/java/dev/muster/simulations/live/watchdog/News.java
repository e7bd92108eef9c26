package dev.muster.simulations.live.watchdog;

import dev.muster.simulations.live.objects.Amounts;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * What became of nodes by nobody's decision, and so lately that the scheduler need not know of it:
 * they lost something, strangers took it, or a pod ended elsewhere than on the node where its gang
 * was promised a place, so that this place is to be kept again. Each counts as long as it is so,
 * and not longer than the given time.
 */
final class News {
  private static final String LOSS = "loss";
  private static final String STRANGER = "stranger";

  /** {@code cause}: one of the above, or the UID of the gang whose place it is. */
  private record Item(long time, String node, Amounts amounts, String cause) {}

  private final Deque<Item> items = new ArrayDeque<>();
  private final LongSupplier now;
  private final long newsMillis;

  News(LongSupplier now, long newsMillis) {
    this.now = now;
    this.newsMillis = newsMillis;
  }

  private void add(String node, Amounts amounts, String cause) {
    if (!amounts.byName().isEmpty()) {
      items.add(new Item(now.getAsLong(), node, amounts, cause));
    }
  }

  /** The node has less than before. */
  void lost(String node, Amounts amounts) {
    add(node, amounts, LOSS);
  }

  /** What the node lost it has again. */
  void regained(String node) {
    items.removeIf(about(node, LOSS));
  }

  /** Somebody took this who asks no scheduler but the cluster's own. */
  void taken(String node, Amounts amounts) {
    add(node, amounts, STRANGER);
  }

  /** Somebody left who took this, maybe one of those. */
  void left(String node, Amounts amounts) {
    items.stream()
        .filter(about(node, STRANGER))
        .filter(item -> item.amounts().equals(amounts))
        .findFirst()
        .ifPresent(items::remove);
  }

  /** A pod ended elsewhere: what this gang was promised of the node is to be kept again. */
  void reopened(String node, Amounts amounts, String gang) {
    add(node, amounts, gang);
  }

  /** Some of what this gang was promised of the node is not to be kept any more. */
  void settled(String node, String gang) {
    items.removeIf(about(node, gang));
  }

  private static Predicate<Item> about(String node, String cause) {
    return item -> item.node().equals(node) && item.cause().equals(cause);
  }

  /** How much of the node is taken or gone for such reasons. */
  Amounts of(String node) {
    while (!items.isEmpty() && items.element().time() < now.getAsLong() - newsMillis) {
      items.remove();
    }
    var sum = Amounts.NONE;
    for (var item : items) {
      sum = item.node().equals(node) ? sum.plus(item.amounts()) : sum;
    }
    return sum;
  }
}
