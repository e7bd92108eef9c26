package dev.muster.scheduler.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.decide.draft.BreakerRules;
import dev.muster.scheduler.decide.draft.Rules;
import dev.muster.scheduler.decide.draft.Rules.Strategy;
import dev.muster.scheduler.model.Action;
import dev.muster.scheduler.model.Plan;
import dev.muster.scheduler.model.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MemoTest {
  private static final int HISTORIES = 150;
  private static final int STEPS = 60;

  @ParameterizedTest
  @EnumSource(Strategy.class)
  void aPlanThatGoesOnFromAMemoIsTheOneMadeFromNothing(Strategy strategy) {
    var seen = new TreeSet<String>();
    for (int seed = 0; seed < HISTORIES; seed++) {
      seen.addAll(kinds(history(seed, strategy)));
    }
    // Else the histories would prove less than they seem to.
    assertThat(seen)
        .contains("Admit", "Advance", "CreateComponents", "DeleteComponents")
        .contains("NODES_IN_USE", "NODES_TOO_SMALL", "SEARCH_LIMIT", "HELD_BY_USER", "BAD_OBJECT")
        .contains("FORBIDDEN", "NODE_QUARANTINED", "CLOSED", "TRIAL", "NONE");
  }

  private static List<Plan> history(int seed, Strategy strategy) {
    var breaker = new BreakerRules(2, 2_000, 60_000, 600_000, 40);
    int budget = seed % 2 == 0 ? 2 : 2000;
    var planner = new Planner(new Rules(strategy, budget, Rules.Placement.AUTO, breaker));
    var world = new World(seed);
    var memo = Planner.Memo.EMPTY;
    var plans = new ArrayList<Plan>();
    for (int step = 0; step < STEPS; step++) {
      world.happen();
      var snapshot = world.snapshot();
      var anew = planner.plan(snapshot, Planner.Memo.EMPTY).plan();
      var decision = planner.plan(snapshot, memo);
      assertThat(decision.plan()).as("seed %d, step %d", seed, step).isEqualTo(anew);
      memo = decision.memo();
      plans.add(decision.plan());
      world.carryOut(decision.plan());
    }
    return plans;
  }

  private static TreeSet<String> kinds(List<Plan> plans) {
    var kinds = new TreeSet<String>();
    for (var plan : plans) {
      plan.markings().forEach(marking -> kinds.add(marking.next().state().name()));
      plan.actions().stream().map(Action::getClass).map(Class::getSimpleName).forEach(kinds::add);
      plan.verdicts().stream()
          .map(Plan.VerdictChange::verdict)
          .map(Verdict::code)
          .map(Enum::name)
          .forEach(kinds::add);
    }
    return kinds;
  }
}
