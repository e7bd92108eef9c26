package dev.muster.simulations.live.watchdog;

import java.util.Comparator;
import java.util.PriorityQueue;

/** Checks that are due at a time to come; done at the first look after that. */
final class Timetable {
  private record Entry(long due, long sequence, Runnable check) {}

  private final PriorityQueue<Entry> entries =
      new PriorityQueue<>(Comparator.comparingLong(Entry::due).thenComparingLong(Entry::sequence));
  private long sequence;

  void at(long due, Runnable check) {
    entries.add(new Entry(due, sequence++, check));
  }

  void run(long now) {
    while (!entries.isEmpty() && entries.element().due() <= now) {
      entries.remove().check().run();
    }
  }
}
