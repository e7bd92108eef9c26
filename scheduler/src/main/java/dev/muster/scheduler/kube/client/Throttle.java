package dev.muster.scheduler.kube.client;

import dev.muster.scheduler.kube.Api.Rank;
import dev.muster.scheduler.kube.Loop;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/**
 * Lets calls go as the {@link Limits} allow: by rank, and within a rank first come first served. Of
 * four turns one is for the next rank that waits, of sixteen one for the last. A refusal for
 * overload halves the rate of writes, unless its call was sent before the rate was halved last: a
 * burst that is refused as a whole says one thing, not thirty. Each ten seconds without a refusal
 * give five percent of the full rate back.
 *
 * <p>Confined to the loop.
 */
final class Throttle {
  private record Waiting(boolean write, Runnable call) {}

  private static final long RECOVERY_MILLIS = 10_000;
  private static final int NEXT_TURN = 4;
  private static final int LAST_TURN = 16;
  private final Loop loop;
  private final Limits limits;
  private final Map<Rank, Queue<Waiting>> waiting = new EnumMap<>(Rank.class);
  private int turn;
  private int inFlight;
  private long milliTokens;
  private long rate;
  private long refilledAt;
  private long slowedAt;
  private long halvedAt = Long.MIN_VALUE;
  private boolean timer;

  Throttle(Loop loop, Limits limits) {
    this.loop = loop;
    this.limits = limits;
    this.rate = limits.writesPerSecond();
    this.milliTokens = limits.burst() * 1000L;
    this.refilledAt = loop.monotonic();
    this.slowedAt = refilledAt;
    Arrays.stream(Rank.values()).forEach(rank -> waiting.put(rank, new ArrayDeque<>()));
  }

  /** Runs {@code call} now or when it is its turn; whoever runs it reports {@link #done}. */
  void submit(Rank rank, boolean write, Runnable call) {
    queue(rank).add(new Waiting(write, call));
    drain();
  }

  private Queue<Waiting> queue(Rank rank) {
    return waiting.getOrDefault(rank, new ArrayDeque<>());
  }

  /** One call, which was sent at that steady time, has its answer. */
  void done(boolean overloaded, long sentAt) {
    inFlight--;
    if (overloaded) {
      slowedAt = loop.monotonic();
      if (sentAt > halvedAt) {
        rate = Math.max(1, rate / 2);
        halvedAt = slowedAt;
      }
    }
    drain();
  }

  private void drain() {
    refill();
    while (inFlight < limits.inFlight()) {
      var queues = waiting.values().stream().filter(queue -> !queue.isEmpty()).toList();
      if (queues.isEmpty()) {
        return;
      }
      var queue = whose(queues);
      if (queue.element().write() && milliTokens < 1000) {
        wakeLater();
        return;
      }
      turn++;
      var next = queue.remove();
      milliTokens -= next.write() ? 1000 : 0;
      inFlight++;
      next.call().run();
    }
  }

  private Queue<Waiting> whose(List<Queue<Waiting>> queues) {
    if (queues.getFirst() == queue(Rank.FIRST)) {
      return queues.getFirst();
    }
    if (turn % LAST_TURN == 0) {
      return queues.getLast();
    }
    return turn % NEXT_TURN == 0 && queues.size() > 1 ? queues.get(1) : queues.getFirst();
  }

  private void refill() {
    long now = loop.monotonic();
    long periods = (now - slowedAt) / RECOVERY_MILLIS;
    if (periods > 0) {
      rate =
          Math.min(
              limits.writesPerSecond(),
              rate + periods * Math.max(1, limits.writesPerSecond() / 20));
      slowedAt += periods * RECOVERY_MILLIS;
    }
    milliTokens = Math.min(limits.burst() * 1000L, milliTokens + (now - refilledAt) * rate);
    refilledAt = now;
  }

  private void wakeLater() {
    if (timer) {
      return;
    }
    timer = true;
    loop.after(
        Math.max(1, (1000 - milliTokens) / rate),
        () -> {
          timer = false;
          drain();
        });
  }
}
