package dev.muster.scheduler.kube.act;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.model.Action;
import dev.muster.scheduler.model.Admission;
import dev.muster.scheduler.model.GangId;
import dev.muster.scheduler.model.GangStatus;
import dev.muster.scheduler.model.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class AdmissionRoomTest {
  private final List<String> calls = new ArrayList<>();
  private final AdmissionRoom room = new AdmissionRoom(4, () -> calls.add("again"));

  private static Action admit(String gang) {
    return new Action.Admit(
        id(gang), new Admission("local", 1, false, List.of()), GangStatus.UNSEEN);
  }

  private static Action create(String gang) {
    return new Action.CreateComponents(id(gang), 1, List.of(0));
  }

  private static GangId id(String gang) {
    return new GangId("default", gang, gang);
  }

  private static Plan plan(Action... actions) {
    return new Plan(List.of(actions), List.of(), List.of(), OptionalLong.of(9));
  }

  private Plan fitted(Action... actions) {
    return room.fitted(plan(actions), gang -> calls.add("left out " + gang.name()));
  }

  @Test
  void planWhoseAdmissionsHavePlacesStaysAsItIs() {
    var plan = plan(admit("a"), create("b"), admit("c"));

    assertThat(room.fitted(plan, gang -> calls.add(gang.name()))).isSameAs(plan);
    assertThat(calls).isEmpty();
  }

  @Test
  void admissionsBeyondTheRoomAreLeftOutInOrderAndNothingElseIs() {
    room.take("a");
    room.take("b");

    assertThat(fitted(admit("c"), create("x"), admit("d"), admit("e"), create("y"), admit("f")))
        .isEqualTo(plan(admit("c"), create("x"), admit("d"), create("y")));
    assertThat(calls).containsExactly("left out e", "left out f");
  }

  @Test
  void admissionThatIsUnderWayTakesNoSecondPlace() {
    for (var gang : List.of("a", "b", "c", "d")) {
      room.take(gang);
    }

    assertThat(fitted(admit("d"), admit("e"))).isEqualTo(plan(admit("d")));
    assertThat(calls).containsExactly("left out e");
  }

  @Test
  void whatWasLeftOutIsDecidedAgainOnceWhenHalfTheRoomIsFree() {
    for (var gang : List.of("a", "b", "c", "d")) {
      room.take(gang);
    }
    var unused = fitted(admit("e"));
    calls.clear();

    room.free("a");
    assertThat(calls).isEmpty();
    room.free("b");
    assertThat(calls).containsExactly("again");
    room.free("c");
    room.free("c");
    assertThat(calls).containsExactly("again");
  }

  @Test
  void nobodyIsToldOfRoomThatNobodyWaitsFor() {
    room.take("a");
    room.free("a");
    room.free("never");

    assertThat(calls).isEmpty();
  }
}
