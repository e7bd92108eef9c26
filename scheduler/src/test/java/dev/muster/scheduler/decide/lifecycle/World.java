package dev.muster.scheduler.decide.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.model.Action;
import dev.muster.scheduler.model.Action.Announce;
import dev.muster.scheduler.model.Action.DeleteComponents;
import dev.muster.scheduler.model.Action.Force;
import dev.muster.scheduler.model.Admission;
import dev.muster.scheduler.model.Condition;
import dev.muster.scheduler.model.Gang;
import dev.muster.scheduler.model.GangStatus;
import dev.muster.scheduler.model.Observed;
import dev.muster.scheduler.model.Observed.Component;
import dev.muster.scheduler.model.Observed.PodTally;
import dev.muster.scheduler.model.Observed.State;
import dev.muster.scheduler.model.Phase;
import dev.muster.scheduler.model.Wish;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.IntFunction;

/**
 * A world of one gang: does what a step says, at once unless told otherwise, and shows what comes
 * of it. Admits the gang whenever it waits, unless {@link #full}.
 */
final class World {
  static final long START = 1_000_000;
  static final Component TERMINATING = new Component(State.TERMINATING, "", false, false);
  static final Component MISSING = new Component(State.MISSING, "", false, false);

  /** What creating the objects leads to, one entry for each object. */
  List<Component> creations;

  /** The pods that exist as soon as all objects do, by number of the attempt. */
  IntFunction<PodTally> podsOfAttempt = attempt -> PodTally.NONE;

  boolean full;
  boolean podsResist;
  boolean objectsResist;
  boolean deletionsLost;

  /** When pods of others were last made. */
  long podMadeAt;

  Gang gang;
  long now = START;
  final List<GangStatus> written = new ArrayList<>();
  final List<Announce> told = new ArrayList<>();
  final List<Force> deletions = new ArrayList<>();
  final SortedSet<Long> deletionTimes = new TreeSet<>();
  int finalizerWrites;

  World(Gang gang) {
    this.gang = gang;
    this.creations = gang.spec().objects().stream().map(object -> Component.PRESENT).toList();
  }

  /** A gang whose pods all run from the start. */
  static World running(GangBuilder builder, int pods) {
    var world = builder.world();
    world.podsOfAttempt = attempt -> tally(0, pods, 0, 0);
    world.settle();
    assertThat(world.phase()).isEqualTo(Phase.RUNNING);
    return world;
  }

  /** Nothing new: does what is to be done now, until only time can bring something. */
  OptionalLong settle() {
    for (int i = 0; i < 100; i++) {
      var before = gang;
      if (gang.status().phase() == Phase.SUSPENDED && gang.wish() == Wish.RUN && !full) {
        admit();
        continue;
      }
      var step = Lifecycle.step(gang, now, podMadeAt);
      assertThat(Lifecycle.step(gang, now, podMadeAt)).isEqualTo(step);
      step.actions().forEach(this::apply);
      if (gang.equals(before)) {
        return step.wakeAt(now);
      }
    }
    throw new AssertionError("does not settle: " + gang);
  }

  World pass(long milliseconds) {
    long end = now + milliseconds;
    var wakeAt = settle();
    while (wakeAt.isPresent() && wakeAt.getAsLong() <= end) {
      assertThat(wakeAt.getAsLong()).as("wakes later than now").isGreaterThan(now);
      now = wakeAt.getAsLong();
      wakeAt = settle();
    }
    now = end;
    settle();
    return this;
  }

  World pods(int pending, int running, int succeeded, int failed, Integer... exitCodes) {
    return observe(
        new Observed(
            gang.observed().components(),
            tally(pending, running, succeeded, failed, exitCodes),
            gang.observed().finalizer()));
  }

  World component(int index, Component component) {
    var components = new ArrayList<>(gang.observed().components());
    components.set(index, component);
    return observe(new Observed(components, gang.observed().pods(), gang.observed().finalizer()));
  }

