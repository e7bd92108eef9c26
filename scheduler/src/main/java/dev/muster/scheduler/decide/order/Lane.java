package dev.muster.scheduler.decide.order;

import dev.muster.scheduler.model.Verdict.Code;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Candidates of whom a refused one stops all behind it: those of one shape, where what does not fit
 * is passed over (the others would not fit either), or those of one queue, where order is strict.
 * Knows what each was last told, so that those to be told something new are found without a walk.
 */
final class Lane {

  /** The candidate that stopped the lane, and why. */
  record Stop(Candidate at, Code code) {}

  private final Object key;
  private final TreeSet<Candidate> waiting = new TreeSet<>();
  private final Map<Code, TreeSet<Candidate>> told = new EnumMap<>(Code.class);
  private final TreeSet<Candidate> toldNothing = new TreeSet<>();
  private Optional<Stop> stop = Optional.empty();

  Lane(Object key) {
    this.key = key;
  }

  Object key() {
    return key;
  }

  void add(Candidate candidate) {
    waiting.add(candidate);
    told(candidate).add(candidate);
  }

  void remove(Candidate candidate) {
    waiting.remove(candidate);
    told(candidate).remove(candidate);
    stop = stop.filter(s -> !s.at.equals(candidate));
  }

  private TreeSet<Candidate> told(Candidate candidate) {
    return candidate
        .told()
        .map(code -> told.computeIfAbsent(code, key -> new TreeSet<>()))
        .orElse(toldNothing);
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  Candidate first() {
    return waiting.first();
  }

  Optional<Candidate> after(Candidate candidate) {
    return Optional.ofNullable(waiting.higher(candidate));
  }

  Optional<Stop> stop() {
    return stop;
  }

  void stop(Candidate at, Code code) {
    stop = Optional.of(new Stop(at, code));
  }

  void open() {
    stop = Optional.empty();
  }

  /** How many were last told something other than {@code code}, or nothing. */
  int othersThan(Code code) {
    var same = told.get(code);
    return waiting.size() - (same == null ? 0 : same.size());
  }

  /** Visits those who were last told something other than {@code code}, or nothing. */
  void othersThan(Code code, Consumer<Candidate> visitor) {
    toldNothing.forEach(visitor);
    told.forEach((last, candidates) -> {
      if (last != code) {
        candidates.forEach(visitor);
      }
    });
  }
}
