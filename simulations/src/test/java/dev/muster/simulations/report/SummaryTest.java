package dev.muster.simulations.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.model.Resources;
import dev.muster.simulations.trace.Trace;
import dev.muster.simulations.world.ClusterSpec;
import dev.muster.simulations.world.InvariantReport;
import dev.muster.simulations.world.Job;
import dev.muster.simulations.world.Outcome;
import dev.muster.simulations.world.Outcome.State;
import dev.muster.simulations.world.Replay;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Three jobs on one node of 4 GPUs, with every figure worked out by hand. */
final class SummaryTest {
  private static final Job ONE = job(0, "a", 1, 100, 20_000); // 100-120, waits 0
  private static final Job TWO = job(1, "b", 4, 110, 5_000); // 120-125, waits 10
  private static final Job BIG = job(2, "b", 9, 110, 5_000); // refused

  private static final List<Outcome> OUTCOMES =
      List.of(
          new Outcome(ONE, State.FINISHED, 100_000, 120_000, "", "n0000:1000"),
          new Outcome(TWO, State.FINISHED, 120_000, 125_000, "NodesInUse", "n0000:4000"),
          new Outcome(BIG, State.REJECTED, 0, 0, "never-fits", ""));

  private static final String JOBS =
      """
      job_id,queue,user,priority,submit_s,start_s,end_s,wait_s,run_s,gpu_milli,pods,preemptions,\
      lost_s,state,reason,placement
      j0,a,ada,0,100,100,120,0,20,1000,1,0,0,finished,,n0000:1000
      j1,b,ada,0,110,120,125,10,5,4000,1,0,0,finished,NodesInUse,n0000:4000
      j2,b,ada,0,110,,,,5,9000,1,0,0,rejected,never-fits,
      """;

  @Test
  void everyFigureIsInItsPlace() {
    assertThat(JsonText.of(summary().toTree()))
        .isEqualTo(
            """
            {"apiVersion":"muster.dev/simulation/v1","command":"replay","mode":"timed",\
            "policy":"muster","place":"muster","seed":null,\
            "trace":{"file":"t.csv","format":"csv","sha256":"abc","rows":3,"clamped":1,\
            "rejected":{"never-fits":1}},\
            "cluster":{"spec":"1x4gpu","nodes":1,"gpus":4,"partitions":1},\
            "jobs":2,"rejected":1,"unfinished":0,"preemptions":0,\
            "waitSeconds":{"mean":5,"p50":10,"p90":10,"p95":10,"p99":10,"p999":10,"max":10,\
            "waitedShare":0.5},\
            "jctSeconds":{"mean":17.5,"p50":20,"p90":20,"p95":20,"p99":20,"p999":20,"max":20},\
            "boundedSlowdown":{"mean":1.25,"p50":1.5,"p90":1.5,"p95":1.5,"p99":1.5,"p999":1.5,\
            "max":1.5},\
            "makespanSeconds":25,"gpuUtilisation":0.4,"cpuUtilisation":null,"maxQueueLength":1,\
            "byQueue":{"a":%s,"b":%s},"byGangSize":{"1":%s,"2-4":%s,"5-8":%s,">8":%s},\
            "decisions":4,"decisionMicros":{"p50":2.5,"p99":2.5,"max":2.5},"wallSeconds":1.234,\
            "invariants":{"checked":9,"violations":0,"first":[]},\
            "digest":"%s"}\
            """
                .formatted(
                    group("0", "0", "20", "1"),
                    group("10", "1", "15", "1.5"),
                    group("0", "0", "20", "1"),
                    group("10", "1", "15", "1.5"),
                    NOBODY,
                    NOBODY,
                    summary().digest()));
  }

  @Test
  void theFileOfJobsHasARowForEachInTraceOrder() {
    assertThat(JobsTable.text(OUTCOMES)).isEqualTo(JOBS);
  }

  @Test
  void theTableSaysTheSameForPeople() {
    assertThat(SummaryTable.of(summary()))
        .isEqualTo(
            """
            muster, placed by muster: 2 jobs of t.csv on 1x4gpu (1 node, 4 GPUs)

                          mean   p50   p90   p95   p99  p99.9   max
            wait (time)     5s   10s   10s   10s   10s    10s   10s
            jct (time)     18s   20s   20s   20s   20s    20s   20s
            slowdown (x)  1.25  1.50  1.50  1.50  1.50   1.50  1.50

            by GPUs of the gang (time)  jobs  mean wait  p50  p99  max  mean jct
            1                              1         0s   0s   0s   0s       20s
            2-4                            1        10s  10s  10s  10s       15s
            5-8                            0          -    -    -    -         -
            >8                             0          -    -    -    -         -

            by queue (time)  jobs  mean wait  p50  p99  max  mean jct
            a                   1         0s   0s   0s   0s       20s
            b                   1        10s  10s  10s  10s       15s

            makespan 25s, GPU use 40.0 %%, longest queue 1, unfinished 0
            4 decisions (us): p50 2.5, p99 2.5, max 2.5; 1.234 s since the start of the program
            invariants: 9 checked, 0 violated
            rows rejected: 1 never-fits; run times raised to 1 s: 1; quantile p of n = element \
            min(n-1, floor(n x p)); seed: none; digest %s
            """
                .formatted(summary().digest()));
  }

  @Test
  void durationsAreToldInTheirTwoLargestUnits() {
    assertThat(
            List.of(0, 59, 134, 3600, 153_504).stream()
                .map(seconds -> SummaryTable.duration(BigDecimal.valueOf(seconds))))
        .containsExactly("0s", "59s", "2m14s", "1h0m", "1d18h");
  }

  private static final String NOBODY =
      group("null", "null", "null", "null").replace("\"jobs\":1", "\"jobs\":0");

  private static String group(String wait, String waited, String completion, String slowdown) {
    var all = "{\"mean\":%1$s,\"p50\":%1$s,\"p90\":%1$s,\"p95\":%1$s,\"p99\":%1$s,\"p999\":%1$s";
    return ("{\"jobs\":1,\"waitSeconds\":" + all + ",\"max\":%1$s,\"waitedShare\":%2$s}")
            .formatted(wait, waited)
        + (",\"jctSeconds\":" + all + ",\"max\":%1$s}").formatted(completion)
        + (",\"boundedSlowdown\":" + all + ",\"max\":%1$s}}").formatted(slowdown);
  }

  private static Summary summary() {
    var trace = new Trace("t.csv", "csv", "abc", List.of(1), List.of(ONE, TWO, BIG));
    var result = new Replay.Result(OUTCOMES, 1, 4, new InvariantReport(9, 0, List.of()));
    var costs = new Replayed.Costs(List.of(2500L), 1234);
    var spec = ClusterSpec.parse("1x4gpu");
    var replayed = new Replayed("muster", "muster", trace, spec, result, costs);
    return new Summary(replayed, JobsTable.text(OUTCOMES));
  }

  private static Job job(int row, String queue, long gpus, long submit, long run) {
    var pod = Resources.of(Job.GPU, gpus * 1000);
    var name = new Job.Name("j" + row, queue, "ada", 0);
    return new Job(row, name, new Job.Size(1, pod, pod), submit * 1000, run);
  }
}
