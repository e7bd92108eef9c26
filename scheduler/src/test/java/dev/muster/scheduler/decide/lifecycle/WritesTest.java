package dev.muster.scheduler.decide.lifecycle;

import static dev.muster.scheduler.decide.lifecycle.GangBuilder.gang;
import static dev.muster.scheduler.decide.lifecycle.World.tally;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.model.Condition;
import dev.muster.scheduler.model.Phase;
import dev.muster.scheduler.model.Wish;
import org.junit.jupiter.api.Test;

/** How many writes a life costs. */
class WritesTest {

  @Test
  void gangThatRunsThroughTakesSixWrites() {
    var world = gang().object("Job", 2).tolerating(t -> t.successTtl = 1_000).world();
    world.podsOfAttempt = attempt -> tally(2, 0, 0, 0);
    world.pass(1_000).pods(1, 1, 0, 0).pods(0, 2, 0, 0).pass(1_000).pods(0, 1, 1, 0);
    world.pods(0, 0, 2, 0);

    assertThat(world.phase()).isEqualTo(Phase.SUCCEEDED);
    assertThat(world.written.size() + world.finalizerWrites).isEqualTo(6);

    world.pass(1_000);
    assertThat(world.written.size() + world.finalizerWrites).as("time to live").isEqualTo(7);

    world.wish(Wish.DELETE);
    assertThat(world.written.size() + world.finalizerWrites).as("deletion").isEqualTo(10);
  }

  @Test
  void gangWhosePodsAreReadyAtOnceTakesThreeWritesFromQueuedToReady() {
    var world = gang().object("Job", 2).world();
    world.full = true;
    world.settle();
    int queued = world.written.size() + world.finalizerWrites;
    world.full = false;
    world.podsOfAttempt = attempt -> tally(0, 2, 0, 0);

    world.settle();

    assertThat(world.condition(Condition.PODS_READY)).startsWith("True");
    assertThat(world.written.size() + world.finalizerWrites - queued).isEqualTo(3);
  }

  @Test
  void retryTakesFourWrites() {
    var world = gang().object("Job", 2).tolerating(t -> t.failure = 0).world();
    world.podsOfAttempt = attempt -> tally(2, 0, 0, 0);
    world.settle();
    world.pods(0, 2, 0, 0);
    int before = world.written.size();

    world.pods(0, 1, 0, 1).pass(90_000).pods(0, 2, 0, 0);

    assertThat(world.condition(Condition.PODS_READY)).startsWith("True");
    assertThat(world.gang.status().resets()).isEqualTo(1);
    assertThat(world.written.size() - before).isEqualTo(4);
  }
}
