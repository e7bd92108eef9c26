package dev.muster.simulations.torture;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Makes a script that breaks something as short as it gets while it still breaks the same.
 *
 * <p>Algorithm: whole kinds of harm go first, then whole gangs, then delta debugging over what is
 * left (Zeller and Hildebrandt 2002, "Simplifying and isolating failure-inducing input"): halves,
 * quarters and so on are left out as long as that does no good to the scheduler. Every line has
 * chances of its own, so leaving one out changes nothing in the others. At the end no single line
 * can be left out, unless {@code patience} ran out before.
 */
final class Shrinker {
  private final Predicate<Script> breaks;
  private final Consumer<Script> progress;
  private int patience;
  private Script best;

  private Shrinker(Script script, Predicate<Script> breaks, Consumer<Script> progress, int runs) {
    this.best = script;
    this.breaks = breaks;
    this.progress = progress;
    this.patience = runs;
  }

  /**
   * Returns a script that {@code breaks} too, of the same events or fewer.
   *
   * @param progress told of every shorter one
   * @param runs how many may be tried
   */
  static Script shrink(
      Script script, Predicate<Script> breaks, Consumer<Script> progress, int runs) {
    var shrinker = new Shrinker(script, breaks, progress, runs);
    shrinker.kinds();
    shrinker.gangs();
    shrinker.lines();
    return shrinker.best;
  }

  private boolean attempt(List<Event> events) {
    if (patience <= 0 || events.size() >= best.events().size()) {
      return false;
    }
    patience--;
    var candidate = best.with(events);
    if (!breaks.test(candidate)) {
      return false;
    }
    best = candidate;
    progress.accept(best);
    return true;
  }

  private void kinds() {
    for (var act : EnumSet.complementOf(EnumSet.of(Act.SUBMIT))) {
      attempt(best.events().stream().filter(event -> event.act() != act).toList());
    }
  }

  private void gangs() {
    var names =
        best.events().stream()
            .filter(event -> event.act() == Act.SUBMIT)
            .map(Event::target)
            .distinct()
            .toList();
    for (var name : names) {
      attempt(best.events().stream().filter(event -> !event.target().equals(name)).toList());
    }
  }

  private void lines() {
    int parts = 2;
    while (patience > 0 && parts <= Math.max(2, best.events().size())) {
      if (withoutOneOf(parts)) {
        parts = Math.max(2, parts - 1);
      } else if (parts >= best.events().size()) {
        return;
      } else {
        parts = Math.min(best.events().size(), 2 * parts);
      }
    }
  }

  private boolean withoutOneOf(int parts) {
    var events = best.events();
    for (int part = 0; part < parts; part++) {
      int from = (int) ((long) events.size() * part / parts);
      int to = (int) ((long) events.size() * (part + 1) / parts);
      var rest = new ArrayList<>(events.subList(0, from));
      rest.addAll(events.subList(to, events.size()));
      if (attempt(rest)) {
        return true;
      }
    }
    return false;
  }
}
