package dev.muster.scheduler.decide.lifecycle;

import static dev.muster.scheduler.decide.lifecycle.GangBuilder.gang;
import static dev.muster.scheduler.decide.lifecycle.World.tally;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.model.Action.Advance;
import dev.muster.scheduler.model.Admission;
import dev.muster.scheduler.model.Condition;
import dev.muster.scheduler.model.Gang;
import dev.muster.scheduler.model.Observed;
import dev.muster.scheduler.model.Observed.Component;
import dev.muster.scheduler.model.Observed.PodTally;
import dev.muster.scheduler.model.Observed.State;
import dev.muster.scheduler.model.Phase;
import dev.muster.scheduler.model.Wish;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** Laws that hold whatever happens, however unlikely. */
class LifecyclePropertiesTest {

  /** Time passes, something else is seen and wanted, and a step's status is stored or lost. */
  record Happening(long later, Wish wish, Observed observed, boolean stored, long podMadeAt) {}

  @Provide
  Arbitrary<List<Happening>> histories() {
    var components =
        Combinators.combine(
                Arbitraries.of(State.values()),
                Arbitraries.frequencyOf(
                    Tuple.of(5, Arbitraries.just("")), Tuple.of(1, Arbitraries.just("no"))),
                Arbitraries.frequency(Tuple.of(9, false), Tuple.of(1, true)),
                Arbitraries.frequency(Tuple.of(9, false), Tuple.of(1, true)))
            .as(Component::new);
    var tallies =
        Combinators.combine(few(), few(), few(), few(), few())
            .as((pending, running, succeeded, failed, leaving) ->
                new PodTally(
                    pending,
                    running,
                    succeeded,
                    failed,
                    pending + running + succeeded + failed + leaving,
                    failed > 0 ? List.of(failed) : List.of()));
    var likely =
        Combinators.combine(
                Arbitraries.of(
                    List.of(Component.PRESENT, Component.PRESENT),
                    List.of(Component.ABSENT, Component.ABSENT)),
                Arbitraries.of(PodTally.NONE, tally(0, 2, 0, 0), tally(2, 0, 0, 0)),
                Arbitraries.just(true))
            .as(Observed::new);
    var unlikely =
        Combinators.combine(
                components.list().ofMaxSize(2), tallies, Arbitraries.of(true, true, true, false))
            .as(Observed::new);
    return Combinators.combine(
            Arbitraries.of(0L, 1L, 1_000L, 5_000L, 60_000L, 600_000L, 1_000_000_000L),
            Arbitraries.frequency(
                Tuple.of(20, Wish.RUN),
                Tuple.of(3, Wish.HOLD),
                Tuple.of(1, Wish.DELETE),
                Tuple.of(1, Wish.LEAVE_ALONE)),
            Arbitraries.oneOf(likely, unlikely),
            Arbitraries.of(true, true, true, false),
            Arbitraries.longs().between(0, 2_000_000))
        .as(Happening::new)
        .list()
        .ofMinSize(10)
        .ofMaxSize(80);
  }

  private static Arbitrary<Integer> few() {
    return Arbitraries.integers().between(0, 2);
  }

  /** Today's, or one of those of MCAD. */
  private static Gang subject(int edition) {
    var builder = gang();
    var unused =
        switch (edition) {
          case 1 -> builder.mcad(0, false);
          case 2 -> builder.mcad(2, false, "", "complete");
          case 3 -> builder.mcad(0, true);
          case 4 -> builder.mcad(-1, true);
          default -> builder;
        };
    return builder
        .object("Job", 1)
        .object("Pod", 1)
        .tolerating(t -> {
          t.retryable = List.of(1);
          t.keepFailed = 5_000;
          t.runTime = 10_000_000;
        })
        .build();
  }

  @Property(tries = 2_000)
  void whateverHappensEveryStepObeysTheTable(
      @ForAll("histories") List<Happening> histories, @ForAll @IntRange(max = 4) int edition) {
    var gang = subject(edition);
    long now = World.START;
    for (var happening : histories) {
      now += happening.later();
      gang = gang.withWish(happening.wish()).withObserved(happening.observed());
      gang = admitIfWaiting(gang, now);
      var step = Lifecycle.step(gang, now, happening.podMadeAt());
      assertThat(Lifecycle.step(gang, now, happening.podMadeAt()))
          .as("the same again")
          .isEqualTo(step);
      checkActions(gang, step, now);
      gang = happening.stored() ? stored(gang, step) : gang;
    }
  }

