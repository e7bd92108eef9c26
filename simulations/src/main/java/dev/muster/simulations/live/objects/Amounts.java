package dev.muster.simulations.live.objects;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Amounts of named resources in the smallest unit in use: thousandths of processors and GPUs, whole
 * units of everything else. Nothing is stored for zero. Sums stop at {@link #LIMIT} instead of
 * overflowing, so that absurd requests stay absurd.
 */
public record Amounts(SortedMap<String, Long> byName) {
  public static final Amounts NONE = new Amounts(new TreeMap<>());

  /** The slot that every pod takes. */
  public static final Amounts ONE_POD = NONE.with("pods", 1);

  /** Far more than any machine has, and far enough from overflow. */
  public static final long LIMIT = Long.MAX_VALUE / 4;

  public Amounts {
    var kept = new TreeMap<String, Long>();
    byName.forEach((name, amount) -> {
      if (amount != 0) {
        kept.put(name, Math.clamp(amount, -LIMIT, LIMIT));
      }
    });
    byName = Collections.unmodifiableSortedMap(kept);
  }

  /** Reads a ResourceList such as {@code {cpu: "500m", memory: 1Gi}}; what is no quantity is 0. */
  public static Amounts read(Map<String, ?> quantities) {
    var result = new TreeMap<String, Long>();
    quantities.forEach(
        (name, quantity) -> result.put(name, Quantities.units(name, quantity).orElse(0)));
    return new Amounts(result);
  }

  public long get(String name) {
    return byName.getOrDefault(name, 0L);
  }

  public Amounts with(String name, long amount) {
    var result = new TreeMap<>(byName);
    result.put(name, amount);
    return new Amounts(result);
  }

  public Amounts plus(Amounts other) {
    return combined(other, 1);
  }

  public Amounts minus(Amounts other) {
    return combined(other, -1);
  }

  public Amounts times(long factor) {
    var result = new TreeMap<String, Long>();
    byName.forEach((name, amount) -> {
      long high = Math.multiplyHigh(amount, factor);
      long product = amount * factor;
      result.put(name, high == 0 && product >= 0 ? product : LIMIT);
    });
    return new Amounts(result);
  }

  /** The greater amount of each name; what one does not mention is 0 there. */
  public Amounts max(Amounts other) {
    var result = new TreeMap<String, Long>();
    byName.forEach((name, amount) -> result.put(name, Math.max(amount, other.get(name))));
    other.byName.forEach((name, amount) -> result.put(name, Math.max(amount, get(name))));
    return new Amounts(result);
  }

  /** Whether no amount of this is above that of {@code room}. */
  public boolean fitsIn(Amounts room) {
    return byName.entrySet().stream().allMatch(e -> e.getValue() <= room.get(e.getKey()));
  }

  /** Tells each name of which this is more than {@code room} has, with the amount of this. */
  public void above(Amounts room, BiConsumer<String, Long> each) {
    byName.forEach((name, amount) -> {
      if (amount > room.get(name)) {
        each.accept(name, amount);
      }
    });
  }

  private Amounts combined(Amounts other, int sign) {
    if (other.byName.isEmpty()) {
      return this;
    }
    var result = new TreeMap<>(byName);
    other.byName.forEach((name, amount) -> result.merge(name, sign * amount, Long::sum));
    return new Amounts(result);
  }
}
