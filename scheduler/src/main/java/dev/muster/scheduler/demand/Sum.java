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
      var name = more.name(i);
      long sum = amounts.getOrDefault(name, 0L);
      try {
        sum = Math.addExact(sum, Math.multiplyExact(more.amount(i), times));
      } catch (ArithmeticException tooLarge) {
        where.report("asks for more " + Shown.text(name) + " in all than can be counted");
        sum = Long.MAX_VALUE;
      }
      amounts.put(name, sum);
    }
  }

  /** Returns this and {@code more}, without changing this. */
  Resources plus(Resources more, Tree where) {
    var sum = new Sum();
    sum.add(total(), where);
    sum.add(more, where);
    return sum.total();
  }

  Resources total() {
    return Resources.of(amounts);
  }
}
