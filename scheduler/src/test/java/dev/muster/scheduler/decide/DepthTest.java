package dev.muster.scheduler.decide;

import static dev.muster.scheduler.model.Gangs.aGang;
import static dev.muster.scheduler.model.Nodes.aNode;
import static dev.muster.scheduler.model.Snapshots.aSnapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.decide.draft.Rules;
import dev.muster.scheduler.model.Action;
import dev.muster.scheduler.model.Gang;
import dev.muster.scheduler.model.PersistentMap;
import dev.muster.scheduler.model.Plan;
import dev.muster.scheduler.model.Snapshot;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** R32: what is done and told in a cycle depends on what changed, not on how many wait. */
class DepthTest {

  @ParameterizedTest
  @ValueSource(ints = {1_000, 10_000})
  void whoGoesOnWaitingIsToldOnceHoweverManyWaitAndHoweverMuchHappens(int waiting) {
    var planner = new Planner(Rules.DEFAULT);
    var world = aSnapshot().node(aNode("busy").usedGpus(8)).node(aNode("free").usedGpus(7));
    for (int i = 0; i < waiting; i++) {
      world.gang(aGang("g" + i).workers(2 + i % 7, 4).submittedAt(i));
    }
    var first = planner.plan(world.build(), Planner.Memo.EMPTY);
    assertThat(first.plan().actions()).isEmpty();
    assertThat(first.plan().verdicts()).hasSize(waiting);
    var told = told(world.build(), first.plan());

    var quiet = planner.plan(told, first.memo());
    assertThat(quiet.plan().actions()).isEmpty();
    assertThat(quiet.plan().verdicts()).isEmpty();

    var small = aGang("small").workers(1, 1).submittedAt(waiting).build();
    var busier = planner.plan(with(told, small), quiet.memo());
    assertThat(busier.plan().actions()).extracting(Action::gang).containsExactly(small.id());
    assertThat(busier.plan().verdicts()).isEmpty();
  }

  /** Once everybody was told. */
  private static Snapshot told(Snapshot snapshot, Plan plan) {
    var gangs = snapshot.gangs();
    for (var change : plan.verdicts()) {
      var gang = gangs.get(change.gang().uid()).orElseThrow();
      gangs =
          gangs.with(
              gang.id().uid(), gang.withStatus(gang.status().withVerdict(change.verdict(), 0)));
    }
    return with(snapshot, gangs);
  }

  private static Snapshot with(Snapshot snapshot, Gang gang) {
    return with(snapshot, snapshot.gangs().with(gang.id().uid(), gang));
  }

  private static Snapshot with(Snapshot snapshot, PersistentMap<Gang> gangs) {
    return new Snapshot(snapshot.now(), snapshot.cluster(), gangs);
  }
}
