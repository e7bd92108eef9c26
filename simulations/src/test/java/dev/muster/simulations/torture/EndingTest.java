package dev.muster.simulations.torture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.live.objects.Trees;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is not over, or should be gone, when all should be over. Nobody schedules here. */
final class EndingTest {
  private static final Shape SMALL = new Shape(Shape.Kind.JOB, 1, 1, 10, "");
  private static final Shape HUGE = new Shape(Shape.Kind.JOB, 3, 8, 10, "");
  private final World world =
      new World(new Script("none", "2x8gpu", 1, 0, 0, Script.QUIET_MILLIS, List.of()));
  private final TreeMap<String, Shape> shapes = new TreeMap<>();
  private final Ending ending = new Ending(world, Fleet.of("2x8gpu"), shapes, new TreeMap<>());

  private void gang(String name, Shape shape, String phase) {
    World.require(world.create(shape.gang(name)));
    World.require(
        world.patch(
            World.GANGS,
            "AppWrapper",
            name,
            "status",
            Trees.object("status", Trees.object("phase", phase))));
    shapes.put(name, shape);
  }

  private void change(String name, String part, Object value) {
    World.require(world.patch(World.GANGS, "AppWrapper", name, "", Trees.object(part, value)));
  }

  @Test
  void whatEndedOrIsHeldOrNeverFitsIsInOrder() {
    gang("done", SMALL, "Succeeded");
    gang("failed", SMALL, "Failed");
    gang("never", HUGE, "Suspended");
    gang("held", SMALL, "Suspended");
    change("held", "spec", Trees.object("suspend", true));
    assertThat(ending.unfinished()).isEmpty();
    assertThat(ending.left()).isEmpty();
  }

  @Test
  void whatWaitsOrRunsOrLeavesOrShouldBeGoneIsNot() {
    gang("fits", SMALL, "Suspended");
    gang("runs", SMALL, "Running");
    gang("leaves", SMALL, "Succeeded");
    change("leaves", "metadata", Trees.object("finalizers", List.of("x/y")));
    World.require(world.delete(World.GANGS, "AppWrapper", "leaves"));
    gang("poison", SMALL, "Suspended");
    shapes.remove("poison");
    assertThat(ending.unfinished())
        .containsExactly(
            "UNFINISHED fits (job:1x1:10:) is 'Suspended'",
            "UNFINISHED leaves (job:1x1:10:) is 'Succeeded', leaving",
            "UNFINISHED poison (to be gone) is 'Suspended'",
            "UNFINISHED runs (job:1x1:10:) is 'Running'");
  }

  @Test
  void anObjectOfAGangThatDoesNotWantItIsLeft() {
    gang("waits", SMALL, "Suspended");
    var uid = Trees.uid(World.require(world.get(World.GANGS, "AppWrapper", "waits")));
    var job = Trees.map(Trees.maps(SMALL.gang("j"), "spec", "components").getFirst(), "template");
    Trees.map(job, "metadata")
        .put(
            "ownerReferences",
            List.of(
                Trees.object(
                    "apiVersion", World.GANGS, "kind", "AppWrapper", "name", "waits", "uid", uid)));
    World.require(world.create(job));
    assertThat(ending.left()).containsExactly("LEFT Job j");
  }
}
