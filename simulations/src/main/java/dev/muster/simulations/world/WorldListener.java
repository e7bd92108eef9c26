package dev.muster.simulations.world;

import dev.muster.scheduler.model.Admission;
import dev.muster.scheduler.model.Verdict;

/** Is told what happens to jobs, in the order in which it does. Times are in milliseconds. */
interface WorldListener {
  /** Asked for, and waiting from now on. */
  void arrived(Job job, long now);

  /** Still waiting, from now on for this reason. */
  void waits(Job job, Verdict verdict, long now);

  /** Holds its places from now on. */
  void started(Job job, Admission admission, long now);

  /** What it held is free. */
  void ended(Job job, long now);
}