  private static void checkActions(Gang gang, Lifecycle.Step step, long now) {
    var advances = advances(step);
    assertThat(advances).hasSizeLessThanOrEqualTo(1);
    for (var next : advances) {
      var from = gang.status().phase();
      assertThat(Transitions.all())
          .anyMatch(t -> t.from() == from && t.to() == next.next().phase());
      assertThat(next.next()).isNotEqualTo(gang.status());
      assertThat(next.next().phase().word()).isNotEmpty();
      assertThat(next.next().resets()).isBetween(gang.status().resets(), 3);
    }
    step.wakeAt(now).ifPresent(at -> assertThat(at).isGreaterThan(now));
    if (gang.wish() == Wish.LEAVE_ALONE) {
      assertThat(step.actions()).isEmpty();
    }
    boolean waitsForTheOutside = step.actions().isEmpty() && step.wakeAt(now).isEmpty();
    if (waitsForTheOutside) {
      assertThat(mayRest(gang)).as("nothing would ever wake %s", gang).isTrue();
    }
  }

  /** Only these may be left to themselves until something is seen or wanted. */
  private static boolean mayRest(Gang gang) {
    if (gang.wish() == Wish.LEAVE_ALONE || !gang.observed().finalizer()) {
      return gang.wish() != Wish.RUN || gang.status().phase() == Phase.SUSPENDED || ended(gang);
    }
    return switch (gang.status().phase()) {
      case SUSPENDED, RUNNING -> true;
      case FAILED, SUCCEEDED, TERMINATING -> ended(gang);
      case UNSEEN, RESUMING, RESETTING, SUSPENDING -> false;
    };
  }

  private static boolean ended(Gang gang) {
    return !gang.status().isTrue(Condition.RESOURCES_DEPLOYED);
  }

  @Property(tries = 2_000)
  void untilItsTimeComesTheStepOfAnUnchangedGangStaysTheSame(
      @ForAll("histories") List<Happening> histories,
      @ForAll @IntRange(max = 4) int edition,
      @ForAll @LongRange(min = 1, max = 100_000_000) long later) {
    var gang = subject(edition);
    long now = World.START;
    for (var happening : histories) {
      now += happening.later();
      gang = gang.withWish(happening.wish()).withObserved(happening.observed());
      gang = admitIfWaiting(gang, now);
      var step = Lifecycle.step(gang, now, happening.podMadeAt());
      if (advances(step).isEmpty()) {
        long end = step.changesAt().orElse(Long.MAX_VALUE);
        assertThat(Lifecycle.step(gang, Math.min(now + later, end - 1), happening.podMadeAt()))
            .isEqualTo(step);
      }
      gang = stored(gang, step);
    }
  }

  @Property(tries = 1_000)
  void gangThatEndedAndIsGoneSaysNothingForEver(
      @ForAll("histories") List<Happening> histories, @ForAll @IntRange(max = 4) int edition) {
    var gang = subject(edition);
    long now = World.START;
    boolean ended = false;
    for (var happening : histories) {
      now += happening.later();
      var wish = ended && happening.wish() == Wish.DELETE ? Wish.RUN : happening.wish();
      gang = gang.withWish(wish).withObserved(happening.observed());
      gang = admitIfWaiting(gang, now);
      var step = Lifecycle.step(gang, now, happening.podMadeAt());
      if (ended) {
        assertThat(step.actions()).isEmpty();
        assertThat(step.wakeAt(now)).isEmpty();
      }
      gang = stored(gang, step);
      var phase = gang.status().phase();
      ended = (phase == Phase.SUCCEEDED || phase == Phase.FAILED) && ended(gang);
    }
  }

  @Property(tries = 1_000)
  void whenTheWorldKeepsStillSoDoesTheGang(
      @ForAll("histories") List<Happening> histories, @ForAll @IntRange(max = 4) int edition) {
    var gang = subject(edition);
    long now = World.START;
    for (var happening : histories) {
      now += happening.later();
      gang = gang.withWish(happening.wish()).withObserved(happening.observed());
      gang = admitIfWaiting(gang, now);
      int writes = 0;
      var step = Lifecycle.step(gang, now, happening.podMadeAt());
      while (!advances(step).isEmpty()) {
        gang = stored(gang, step);
        step = Lifecycle.step(gang, now, happening.podMadeAt());
        writes++;
        assertThat(writes).as("writes without a cause").isLessThanOrEqualTo(4);
      }
    }
  }

  private static Gang admitIfWaiting(Gang gang, long now) {
    if (gang.status().phase() != Phase.SUSPENDED || gang.wish() != Wish.RUN) {
      return gang;
    }
    int epoch = gang.status().latestAdmission().map(Admission::epoch).orElse(0) + 1;
    var admission = new Admission("local", epoch, false, List.of());
    return gang.withStatus(Lifecycle.admitted(gang, admission, now));
  }

  private static Gang stored(Gang gang, Lifecycle.Step step) {
    var result = gang;
    for (var advance : advances(step)) {
      result = result.withStatus(advance.next());
    }
    return result;
  }

  private static List<Advance> advances(Lifecycle.Step step) {
    return step.actions().stream()
        .filter(Advance.class::isInstance)
        .map(Advance.class::cast)
        .toList();
  }
}