  World denied(String problem) {
    var seen = gang.observed();
    return observe(new Observed(seen.components(), seen.pods(), seen.finalizer(), problem));
  }

  World wish(Wish wish) {
    gang = gang.withWish(wish);
    settle();
    return this;
  }

  World observe(Observed observed) {
    gang = gang.withObserved(observed);
    settle();
    return this;
  }

  static PodTally tally(int pending, int running, int succeeded, int failed, Integer... exitCodes) {
    int left = pending + running + succeeded + failed;
    return new PodTally(pending, running, succeeded, failed, left, List.of(exitCodes));
  }

  Phase phase() {
    return gang.status().phase();
  }

  /** The phases as written, one for each change. */
  List<Phase> phases() {
    var phases = new ArrayList<Phase>();
    for (var status : written) {
      if (phases.isEmpty() || phases.getLast() != status.phase()) {
        phases.add(status.phase());
      }
    }
    return phases;
  }

  /** A condition as {@code True Reason: message}; empty if absent. */
  String condition(String type) {
    return gang.status().condition(type).map(World::shown).orElse("");
  }

  String component(int index) {
    var conditions = gang.status().components().get(index).conditions();
    return conditions.values().stream().map(World::shown).reduce("", String::concat);
  }

  List<String> events() {
    return told.stream()
        .map(e -> (e.warning() ? "Warning " : "Normal ") + e.reason() + ": " + e.message())
        .toList();
  }

  private static String shown(Condition c) {
    var text = c.status().word() + " " + c.reason();
    return c.message().isEmpty() ? text : text + ": " + c.message();
  }

  private void admit() {
    int last = gang.status().latestAdmission().map(Admission::epoch).orElse(0);
    var admission = new Admission("local", last + 1, false, List.of());
    finalizerWrites += gang.observed().finalizer() ? 0 : 1;
    write(Lifecycle.admitted(gang, admission, now));
    gang =
        gang.withObserved(new Observed(gang.observed().components(), gang.observed().pods(), true));
  }

  private void write(GangStatus status) {
    assertThat(status).isNotEqualTo(gang.status());
    gang = gang.withStatus(status);
    written.add(status);
  }

  private void apply(Action action) {
    switch (action) {
      case Action.Admit admit -> throw new AssertionError("not a step's to say: " + admit);
      case Action.Advance advance -> write(advance.next());
      case Action.Announce announce -> told.add(announce);
      case Action.CreateComponents create -> create(create);
      case DeleteComponents delete -> delete(delete.force());
      case Action.RemoveFinalizer remove -> {
        finalizerWrites++;
        gang =
            gang.withObserved(
                new Observed(gang.observed().components(), gang.observed().pods(), false));
      }
    }
  }

  private void create(Action.CreateComponents create) {
    int epoch = gang.status().latestAdmission().orElseThrow().epoch();
    assertThat(create.epoch()).isEqualTo(epoch);
    var components = new ArrayList<>(gang.observed().components());
    while (components.size() < creations.size()) {
      components.add(Component.ABSENT);
    }
    create.components().forEach(index -> components.set(index, creations.get(index)));
    boolean all = components.stream().allMatch(c -> c.state() == State.PRESENT);
    var pods = all ? podsOfAttempt.apply(epoch) : gang.observed().pods();
    gang = gang.withObserved(new Observed(components, pods, gang.observed().finalizer()));
  }

  private void delete(Force force) {
    deletions.add(force);
    deletionTimes.add(now - START);
    if (deletionsLost) {
      return;
    }
    boolean forced = force == Force.FORCED;
    var old = gang.observed();
    var components = old.components().stream().map(this::deleted).toList();
    var pods = podsResist && !forced ? old.pods() : PodTally.NONE;
    gang = gang.withObserved(new Observed(components, pods, old.finalizer()));
  }

  private Component deleted(Component component) {
    return switch (component.state()) {
      case PRESENT, TERMINATING -> objectsResist ? TERMINATING : Component.ABSENT;
      case ABSENT, MISSING, ERROR, REFUSED -> Component.ABSENT;
    };
  }
}
