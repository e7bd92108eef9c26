package dev.muster.simulations.torture;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;

/** The fault simulation, as those who call it see it. Any number may run side by side. */
public final class Torture {
  private static final int TRIES = 600;

  private Torture() {}

  /** What the profiles are called. */
  public static List<String> profiles() {
    return Arrays.stream(Profile.values()).map(Profile::word).toList();
  }

  /** What happens in this seed, as text that {@link #play} reads. */
  public static String script(String profile, long seed) {
    return Author.write(Profile.valueOf(profile.toUpperCase(java.util.Locale.ROOT)), seed).text();
  }

  /**
   * Plays a script.
   *
   * @param time nanoseconds of processor time of the calling thread, for the figures alone
   * @param listener told of everything that happens, in lines for people
   * @throws IllegalArgumentException that says in which line what is wrong
   */
  public static Result play(String script, LongSupplier time, Optional<Consumer<String>> listener) {
    return Run.of(Script.parse(script), time, listener);
  }

  /**
   * Makes a script that breaks something shorter, as long as it breaks the same; one that breaks
   * nothing stays as it is.
   *
   * @param progress told how many lines are left
   */
  public static String shrink(String script, IntConsumer progress) {
    var whole = Script.parse(script);
    var rule = Run.of(whole).rule();
    if (rule.isEmpty()) {
      return script;
    }
    return Shrinker.shrink(
            whole,
            candidate -> Run.of(candidate).rule().equals(rule),
            shorter -> progress.accept(shorter.events().size()),
            TRIES)
        .text();
  }

  /** The lines of a script as a person reads them. */
  public static List<String> sentences(String script) {
    return Script.parse(script).events().stream().map(Event::sentence).toList();
  }
}
