package dev.muster.simulations.world;

import dev.muster.scheduler.model.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Which jobs of a trace are replayed on a cluster: all but those that could never start there,
 * which are refused with their reason before the clock starts.
 *
 * @param accepted in the order of (submit, row), asking only for what the cluster has limits for
 * @param refused in trace order
 */
public record Screening(List<Job> accepted, List<Refusal> refused) {

  /** Why a job of a trace takes no part. */
  public enum Reason {
    NEVER_FITS("never-fits"),
    ASKS_FOR_NOTHING("asks-for-nothing"),
    UNKNOWN_QUEUE("unknown-queue"),
    NO_RUN_TIME("no-run-time");

    private final String word;

    Reason(String word) {
      this.word = word;
    }

    /** What the report calls it. */
    public String word() {
      return word;
    }
  }

  /** One job that takes no part. */
  public record Refusal(Job job, Reason reason) {}

  public Screening {
    accepted = List.copyOf(accepted);
    refused = List.copyOf(refused);
  }

  /** Sorts the jobs out; {@code jobs} is in the order of (submit, row). */
  public static Screening of(ClusterSpec spec, List<Job> jobs) {
    var empty = new Room(spec);
    var queues = spec.queues();
    var accepted = new ArrayList<Job>();
    var refused = new TreeMap<Integer, Refusal>();
    for (var job : jobs) {
      var partition = spec.partition(job);
      var size = job.size().map(requests -> onlyLimited(requests, spec));
      if (job.run() <= 0) {
        refused.put(job.row(), new Refusal(job, Reason.NO_RUN_TIME));
      } else if (job.size().isNothing()) {
        refused.put(job.row(), new Refusal(job, Reason.ASKS_FOR_NOTHING));
      } else if (!queues.contains(partition)) {
        refused.put(job.row(), new Refusal(job, Reason.UNKNOWN_QUEUE));
      } else if (!empty.fits(size, partition)) {
        refused.put(job.row(), new Refusal(job, Reason.NEVER_FITS));
      } else {
        accepted.add(new Job(job.row(), job.name(), size, job.submit(), job.run()));
      }
    }
    return new Screening(accepted, List.copyOf(refused.values()));
  }

  private static Resources onlyLimited(Resources requests, ClusterSpec spec) {
    var kept = new TreeMap<>(requests.asMap());
    kept.keySet().removeIf(name -> !spec.limits(name));
    return Resources.of(kept);
  }
}
