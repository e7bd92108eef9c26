package dev.muster.scheduler.kube.act;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.kube.ManualLoop;
import dev.muster.scheduler.model.Action;
import dev.muster.scheduler.model.GangId;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaceTest {
  private final ManualLoop loop = new ManualLoop();
  private final Pace pace = new Pace(loop, 900);
  private final Action action = create("a", 1);

  private static Action create(String gang, int epoch) {
    return new Action.CreateComponents(new GangId("default", gang, gang), epoch, List.of(0));
  }

  @Test
  void whatAPlanRepeatsIsDoneAgainAfterTheGapAndNotBefore() {
    assertThat(pace.isRepetition(action)).isFalse();
    assertThat(pace.takes(action, "create", 1)).isTrue();
    loop.runFor(899);
    assertThat(pace.isRepetition(action)).isTrue();
    assertThat(pace.takes(action, "create", 1)).isFalse();
    loop.runFor(1);
    assertThat(pace.isRepetition(action)).isFalse();
    assertThat(pace.takes(action, "create", 1)).isTrue();
  }

  @Test
  void theSameErrandDecidedAnewIsNoOther() {
    pace.takes(action, "create", 1);
    loop.runFor(500);
    var anew = create("a", 1);

    assertThat(pace.isRepetition(anew)).isFalse();
    assertThat(pace.takes(anew, "create", 1)).isFalse();
    assertThat(pace.isRepetition(anew)).isTrue();
    loop.runFor(400);
    assertThat(pace.isRepetition(anew)).isFalse();
  }

  @Test
  void anotherErrandOrAttemptOrGangIsDoneAtOnce() {
    pace.takes(action, "create", 1);

    assertThat(pace.takes(create("a", 2), "create", 2)).isTrue();
    assertThat(pace.takes(create("a", 2), "delete", 2)).isTrue();
    assertThat(pace.takes(create("b", 1), "create", 1)).isTrue();
  }

  @Test
  void whatWasGivenUpIsDoneAtOnce() {
    pace.takes(action, "create", 1);
    pace.forget("a");

    assertThat(pace.isRepetition(action)).isFalse();
    assertThat(pace.takes(action, "create", 1)).isTrue();
  }
}
