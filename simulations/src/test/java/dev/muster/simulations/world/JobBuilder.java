package dev.muster.simulations.world;

import dev.muster.scheduler.model.Resources;

/** A job of one pod with one GPU that arrives at 0 and runs for 10 s, but for what is said. */
final class JobBuilder {
  private final int row;
  private String queue = "default";
  private String id;
  private int priority;
  private int pods = 1;
  private long gpus = 1;
  private long lastGpus = -1;
  private long cpus;
  private long submit;
  private long run = 10_000;

  private JobBuilder(int row) {
    this.row = row;
    this.id = "j" + row;
  }

  static JobBuilder aJob(int row) {
    return new JobBuilder(row);
  }

  JobBuilder id(String newId) {
    id = newId;
    return this;
  }

  JobBuilder queue(String newQueue) {
    queue = newQueue;
    return this;
  }

  JobBuilder priority(int newPriority) {
    priority = newPriority;
    return this;
  }

  /** {@code newPods} pods of {@code each} GPUs. */
  JobBuilder gpus(int newPods, long each) {
    pods = newPods;
    gpus = each;
    return this;
  }

  /** The last pod asks for something else. */
  JobBuilder last(long newGpus) {
    lastGpus = newGpus;
    return this;
  }

  JobBuilder cpus(long each) {
    cpus = each;
    return this;
  }

  JobBuilder submit(long seconds) {
    submit = seconds * 1000;
    return this;
  }

  JobBuilder run(long seconds) {
    run = seconds * 1000;
    return this;
  }

  Job build() {
    var size = new Job.Size(pods, requests(gpus), requests(lastGpus < 0 ? gpus : lastGpus));
    return new Job(row, new Job.Name(id, queue, "", priority), size, submit, run);
  }

  private Resources requests(long each) {
    return Resources.of(Job.GPU, each * 1000, Resources.CPU, cpus * 1000);
  }
}
