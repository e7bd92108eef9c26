package dev.muster.simulations.torture;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The sum of many results. Safe from any thread. */
public final class Tally {
  private static final int MOST_FAILURES = 100;
  private final SortedMap<String, Long> faults = new TreeMap<>();
  private final SortedMap<String, Long> broken = new TreeMap<>();
  private long seeds;
  private long failed;
  private long events;
  private long decisions;
  private final List<@Nullable Object> failures = new ArrayList<>();
  private long nanos;
  private long trace;

  /** Takes one more in. */
  public synchronized void add(Result result) {
    seeds++;
    failed += result.passed() ? 0 : 1;
    events += result.events();
    decisions += result.decisions();
    nanos += result.nanos();
    trace += Long.parseUnsignedLong(result.trace(), 16); // in any order the same sum
    result.faults().forEach((fault, times) -> faults.merge(fault, times, Long::sum));
    if (!result.passed()) {
      broken.merge(result.rule(), 1L, Long::sum);
      if (failures.size() < MOST_FAILURES) {
        var failure = new LinkedHashMap<String, @Nullable Object>();
        failure.put("name", result.name());
        failure.put("violation", result.violations().getFirst());
        failures.add(failure);
      }
    }
  }

  public synchronized long seeds() {
    return seeds;
  }

  public synchronized long failed() {
    return failed;
  }

  /** Writes to the store. */
  public synchronized long events() {
    return events;
  }

  public synchronized long decisions() {
    return decisions;
  }

  public synchronized double coreSeconds() {
    return nanos / 1e9;
  }

  public synchronized long faultCount() {
    return faults.values().stream().mapToLong(times -> times).sum();
  }

  /** How often each kind of fault happened. */
  public synchronized Map<String, Long> faults() {
    return new TreeMap<>(faults);
  }

  /** How many seeds broke each rule first. */
  public synchronized Map<String, Long> broken() {
    return new TreeMap<>(broken);
  }

  /** All of it, for JSON. */
  public synchronized Map<String, @Nullable Object> toTree() {
    var tree = new LinkedHashMap<String, @Nullable Object>();
    tree.put("seeds", seeds);
    tree.put("failed", failed);
    tree.put("events", events);
    tree.put("decisions", decisions);
    tree.put("coreMillis", nanos / 1_000_000);
    tree.put("trace", "%016x".formatted(trace));
    tree.put("faults", new TreeMap<>(faults));
    tree.put("broken", new TreeMap<>(broken));
    tree.put("failures", List.copyOf(failures));
    return tree;
  }
}
