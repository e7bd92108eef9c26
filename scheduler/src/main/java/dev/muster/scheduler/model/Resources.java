package dev.muster.scheduler.model;

import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Amounts of named resources, as exact integers in a fixed unit per name: {@code cpu} in
 * milli-cores, every {@code .../gpu} in milli-GPUs, memory-like resources in bytes, everything else
 * in whole units.
 *
 * <p>Zero amounts are never stored, so "asks for nothing" and "does not mention" are one value.
 * Names are kept in ascending order. Sums that leave the range of a {@code long} raise {@link
 * ArithmeticException}: whoever reads foreign input checks it before it gets here.
 */
public final class Resources {
  /** The resource every pod takes one of. */
  public static final String PODS = "pods";

  public static final String CPU = "cpu";
  public static final String MEMORY = "memory";
  public static final Resources NONE = new Resources(new String[0], new long[0]);

  private final String[] names;
  private final long[] amounts;

  private Resources(String[] names, long[] amounts) {
    this.names = names;
    this.amounts = amounts;
  }

  /** Returns the given amounts, without the zero ones. */
  public static Resources of(Map<String, Long> amounts) {
    var sorted = new TreeMap<String, Long>(amounts);
    sorted.values().removeIf(amount -> amount == 0);
    if (sorted.isEmpty()) {
      return NONE;
    }
    var names = sorted.keySet().toArray(String[]::new);
    var values = new long[names.length];
    for (int i = 0; i < names.length; i++) {
      values[i] = sorted.getOrDefault(names[i], 0L);
    }
    return new Resources(names, values);
  }

  public static Resources of(String name, long amount) {
    return of(Map.of(name, amount));
  }

  public static Resources of(String name, long amount, String name2, long amount2) {
    return of(Map.of(name, amount, name2, amount2));
  }

  /**
   * How many stored units make one of what people write: 1000 for {@code cpu} and for every
   * resource whose last path segment is {@code gpu}, 1 for all others.
   */
  public static long unitsPerOne(String name) {
    return name.equals(CPU) || name.equals("gpu") || name.endsWith("/gpu") ? 1000 : 1;
  }

  public int size() {
    return names.length;
  }

  public boolean isEmpty() {
    return names.length == 0;
  }

  /** The name at {@code index}, ascending. */
  public String name(int index) {
    return names[index];
  }

  /** The amount at {@code index}; never 0. */
  public long amount(int index) {
    return amounts[index];
  }

  /** The amount of {@code name}; 0 if it is not there. */
  public long get(String name) {
    int index = Arrays.binarySearch(names, name);
    return index < 0 ? 0 : amounts[index];
  }

  public Resources plus(Resources other) {
    return combine(other, 1);
  }

  /** May give negative amounts: a node can be used beyond what it has. */
  public Resources minus(Resources other) {
    return combine(other, -1);
  }

  public Resources times(long factor) {
    var result = new TreeMap<String, Long>();
    for (int i = 0; i < names.length; i++) {
      result.put(names[i], Math.multiplyExact(amounts[i], factor));
    }
    return of(result);
  }

  /** The greater amount of each name. */
  public Resources max(Resources other) {
    var result = new TreeMap<>(asMap());
    for (int i = 0; i < other.names.length; i++) {
      result.merge(other.names[i], other.amounts[i], Math::max);
    }
    return of(result);
  }

  /** Whether every amount of this is at most that of {@code other}. */
  public boolean fitsIn(Resources other) {
    for (int i = 0; i < names.length; i++) {
      if (amounts[i] > other.get(names[i])) {
        return false;
      }
    }
    for (int i = 0; i < other.names.length; i++) {
      if (other.amounts[i] < 0 && get(other.names[i]) > other.amounts[i]) {
        return false;
      }
    }
    return true;
  }

  public SortedMap<String, Long> asMap() {
    var result = new TreeMap<String, Long>();
    for (int i = 0; i < names.length; i++) {
      result.put(names[i], amounts[i]);
    }
    return result;
  }

  private Resources combine(Resources other, int sign) {
    if (other.isEmpty()) {
      return this;
    }
    var result = new TreeMap<>(asMap());
    for (int i = 0; i < other.names.length; i++) {
      var signed = sign > 0 ? other.amounts[i] : Math.negateExact(other.amounts[i]);
      result.merge(other.names[i], signed, Math::addExact);
    }
    return of(result);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Resources that
        && Arrays.equals(names, that.names)
        && Arrays.equals(amounts, that.amounts);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(names) + Arrays.hashCode(amounts);
  }

  @Override
  public String toString() {
    return asMap().toString();
  }
}
