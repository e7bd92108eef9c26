package dev.muster.scheduler.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {
  private static final Verdict.Shortage SHORTAGE =
      new Verdict.Shortage(
          "0.workers",
          4,
          1,
          "nvidia.com/gpu",
          List.of(
              new Verdict.CauseCount(Verdict.Cause.TAINT, 2),
              new Verdict.CauseCount(Verdict.Cause.RESOURCES, 6)));

  @Test
  void aShortageOfRoomSaysInsufficientWithItsNumbers() {
    assertThat(new Verdict.NodesInUse(SHORTAGE).sentence())
        .isEqualTo(
            "Insufficient free room on the nodes: 0.workers wants 4 pods, 1 fits;"
                + " nodes that take no more: 2 tainted, 6 too little nvidia.com/gpu");
  }

  @Test
  void onlyShortagesSayInsufficient() {
    assertThat(
            List.of(
                new Verdict.HeldByUser(),
                new Verdict.Forbidden("may not"),
                new Verdict.BehindHead(new GangId("ns", "first", "u1")),
                new Verdict.SearchLimit(2000),
                new Verdict.BadObject("spec", "is missing")))
        .noneMatch(verdict -> verdict.sentence().contains("Insufficient"));
  }

  @Test
  void driftingNumbersAreTheSameReasonButAnotherPlaceInAMalformedObjectIsNot() {
    var less = new Verdict.Shortage("0.head", 1, 0, "", List.of());
    assertThat(new Verdict.NodesInUse(SHORTAGE).sameReasonAs(new Verdict.NodesInUse(less)))
        .isTrue();
    assertThat(new Verdict.NodesInUse(SHORTAGE).sameReasonAs(new Verdict.NodesTooSmall(SHORTAGE)))
        .isFalse();
    assertThat(new Verdict.BadObject("a", "x").sameReasonAs(new Verdict.BadObject("b", "x")))
        .isFalse();
  }
}
