package dev.muster.scaler.model;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How much may be bought at most, what was bought before and is still there included.
 *
 * @param machines in all
 * @param perQueue machines for the gangs of a queue, by its name; no entry, no limit
 * @param spendPerHour in millionths of the currency; counts what has a price
 */
public record Limits(int machines, SortedMap<String, Integer> perQueue, long spendPerHour) {
  public static final Limits NONE =
      new Limits(Integer.MAX_VALUE, Collections.emptySortedMap(), Long.MAX_VALUE);

  public Limits {
    perQueue = Collections.unmodifiableSortedMap(new TreeMap<>(perQueue));
  }
}
