package dev.muster.simulations.report;

import dev.muster.simulations.world.Outcome;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** What is told of a group of finished jobs. */
final class Figures {
  /** Runs shorter than this count as this long in the slowdown, or a blink would dominate it. */
  private static final long SLOWDOWN_FLOOR = 10_000;

  private static final int SLOWDOWN_SCALE = 9;
  private static final List<String> SIZES = List.of("1", "2-4", "5-8", ">8");

  private final List<Outcome> jobs;

  Figures(List<Outcome> jobs) {
    this.jobs = jobs;
  }

  int jobs() {
    return jobs.size();
  }

  Distribution waiting() {
    return distribution(Outcome::waited, 3);
  }

  /** Job completion time: from arrival to end. */
  Distribution completion() {
    return distribution(Outcome::completion, 3);
  }

  Distribution slowdown() {
    return distribution(Figures::slowdown, SLOWDOWN_SCALE);
  }

  /** Wait, completion and slowdown by the names of the summary. */
  void putInto(Map<String, @Nullable Object> tree) {
    var wait = waiting().toTree();
    long waited = jobs.stream().filter(job -> job.waited() > 0).count();
    var share = Distribution.share(BigDecimal.valueOf(waited), BigDecimal.valueOf(jobs.size()));
    wait.put("waitedShare", share.orElse(null));
    tree.put("waitSeconds", wait);
    tree.put("jctSeconds", completion().toTree());
    tree.put("boundedSlowdown", slowdown().toTree());
  }

  Map<String, @Nullable Object> toTree() {
    var tree = new LinkedHashMap<String, @Nullable Object>();
    tree.put("jobs", (long) jobs.size());
    putInto(tree);
    return tree;
  }

  /** In order of queue name. */
  Map<String, Figures> byQueue() {
    var groups = new TreeMap<String, List<Outcome>>();
    for (var job : jobs) {
      groups.computeIfAbsent(job.job().name().queue(), queue -> new ArrayList<>()).add(job);
    }
    var result = new LinkedHashMap<String, Figures>();
    groups.forEach((queue, members) -> result.put(queue, new Figures(members)));
    return result;
  }

  /** In order of size, by the GPUs of the gang; all sizes, whether there are such jobs or not. */
  Map<String, Figures> byGangSize() {
    var result = new LinkedHashMap<String, Figures>();
    for (var size : SIZES) {
      result.put(size, new Figures(jobs.stream().filter(job -> size(job).equals(size)).toList()));
    }
    return result;
  }

  private static String size(Outcome outcome) {
    long milli = outcome.job().size().milliGpus();
    if (milli <= 1000) {
      return SIZES.get(0);
    }
    if (milli <= 4000) {
      return SIZES.get(1);
    }
    return milli <= 8000 ? SIZES.get(2) : SIZES.get(3);
  }

  private Distribution distribution(ToLongFunction<Outcome> figure, int scale) {
    return new Distribution(jobs.stream().mapToLong(figure).toArray(), scale);
  }

  private static long slowdown(Outcome outcome) {
    var completion = BigDecimal.valueOf(outcome.completion());
    var run = BigDecimal.valueOf(Math.max(outcome.job().run(), SLOWDOWN_FLOOR));
    var ratio = completion.divide(run, SLOWDOWN_SCALE, RoundingMode.HALF_UP);
    return ratio.max(BigDecimal.ONE).movePointRight(SLOWDOWN_SCALE).longValueExact();
  }
}
