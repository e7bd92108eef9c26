package dev.muster.scheduler.kube;

import java.util.Comparator;
import java.util.PriorityQueue;

/** A loop whose time passes only when a test lets it. */
public final class ManualLoop implements Loop {
  private record Task(long due, long sequence, Runnable body) {}

  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparingLong(Task::due).thenComparingLong(Task::sequence));
  private long elapsed;
  private long sequence;
  private long wallOffset = 1_780_000_000_000L;

  @Override
  public long now() {
    return wallOffset + elapsed;
  }

  @Override
  public long monotonic() {
    return elapsed;
  }

  @Override
  public void post(Runnable task) {
    after(0, task);
  }

  @Override
  public void after(long millis, Runnable task) {
    tasks.add(new Task(elapsed + Math.max(0, millis), sequence++, task));
  }

  /** Sets the clock that people read forward or back. */
  public void jump(long millis) {
    wallOffset += millis;
  }

  /** Lets time pass and does all that becomes due. */
  public void runFor(long millis) {
    long end = elapsed + millis;
    while (!tasks.isEmpty() && tasks.element().due() <= end) {
      var task = tasks.remove();
      elapsed = Math.max(elapsed, task.due());
      task.body().run();
    }
    elapsed = end;
  }

  /** Tasks that are still to run. */
  public int pending() {
    return tasks.size();
  }
}
