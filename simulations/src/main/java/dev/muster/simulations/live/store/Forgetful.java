package dev.muster.simulations.live.store;

import java.util.function.Consumer;

/** The journal of a store that nobody wants to outlive its process. */
final class Forgetful implements Journal {
  @Override
  public void replay(Reader reader) {}

  @Override
  public void append(Entry entry) {}

  @Override
  public boolean wantsContents() {
    return false;
  }

  @Override
  public void compact(Contents contents) {}

  @Override
  public void settle(Runnable kept, Consumer<String> lost) {
    kept.run();
  }
}
