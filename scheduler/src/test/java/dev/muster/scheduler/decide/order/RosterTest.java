package dev.muster.scheduler.decide.order;

import static dev.muster.scheduler.model.Gangs.aGang;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.decide.draft.GangShape;
import dev.muster.scheduler.decide.draft.Rules.Strategy;
import dev.muster.scheduler.decide.draft.Shapes;
import dev.muster.scheduler.model.Gang;
import dev.muster.scheduler.model.Phase;
import dev.muster.scheduler.model.Plan.Line;
import dev.muster.scheduler.model.Plan.VerdictChange;
import dev.muster.scheduler.model.Verdict;
import dev.muster.scheduler.model.Verdict.Code;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RosterTest {
  private static final Verdict LIMIT = new Verdict.SearchLimit(1);

  private final List<GangShape> forgotten = new ArrayList<>();
  private final Roster roster = roster(Strategy.BEST_EFFORT);

  @Test
  void aRefusalSpeaksForAllOfTheSameShape() {
    var first = put(aGang("a").workers(2, 1).build());
    var same = put(aGang("b").workers(2, 1).build());
    var other = put(aGang("c").workers(1, 1).build());

    roster.begin();
    assertThat(turn()).isEqualTo(first);
    roster.refuse(Code.SEARCH_LIMIT, true);
    assertThat(turn()).isEqualTo(other);
    roster.admit();

    assertThat(roster.next()).isEmpty();
    assertThat(end())
        .containsExactly(new VerdictChange(first.id(), LIMIT), new VerdictChange(same.id(), LIMIT));
    assertThat(roster.lines()).containsExactly(new Line("", 2, List.of(first.id(), same.id())));
  }

  @Test
  void aShapeThatWasRefusedForGoodIsNotAskedAgainUntilItIsWoken() {
    var gang = put(aGang("a").workers(2, 1).build());
    roster.begin();
    var shape = roster.next().orElseThrow().shape();
    roster.refuse(Code.SEARCH_LIMIT, true);
    assertThat(end()).hasSize(1);

    roster.begin();
    assertThat(roster.next()).isEmpty();
    assertThat(end()).as("still to be told").hasSize(1);

    roster.wake(shape);
    roster.begin();
    assertThat(turn()).isEqualTo(gang);
  }

  /** R03, R32. */
  @ParameterizedTest
  @ValueSource(ints = {1_000, 10_000})
  void aPassAsksOnceForEachShapeThatMayFitHoweverManyWait(int waiting) {
    for (int i = 0; i < waiting; i++) {
      put(aGang("g" + i).submittedAt(i).workers(1 + i % 7, 1).build());
    }
    var asked = refused();
    assertThat(asked).hasSize(7);
    assertThat(refused()).isEmpty();

    roster.wake(asked.get(3));
    assertThat(refused()).containsExactly(asked.get(3));
  }

  /** The shapes that a pass asks about, all of which are refused for good. */
  private List<GangShape> refused() {
    var asked = new ArrayList<GangShape>();
    roster.begin();
    for (var next = roster.next(); next.isPresent(); next = roster.next()) {
      asked.add(next.get().shape());
      roster.refuse(Code.NODES_IN_USE, true);
    }
    assertThat(end()).isNotEmpty();
    return asked;
  }

  @Test
  void anAdmissionThatDidNotHappenIsDecidedAnew() {
    var gang = put(aGang("a").workers(2, 1).build());
    roster.begin();
    assertThat(turn()).isEqualTo(gang);
    roster.admit();
    assertThat(end()).isEmpty();
    assertThat(roster.lines()).isEmpty();

    roster.forgetAdmissions();
    roster.begin();

    assertThat(turn()).isEqualTo(gang);
  }

  @Test
  void inAStrictQueueAllBehindTheRefusedOneAreToldWho() {
    var strict = roster(Strategy.STRICT);
    var head = aGang("a").workers(2, 1).priority(1).build();
    var behind = aGang("b").workers(1, 1).build();
    strict.put(behind, false);
    strict.put(head, false);

    strict.begin();
    assertThat(strict.next().orElseThrow().gang()).isEqualTo(head);
    strict.refuse(Code.SEARCH_LIMIT, true);

    assertThat(strict.next()).isEmpty();
    assertThat(strict.end((shape, code, sets) -> LIMIT))
        .containsExactly(
            new VerdictChange(head.id(), LIMIT),
            new VerdictChange(behind.id(), new Verdict.BehindHead(head.id())));
  }

  @Test
  void aGangThatActsOrDoesNotWaitIsNoCandidate() {
    roster.put(aGang("a").workers(1, 1).build(), true);
    roster.put(aGang("b").workers(1, 1).phase(Phase.RUNNING).build(), false);
    roster.put(aGang("c").workers(1, 1).phase(Phase.UNSEEN).build(), false);

    roster.begin();

    assertThat(roster.next()).isEmpty();
    assertThat(roster.lines()).isEmpty();
  }

  @Test
  void onlyTheFirstHundredOfALineAreShown() {
    for (int i = 0; i < 150; i++) {
      put(aGang("g%03d".formatted(i)).submittedAt(i).workers(1, 1).build());
    }

    var line = roster.lines().getFirst();

    assertThat(line.waiting()).isEqualTo(150);
    assertThat(line.first()).hasSize(100);
    assertThat(line.first().getLast().name()).isEqualTo("g099");
  }

  @Test
  void aShapeIsForgottenWithItsLastGang() {
    var first = put(aGang("a").workers(2, 1).build());
    var same = put(aGang("b").workers(2, 1).build());

    roster.remove(first.id().uid());
    assertThat(forgotten).isEmpty();
    roster.put(same.withStatus(same.status().withPhase(Phase.RESUMING)), false);

    assertThat(forgotten).hasSize(1);
  }

  private Roster roster(Strategy strategy) {
    return new Roster(strategy, new Shapes(), forgotten::add);
  }

  private Gang put(Gang gang) {
    roster.put(gang, false);
    return gang;
  }

  private Gang turn() {
    return roster.next().orElseThrow().gang();
  }

  private List<VerdictChange> end() {
    return roster.end((shape, code, sets) -> LIMIT);
  }
}
