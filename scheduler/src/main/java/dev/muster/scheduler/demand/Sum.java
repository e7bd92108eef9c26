package dev.muster.scheduler.demand;

import dev.muster.scheduler.model.Resources;
import java.util.Map;
import java.util.TreeMap;

/**
 * Amounts of resources that add up; a sum that no {@code long} holds is reported, and stays at the
 * greatest one.
 */
final class Sum {
  private final Map<String, Long> amounts = new TreeMap<>();

  /** Sets the amount of a resource that was not mentioned yet, be it with 0. */
  void addMissing(String name, long amount) {
    amounts.putIfAbsent(name, amount);
  }

  void add(Resources more, Tree where) {
    add(more, 1, where);
  }

  /** Adds {@code times} of {@code more}. */
  void add(Resources more, long times, Tree where) {
    for (int i = 0; i < more.size(); i++) {
      amounts.put(more.name(i), plus(more.name(i), more.amount(i), times, where));
    }
  }

  /** The amount of {@code name} together with {@code more}, without changing it. */
  long plus(String name, long more, Tree where) {
    return plus(name, more, 1, where);
  }

  private long plus(String name, long more, long times, Tree where) {
    try {
      return Math.addExact(amounts.getOrDefault(name, 0L), Math.multiplyExact(more, times));
    } catch (ArithmeticException tooLarge) {
      where.report("asks for more " + Shown.text(name) + " in all than can be counted");
      return Long.MAX_VALUE;
    }
  }

  Resources total() {
    return Resources.of(amounts);
  }
}
