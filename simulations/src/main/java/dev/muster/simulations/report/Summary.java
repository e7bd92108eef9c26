package dev.muster.simulations.report;

import dev.muster.scheduler.model.Resources;
import dev.muster.simulations.trace.TraceFile;
import dev.muster.simulations.world.Job;
import dev.muster.simulations.world.Outcome;
import dev.muster.simulations.world.Screening;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The figures of one replay as the tree that {@code -o json} prints; the table shows the same.
 *
 * <p>Rejected jobs are counted, but are in no other figure; unfinished ones are in none of the
 * times.
 */
public final class Summary {
  private final Replayed replayed;
  private final String jobsTable;
  private final Figures figures;

  /**
   * @param jobsTable the text of the file of jobs, whose digest stands for the whole run
   */
  public Summary(Replayed replayed, String jobsTable) {
    this.replayed = replayed;
    this.jobsTable = jobsTable;
    this.figures = new Figures(replayed.finished());
  }

  /** The whole summary. */
  public Map<String, @Nullable Object> toTree() {
    var result = replayed.result();
    var tree = new LinkedHashMap<String, @Nullable Object>();
    tree.put("apiVersion", "muster.dev/simulation/v1");
    tree.put("command", "replay");
    tree.put("mode", "timed");
    tree.put("policy", replayed.policy());
    tree.put("place", replayed.place());
    tree.put("seed", null);
    tree.put("trace", trace());
    tree.put("cluster", cluster());
    tree.put("jobs", jobs());
    tree.put("rejected", replayed.count(Outcome.State.REJECTED));
    tree.put("unfinished", replayed.count(Outcome.State.UNFINISHED));
    tree.put("preemptions", 0L);
    figures.putInto(tree);
    tree.put("makespanSeconds", Distribution.plain(BigDecimal.valueOf(makespan(), 3)));
    tree.put("gpuUtilisation", utilisation(Job.GPU).orElse(null));
    tree.put("cpuUtilisation", utilisation(Resources.CPU).orElse(null));
    tree.put("maxQueueLength", (long) result.longestQueue());
    tree.put("byQueue", groups(figures.byQueue()));
    tree.put("byGangSize", groups(figures.byGangSize()));
    tree.put("decisions", result.decisions());
    tree.put("decisionMicros", decisions());
    tree.put(
        "wallSeconds", Distribution.plain(BigDecimal.valueOf(replayed.costs().wallMillis(), 3)));
    tree.put("invariants", invariants());
    tree.put("digest", digest());
    return tree;
  }

  Replayed replayed() {
    return replayed;
  }

  Figures figures() {
    return figures;
  }

  /** Jobs that took part. */
  long jobs() {
    return replayed.result().outcomes().size() - replayed.count(Outcome.State.REJECTED);
  }

  String digest() {
    return TraceFile.sha256(jobsTable.getBytes(StandardCharsets.UTF_8));
  }

  /** From the first arrival to the last end, in milliseconds; 0 if nothing ended. */
  long makespan() {
    var finished = replayed.finished();
    var participants =
        replayed.result().outcomes().stream()
            .filter(outcome -> outcome.state() != Outcome.State.REJECTED);
    long first = participants.mapToLong(outcome -> outcome.job().submit()).min().orElse(0);
    return finished.stream().mapToLong(Outcome::end).max().orElse(first) - first;
  }

  /** Used by the finished jobs, of what the cluster could have given; empty if it has no limit. */
  Optional<BigDecimal> utilisation(String resource) {
    var used = BigInteger.ZERO;
    for (var outcome : replayed.finished()) {
      var amount = BigInteger.valueOf(outcome.job().size().total(resource));
      used = used.add(amount.multiply(BigInteger.valueOf(outcome.job().run())));
    }
    var offered =
        BigInteger.valueOf(replayed.spec().total(resource))
            .multiply(BigInteger.valueOf(makespan()));
    return Distribution.share(new BigDecimal(used), new BigDecimal(offered));
  }

  /** How many rows took no part, per reason; never fitting is always told. */
  Map<String, Long> rejected() {
    var counts = new TreeMap<String, Long>();
    counts.put(Screening.Reason.NEVER_FITS.word(), 0L);
    for (var outcome : replayed.result().outcomes()) {
      if (outcome.state() == Outcome.State.REJECTED) {
        counts.merge(outcome.reason(), 1L, Long::sum);
      }
    }
    return counts;
  }

  private Map<String, @Nullable Object> trace() {
    var trace = replayed.trace();
    var tree = new LinkedHashMap<String, @Nullable Object>();
    tree.put("file", trace.file());
    tree.put("format", trace.format());
    tree.put("sha256", trace.sha256());
    tree.put("rows", (long) trace.jobs().size());
    tree.put("clamped", (long) trace.clamped().size());
    tree.put("rejected", rejected());
    return tree;
  }

  private Map<String, @Nullable Object> cluster() {
    var spec = replayed.spec();
    var tree = new LinkedHashMap<String, @Nullable Object>();
    tree.put("spec", spec.text());
    tree.put("nodes", (long) spec.nodeCount());
    tree.put("gpus", spec.total(Job.GPU) / 1000);
    tree.put("partitions", (long) spec.queues().size());
    return tree;
  }

  private Map<String, @Nullable Object> decisions() {
    var decisions = replayed.costs().decisions();
    var tree = new LinkedHashMap<String, @Nullable Object>();
    tree.put("p50", decisions.quantile(500).orElse(null));
    tree.put("p99", decisions.quantile(990).orElse(null));
    tree.put("max", decisions.max().orElse(null));
    return tree;
  }

  private Map<String, @Nullable Object> invariants() {
    var invariants = replayed.result().invariants();
    var tree = new LinkedHashMap<String, @Nullable Object>();
    tree.put("checked", invariants.checked());
    tree.put("violations", invariants.violations());
    tree.put("first", List.copyOf(invariants.first()));
    return tree;
  }

  private static Map<String, @Nullable Object> groups(Map<String, Figures> groups) {
    var tree = new LinkedHashMap<String, @Nullable Object>();
    groups.forEach((name, group) -> tree.put(name, group.toTree()));
    return tree;
  }
}
