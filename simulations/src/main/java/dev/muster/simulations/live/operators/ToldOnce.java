package dev.muster.simulations.live.operators;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

/** Tells people each problem once: most come again and again until somebody mends them. */
public final class ToldOnce implements Problems {
  private static final int REMEMBERED = 1_000;

  private final Consumer<String> say;
  private final Set<String> told = new LinkedHashSet<>();

  /** {@code say} hears one line each, on the loop. */
  public ToldOnce(Consumer<String> say) {
    this.say = say;
  }

  @Override
  public void refused(String what) {
    tell(what);
  }

  @Override
  public void broken(String plural, String problem) {
    tell("the watch of " + plural + " broke and is set up again: " + problem);
  }

  private void tell(String line) {
    if (told.size() >= REMEMBERED) {
      told.clear();
    }
    if (told.add(line)) {
      say.accept(line);
    }
  }
}
