package dev.muster.simulations.live.demo;

import dev.muster.scheduler.kube.Loop;
import dev.muster.webhook.Webhook;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;

/**
 * Waits until API servers believe the webhook: before that, nobody can submit anything, so the demo
 * does not say that it is there.
 */
final class Trust {
  private static final long LOOK_MILLIS = 20;
  private static final long PATIENCE_MILLIS = 30_000;

  private Trust() {}

  /** Returns when it is so, or when the cluster broke down, which others tell of. */
  static void await(Webhook webhook, Loop loop, BooleanSupplier broken) {
    var known = new CompletableFuture<Boolean>();
    loop.post(() -> look(webhook, loop, broken, PATIENCE_MILLIS, known));
    try {
      if (!known.get()) {
        throw new IllegalStateException("the webhook does not start: " + webhook.missing());
      }
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", interrupted);
    }
  }

  private static void look(
      Webhook webhook,
      Loop loop,
      BooleanSupplier broken,
      long patience,
      CompletableFuture<Boolean> known) {
    if (webhook.isTrusted() || broken.getAsBoolean()) {
      known.complete(true);
    } else if (patience <= 0) {
      known.complete(false);
    } else {
      loop.after(LOOK_MILLIS, () -> look(webhook, loop, broken, patience - LOOK_MILLIS, known));
    }
  }
}
