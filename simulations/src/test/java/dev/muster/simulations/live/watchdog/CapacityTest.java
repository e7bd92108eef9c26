package dev.muster.simulations.live.watchdog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.live.objects.Amounts;
import dev.muster.simulations.live.objects.Trees;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whose fault it is that a node is to give more than it has. */
final class CapacityTest {
  private static final String GPU = "nvidia.com/gpu";
  private static final Amounts FOUR = Amounts.NONE.with(GPU, 4_000);
  private static final Amounts EIGHT = Amounts.NONE.with(GPU, 8_000);
  private final Findings findings = new Findings();
  private long now = 10_000;
  private final Capacity capacity = new Capacity(findings, () -> now, 2_000);

  private static Map<String, @Nullable Object> node(String gpus) {
    var amounts = Trees.object("cpu", "8", "pods", "10", GPU, gpus);
    return Trees.object(
        "metadata", Trees.object("name", "n"), "status", Trees.object("allocatable", amounts));
  }

  private int overcommits() {
    return findings.report().overcommits();
  }

  private void promise(Amounts amounts) {
    capacity.promise("other", Map.of(), Map.of("n", amounts));
    capacity.check("a promise", false);
  }

  @Test
  void roomThatAStrangerTookAMomentAgoMayBePromisedButNotLater() {
    capacity.putNode(node("8"));
    capacity.bindStranger("n", FOUR);
    capacity.check("a stranger", true);
    promise(EIGHT);
    assertThat(overcommits()).isZero();
    assertThat(findings.report().outside()).isEqualTo(1);
    now += 2_001;
    promise(FOUR);
    assertThat(overcommits()).isEqualTo(1);
  }

  @Test
  void roomThatANodeLostAMomentAgoMayBePromisedButNotLater() {
    capacity.putNode(node("8"));
    capacity.putNode(node("4"));
    promise(EIGHT);
    assertThat(overcommits()).isZero();
    now += 2_001;
    promise(FOUR);
    assertThat(overcommits()).isEqualTo(1);
  }

  @Test
  void aNodeWithTooFewGpusMayStillGetWhatTakesNone() {
    capacity.putNode(node("8"));
    promise(EIGHT);
    capacity.putNode(node("4"));
    now += 2_001;
    promise(Amounts.NONE.with("cpu", 1_000));
    assertThat(findings.report().violations()).isEqualTo(List.of());
    promise(Amounts.NONE.with("cpu", 8_000));
    assertThat(overcommits()).isEqualTo(1);
  }

  @Test
  void whoAsksNobodyMayTakePromisedRoomButNoMoreThanThereIs() {
    capacity.putNode(node("8"));
    promise(EIGHT);
    capacity.bindStranger("n", EIGHT);
    capacity.check("a stranger", true);
    assertThat(overcommits()).isZero();
    capacity.bindStranger("n", FOUR);
    capacity.check("another", true);
    assertThat(overcommits()).isEqualTo(1);
  }

  /** Its pod ran elsewhere, where there was room too, and has just ended. */
  private void podOfAGangThatWasPromisedFourHereEndsElsewhere() {
    capacity.putNode(node("8"));
    capacity.promise("gang", Map.of(), Map.of("n", FOUR));
    capacity.ended("gang");
    capacity.check("the same pod", true);
  }

  @Test
  void placeOfAPodThatEndedElsewhereAMomentAgoMayBePromisedButNotLater() {
    podOfAGangThatWasPromisedFourHereEndsElsewhere();
    promise(EIGHT);
    assertThat(overcommits()).isZero();
    assertThat(findings.report().outside()).isEqualTo(1);
    now += 2_001;
    promise(FOUR);
    assertThat(overcommits()).isEqualTo(1);
  }

  @Test
  void noMoreThanThatPlaceMayBe() {
    podOfAGangThatWasPromisedFourHereEndsElsewhere();
    promise(EIGHT.plus(FOUR));
    assertThat(overcommits()).isEqualTo(1);
  }

  @Test
  void placeThatItsGangHasTakenOrGivenUpSinceExcusesNothing() {
    podOfAGangThatWasPromisedFourHereEndsElsewhere();
    capacity.promise("gang", Map.of("n", FOUR), Map.of());
    capacity.check("its gang is over", false);
    promise(EIGHT.plus(FOUR));
    assertThat(overcommits()).isEqualTo(1);
  }

  @Test
  void podThatEndedWhereItWasPromisedAPlaceExcusesNothing() {
    capacity.putNode(node("8"));
    capacity.bind("n", FOUR);
    capacity.check("a pod", false);
    capacity.release("n", FOUR, now);
    capacity.promise("gang", Map.of(), Map.of("n", FOUR));
    capacity.ended("gang");
    capacity.check("the same pod", true);
    promise(EIGHT);
    assertThat(overcommits()).isEqualTo(1);
  }
}
