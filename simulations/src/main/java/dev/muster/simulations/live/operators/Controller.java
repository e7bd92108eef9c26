package dev.muster.simulations.live.operators;

import java.util.Set;

/** What makes one kind of object true. Lives on the loop; hears of no kind before all it needs. */
interface Controller {
  /** The kinds without which nothing can be decided. */
  Set<Kind> needs();

  /**
   * Takes notice of a change of a kind that it needs. Everything that exists at the beginning comes
   * as news as well.
   */
  void on(News news);

  /** All that exists at the beginning has been told. */
  default void begin() {}
}
