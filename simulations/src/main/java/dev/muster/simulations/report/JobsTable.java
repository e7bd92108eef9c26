package dev.muster.simulations.report;

import dev.muster.simulations.world.Outcome;
import java.math.BigDecimal;
import java.util.List;

/**
 * The file of all jobs: one row each, in trace order, from which every figure of the summary can be
 * recomputed, and from whose placements anybody can prove that no node was over-committed.
 */
public final class JobsTable {
  private static final String HEADER =
      "job_id,queue,user,priority,submit_s,start_s,end_s,wait_s,run_s,gpu_milli,pods,"
          + "preemptions,lost_s,state,reason,placement\n";

  private JobsTable() {}

  /** The file's text. */
  public static String text(List<Outcome> outcomes) {
    var text = new StringBuilder(HEADER);
    outcomes.forEach(outcome -> append(text, outcome));
    return text.toString();
  }

  private static void append(StringBuilder text, Outcome outcome) {
    var job = outcome.job();
    var name = job.name();
    boolean started = !outcome.placement().isEmpty();
    text.append(name.id()).append(',').append(name.queue()).append(',');
    text.append(name.user()).append(',').append(name.priority()).append(',');
    text.append(seconds(job.submit())).append(',');
    text.append(started ? seconds(outcome.start()) : "").append(',');
    text.append(outcome.finished() ? seconds(outcome.end()) : "").append(',');
    text.append(started ? seconds(outcome.waited()) : "").append(',');
    text.append(seconds(job.run())).append(',');
    text.append(job.size().milliGpus()).append(',').append(job.size().pods());
    text.append(",0,0,"); // nothing preempts yet, so nothing is lost
    text.append(outcome.state().word()).append(',').append(outcome.reason()).append(',');
    text.append(outcome.placement()).append('\n');
  }

  /** Milliseconds as seconds, with decimals only where there are any. */
  static String seconds(long millis) {
    return millis % 1000 == 0
        ? String.valueOf(millis / 1000)
        : Distribution.plain(BigDecimal.valueOf(millis, 3)).toPlainString();
  }
}
