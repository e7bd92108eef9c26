package dev.muster.simulations.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.scheduler.cycle.Cluster;
import dev.muster.scheduler.cycle.SchedulingCycle;
import dev.muster.scheduler.model.PersistentMap;
import dev.muster.scheduler.model.Plan;
import dev.muster.scheduler.model.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

final class EngineTest {
  private final EventQueue events = new EventQueue();
  private final List<String> diary = new ArrayList<>();

  @Test
  void atOneInstantCompletionsComeFirstThenTheWorldThenArrivalsThenOneCycle() {
    at(5, Stage.ARRIVAL, "row 1");
    at(5, Stage.ARRIVAL, "row 2");
    at(5, Stage.WORLD, "node lost");
    at(5, Stage.COMPLETION, "end of row 0");

    run(now -> OptionalLong.empty());

    assertThat(diary)
        .containsExactly("end of row 0", "node lost", "row 1", "row 2", "cycle at 5", "look at 5");
  }

  @Test
  void whatIsDueLaterComesLaterThoughItWasScheduledFirst() {
    at(9, Stage.COMPLETION, "late");
    at(2, Stage.ARRIVAL, "early");

    run(now -> OptionalLong.empty());

    assertThat(diary)
        .containsExactly("early", "cycle at 2", "look at 2", "late", "cycle at 9", "look at 9");
  }

  @Test
  void eventsOfOneStageKeepTheOrderInWhichTheyWereScheduled() {
    for (int i = 0; i < 20; i++) {
      at(1, Stage.ARRIVAL, "row " + i);
    }

    run(now -> OptionalLong.empty());

    for (int i = 0; i < 20; i++) {
      assertThat(diary.get(i)).isEqualTo("row " + i);
    }
  }

  @Test
  void aPlanIsMadeAgainWhenTheLastOneAskedForIt() {
    at(10, Stage.ARRIVAL, "row 0");
    at(40, Stage.COMPLETION, "end");

    run(now -> now < 30 ? OptionalLong.of(now + 15) : OptionalLong.empty());

    assertThat(diary)
        .containsExactly(
            "row 0",
            "cycle at 10",
            "look at 10",
            "cycle at 25",
            "look at 25",
            "end",
            "cycle at 40",
            "look at 40");
  }

  @Test
  void onlyTheWishOfTheLastPlanCounts() {
    at(10, Stage.ARRIVAL, "row 0");
    at(20, Stage.ARRIVAL, "row 1");

    run(now -> now == 10 ? OptionalLong.of(30) : OptionalLong.empty());

    assertThat(diary)
        .containsExactly(
            "row 0", "cycle at 10", "look at 10", "row 1", "cycle at 20", "look at 20");
  }

  @Test
  void aPlanCannotAskToBeWokenInThePast() {
    at(10, Stage.ARRIVAL, "row 0");

    assertThatThrownBy(() -> run(now -> OptionalLong.of(now)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("plan of 10 asks to be woken at OptionalLong[10]");
  }

  @Test
  void aPlannerThatAsksForEverDoesNotRunForEver() {
    at(0, Stage.ARRIVAL, "row 0");

    long instants = run(now -> OptionalLong.of(now + 1));

    assertThat(instants).isEqualTo(1 + Engine.MAX_IDLE_WAKES);
  }

  private void at(long time, Stage stage, String entry) {
    events.schedule(time, stage, () -> diary.add(entry));
  }

  private long run(LongFunction<OptionalLong> wakeAt) {
    var cycle =
        new SchedulingCycle(
            new EmptyCluster(),
            snapshot -> {
              diary.add("cycle at " + snapshot.now());
              return new Plan(List.of(), List.of(), List.of(), wakeAt.apply(snapshot.now()));
            },
            (snapshot, plan) -> {});
    return new Engine(events, cycle, now -> diary.add("look at " + now)).run();
  }

  private static final class EmptyCluster implements Cluster {
    @Override
    public Snapshot observe(long now) {
      var empty = new dev.muster.scheduler.model.Cluster("local", PersistentMap.empty());
      return new Snapshot(now, empty, PersistentMap.empty());
    }

    @Override
    public void apply(Plan plan) {}
  }
}
