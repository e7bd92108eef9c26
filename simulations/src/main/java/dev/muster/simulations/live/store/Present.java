package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The submission that is being handled now, if there is one: a request that is handled outright, as
 * a listener may do in the middle of another one, asks no webhooks.
 */
final class Present {
  private @Nullable Submission submission;

  @Nullable Submission submission() {
    return submission;
  }

  /** Runs {@code body} as an attempt of this submission, or for null outright. */
  <T> T during(@Nullable Submission value, Supplier<T> body) {
    var outer = submission;
    submission = value;
    try {
      return body.get();
    } finally {
      submission = outer;
    }
  }

  /** A choice of the server's that stays the same over all attempts. */
  String draw(Supplier<String> source) {
    return submission == null ? source.get() : submission.draw(source);
  }

  long now(LongSupplier clock) {
    return submission == null ? clock.getAsLong() : submission.now(clock);
  }

  /** Runs all of them, so that whatever they need to ask is asked at once. */
  static <T> List<T> gather(List<Supplier<T>> parts) {
    var asks = new ArrayList<Submission.Ask>();
    var results = new ArrayList<T>();
    for (var part : parts) {
      try {
        results.add(part.get());
      } catch (Submission.Waiting waiting) {
        asks.addAll(waiting.asks());
      }
    }
    if (!asks.isEmpty()) {
      throw new Submission.Waiting(asks);
    }
    return results;
  }
}
