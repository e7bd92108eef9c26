package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the outcomes of several calls and then goes on, in an order that is always the same.
 */
final class Gathering {
  private final List<Submission.Ask> asks;
  private final List<Callout.@Nullable Outcome> outcomes;
  private final Runnable then;
  private int open;

  Gathering(List<Submission.Ask> asks, Runnable then) {
    this.asks = asks;
    this.outcomes = new ArrayList<>(asks.size());
    asks.forEach(ask -> outcomes.add(null));
    this.open = asks.size();
    this.then = then;
  }

  /** Takes the outcome of the {@code index}th call, once. */
  Consumer<Callout.Outcome> of(int index) {
    return outcome -> {
      if (outcomes.get(index) != null) {
        throw new IllegalStateException("a webhook call came to two outcomes");
      }
      outcomes.set(index, outcome);
      open--;
      if (open == 0) {
        finish();
      }
    };
  }

  private void finish() {
    for (int i = 0; i < asks.size(); i++) {
      var outcome = outcomes.get(i);
      if (outcome != null) {
        asks.get(i).learn().accept(outcome);
      }
    }
    then.run();
  }
}
