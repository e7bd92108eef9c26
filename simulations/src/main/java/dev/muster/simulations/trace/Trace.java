package dev.muster.simulations.trace;

import dev.muster.simulations.world.Job;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * A recorded workload.
 *
 * @param file its name without folders
 * @param format which reader understood it
 * @param sha256 of the file as it is stored
 * @param clamped the rows whose run time was below 1 s and was raised to it
 * @param jobs in the order of (submit, row)
 */
public record Trace(
    String file, String format, String sha256, List<Integer> clamped, List<Job> jobs) {
  public Trace {
    clamped = List.copyOf(clamped);
    jobs =
        jobs.stream()
            .sorted(Comparator.comparingLong(Job::submit).thenComparingInt(Job::row))
            .toList();
  }

  /** Only the first {@code limit} arrivals. */
  public Trace first(int limit) {
    var kept = jobs.subList(0, Math.min(limit, jobs.size()));
    var rows = new TreeSet<Integer>();
    kept.forEach(job -> rows.add(job.row()));
    var raised = clamped.stream().filter(rows::contains).toList();
    return new Trace(file, format, sha256, raised, kept);
  }
}
