package dev.muster.scheduler.kube.client;

import dev.muster.scheduler.kube.Loop;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Lets calls go as the {@link Limits} allow, first come first served. Refusals for overload halve
 * the rate of writes; each ten seconds without one give five percent of the full rate back.
 *
 * <p>Confined to the loop.
 */
final class Throttle {
  private record Waiting(boolean write, Runnable call) {}

  private static final long RECOVERY_MILLIS = 10_000;
  private final Loop loop;
  private final Limits limits;
  private final Queue<Waiting> waiting = new ArrayDeque<>();
  private int inFlight;
  private long milliTokens;
  private long rate;
  private long refilledAt;
  private long slowedAt;
  private boolean timer;

  Throttle(Loop loop, Limits limits) {
    this.loop = loop;
    this.limits = limits;
    this.rate = limits.writesPerSecond();
    this.milliTokens = limits.burst() * 1000L;
    this.refilledAt = loop.monotonic();
    this.slowedAt = refilledAt;
  }

  /** Runs {@code call} now or when it is its turn; whoever runs it reports {@link #done}. */
  void submit(boolean write, Runnable call) {
    waiting.add(new Waiting(write, call));
    drain();
  }

  /** One call has its answer. */
  void done(boolean overloaded) {
    inFlight--;
    if (overloaded) {
      rate = Math.max(1, rate / 2);
      slowedAt = loop.monotonic();
    }
    drain();
  }

  private void drain() {
    refill();
    while (!waiting.isEmpty() && inFlight < limits.inFlight()) {
      if (waiting.element().write() && milliTokens < 1000) {
        wakeLater();
        return;
      }
      var next = waiting.remove();
      milliTokens -= next.write() ? 1000 : 0;
      inFlight++;
      next.call().run();
    }
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
