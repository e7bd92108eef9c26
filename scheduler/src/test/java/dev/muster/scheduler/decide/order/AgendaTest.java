package dev.muster.scheduler.decide.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.model.Action;
import dev.muster.scheduler.model.GangId;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class AgendaTest {
  private static final OptionalLong NEVER = OptionalLong.empty();

  private final Agenda agenda = new Agenda();

  @Test
  void aGangIsDueWhenItsTimeHasComeOrWhatItHasToDoHoldsForTheMomentOnly() {
    agenda.put("late", List.of(), at(20), NEVER);
    agenda.put("soon", List.of(), at(10), NEVER);
    agenda.put("passing", List.of(action("passing")), NEVER, NEVER);
    agenda.put("errand", List.of(action("errand")), at(30), at(1_000));
    agenda.put("quiet", List.of(), NEVER, NEVER);

    assertThat(agenda.due(9)).containsExactly("passing");
    assertThat(agenda.due(10)).containsExactlyInAnyOrder("passing", "soon");
    assertThat(agenda.due(30)).containsExactlyInAnyOrder("passing", "soon", "late", "errand");
    assertThat(agenda.wakeAt(9)).hasValue(10);
  }

  @Test
  void theShortestRepetitionOfWhatIsStillToBeDoneCounts() {
    agenda.put("a", List.of(action("a")), NEVER, at(1_000));
    agenda.put("b", List.of(action("b")), NEVER, at(1_000));
    agenda.put("c", List.of(action("c")), at(7_000), at(5_000));

    assertThat(agenda.wakeAt(10)).hasValue(1_010);
    agenda.remove("a");
    assertThat(agenda.wakeAt(10)).hasValue(1_010);
    agenda.put("b", List.of(), NEVER, NEVER);
    assertThat(agenda.wakeAt(10)).hasValue(5_010);
    assertThat(agenda.wakeAt(3_000)).hasValue(7_000);
    agenda.remove("c");
    assertThat(agenda.wakeAt(10)).isEmpty();
  }

  @Test
  void whatIsNotedLastCounts() {
    agenda.put("a", List.of(action("a")), at(10), NEVER);
    agenda.put("a", List.of(), NEVER, NEVER);

    assertThat(agenda.actions()).isEmpty();
    assertThat(agenda.due(10)).isEmpty();
    assertThat(agenda.wakeAt(0)).isEmpty();
  }

  @Test
  void actionsComeInOrderOfUid() {
    agenda.put("b", List.of(action("b")), NEVER, NEVER);
    agenda.put("a", List.of(action("a")), NEVER, at(5));

    assertThat(agenda.actions()).containsExactly(action("a"), action("b"));
  }

  private static OptionalLong at(long millis) {
    return OptionalLong.of(millis);
  }

  private static Action action(String uid) {
    return new Action.RemoveFinalizer(new GangId("ns", uid, uid));
  }
}
