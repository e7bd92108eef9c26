package dev.muster.simulations.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.decide.Planner;
import dev.muster.scheduler.decide.draft.Rules;
import dev.muster.scheduler.decide.draft.Rules.Strategy;
import dev.muster.scheduler.model.Plan;
import dev.muster.scheduler.model.Snapshot;
import dev.muster.simulations.SharedFolder;
import dev.muster.simulations.trace.TraceFile;
import java.util.List;
import java.util.function.Function;

/** Compares the production planner with the baseline job for job. */
final class StartForStart {
  private StartForStart() {}

  static void compare(String trace, String cluster) {
    var spec = ClusterSpec.parse(cluster);
    var screening = Screening.of(spec, TraceFile.read(SharedFolder.trace(trace)).jobs());
    var strict = new Planner(new Rules(Strategy.STRICT, 2000)).incremental();

    assertThat(starts(spec, screening, strict))
        .isEqualTo(starts(spec, screening, new FifoConsolidate()));
  }

  private static List<String> starts(
      ClusterSpec spec, Screening screening, Function<Snapshot, Plan> policy) {
    var result = new Replay(spec, Discipline.STRICT, policy).run(screening, finished -> {});
    assertThat(result.invariants().first()).isEmpty();
    return result.outcomes().stream()
        .map(outcome -> outcome.job().name().id() + " " + outcome.start())
        .toList();
  }
}
