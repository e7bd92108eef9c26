package dev.muster.simulations.live.store;

import dev.muster.scheduler.kube.Loop;
import java.util.PriorityQueue;

/**
 * A {@link Loop} without a thread: time stands still while tasks run and jumps to the next one.
 * Tasks run in order of (due time, order of posting), so a run is repeated exactly.
 */
public final class VirtualLoop implements Loop {
  private record Task(long due, long sequence, Runnable body) implements Comparable<Task> {
    @Override
    public int compareTo(Task other) {
      return due != other.due
          ? Long.compare(due, other.due)
          : Long.compare(sequence, other.sequence);
    }
  }

  private final PriorityQueue<Task> tasks = new PriorityQueue<>();
  private final long epoch;
  private long elapsed;
  private long sequence;

  /** Starts at {@code epoch} (milliseconds). */
  public VirtualLoop(long epoch) {
    this.epoch = epoch;
  }

  @Override
  public long now() {
    return epoch + elapsed;
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

  /** Runs the next task, if there is one; returns whether there was. */
  public boolean step() {
    var task = tasks.poll();
    if (task == null) {
      return false;
    }
    elapsed = Math.max(elapsed, task.due);
    task.body.run();
    return true;
  }

  /** Runs everything due within {@code millis} from now, then stands at that time. */
  public void runFor(long millis) {
    long end = elapsed + millis;
    while (!tasks.isEmpty() && tasks.element().due <= end) {
      step();
    }
    elapsed = Math.max(elapsed, end);
  }
}
