package dev.muster.scheduler.decide.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.model.Action;
import dev.muster.scheduler.model.GangId;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class AgendaTest {
  private final Agenda agenda = new Agenda();

  @Test
  void aGangIsDueWhenItsTimeHasComeOrItsActionsWereNotTakenUp() {
    agenda.put("late", List.of(), OptionalLong.of(20));
    agenda.put("soon", List.of(), OptionalLong.of(10));
    agenda.put("acting", List.of(action("acting")), OptionalLong.of(30));
    agenda.put("quiet", List.of(), OptionalLong.empty());

    assertThat(agenda.due(9)).containsExactly("acting");
    assertThat(agenda.due(10)).containsExactlyInAnyOrder("acting", "soon");
    assertThat(agenda.due(30)).containsExactlyInAnyOrder("acting", "soon", "late");
    assertThat(agenda.wakeAt()).hasValue(10);
  }

  @Test
  void whatIsNotedLastCounts() {
    agenda.put("a", List.of(action("a")), OptionalLong.of(10));
    agenda.put("a", List.of(), OptionalLong.empty());

    assertThat(agenda.actions()).isEmpty();
    assertThat(agenda.wakeAt()).isEmpty();
  }

  @Test
  void actionsComeInOrderOfUid() {
    agenda.put("b", List.of(action("b")), OptionalLong.empty());
    agenda.put("a", List.of(action("a")), OptionalLong.empty());

    assertThat(agenda.actions()).containsExactly(action("a"), action("b"));
  }

  private static Action action(String uid) {
    return new Action.RemoveFinalizer(new GangId("ns", uid, uid));
  }
}
