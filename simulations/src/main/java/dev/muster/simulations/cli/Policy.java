package dev.muster.simulations.cli;

import dev.muster.scheduler.decide.Planner;
import dev.muster.scheduler.decide.draft.Rules;
import dev.muster.scheduler.decide.draft.Rules.Strategy;
import dev.muster.scheduler.model.Plan;
import dev.muster.scheduler.model.Snapshot;
import dev.muster.simulations.world.Discipline;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A way of deciding that a replay can be run with.
 *
 * @param place how it places what it starts
 * @param discipline what it is held to
 * @param planner makes a fresh one
 */
record Policy(
    String name, String place, Discipline discipline, Supplier<Function<Snapshot, Plan>> planner) {
  private static final int SEARCH_STEPS = 2000;

  /** All there are; the first is the default. */
  static final List<Policy> ALL =
      List.of(
          muster("muster", Discipline.BEST_EFFORT, Strategy.BEST_EFFORT),
          muster("muster-strict", Discipline.STRICT, Strategy.STRICT));

  private static Policy muster(String name, Discipline discipline, Strategy strategy) {
    return new Policy(
        name,
        "muster",
        discipline,
        () -> new Planner(new Rules(strategy, SEARCH_STEPS)).incremental());
  }
}
