package dev.muster.simulations.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * The same figures as processor time of the thread, for machines that do other things meanwhile:
 * there the wall clock, which JMH reads, says more about the others. Median and ninth decile.
 */
final class ProcessorTimes {
  private static final int ROUNDS = 100;

  private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

  private Object last = "";

  private ProcessorTimes() {}

  public static void main(String[] args) {
    new ProcessorTimes().run();
  }

  private void run() {
    var fit = new FitBenchmark();
    fit.setUp();
    time("fit yes", 200, () -> {}, fit::yes);
    time("fit no", 500, () -> {}, fit::no);
    time("bare slot count", 100, () -> {}, fit::bareSlotCount);
    for (int pending : new int[] {100, 10_000}) {
      for (boolean allDistinct : new boolean[] {false, true}) {
        events(pending, allDistinct);
      }
    }
    for (int underWay : new int[] {0, 1000}) {
      var event = new UnderWayBenchmark();
      event.underWay = underWay;
      event.setUp();
      time(
          "pod there and back, under way " + underWay,
          1000,
          () -> {},
          event::podChangedThereAndBack);
    }
    for (boolean allDistinct : new boolean[] {false, true}) {
      var cycle = new CycleBenchmark();
      cycle.allDistinct = allDistinct;
      cycle.setUp();
      time("cycle, all distinct " + allDistinct, 1, cycle::fill, cycle::cycle);
    }
  }

  private void events(int pending, boolean allDistinct) {
    var event = new EventBenchmark();
    event.pending = pending;
    event.allDistinct = allDistinct;
    event.setUp();
    var which = ", pending " + pending + ", all distinct " + allDistinct;
    time("append and take back" + which, 1000, () -> {}, event::gangAppendedAndTakenBack);
    time("pod there and back" + which, 1000, () -> {}, event::podChangedThereAndBack);
  }

  private void time(String name, int batch, Runnable before, Supplier<Object> operation) {
    var times = new long[ROUNDS];
    for (int round = -ROUNDS; round < ROUNDS; round++) { // the first half warms up
      before.run();
      long start = CLOCK.getCurrentThreadCpuTime();
      for (int i = 0; i < batch; i++) {
        last = operation.get();
      }
      times[Math.max(round, 0)] = (CLOCK.getCurrentThreadCpuTime() - start) / batch;
    }
    Arrays.sort(times);
    System.out.printf(
        "%-60s %10.2f us %10.2f us%n",
        name, times[ROUNDS / 2] / 1000.0, times[ROUNDS * 9 / 10] / 1000.0);
    if (last.equals(name)) {
      throw new IllegalStateException("nothing was done");
    }
  }
}
