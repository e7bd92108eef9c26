package dev.muster.simulations.torture;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Plays a {@link Script} once. */
final class Run {
  private static final long STEP_MILLIS = 1_000;
  private final Script script;
  private final World world;
  private final Users users;
  private final Ending ending;
  private final Optional<Narrator> narrator;

  private Run(Script script, Optional<Narrator> narrator) {
    this.script = script;
    this.narrator = narrator;
    this.world = new World(script);
    narrator.ifPresent(
        told -> world.store().onChange(change -> told.wrote(world.loop().monotonic(), change)));
    this.users = new Users(world);
    this.ending = new Ending(world, Fleet.of(script.nodes()), users.shapes(), users.jobs());
  }

  static Result of(Script script) {
    return of(script, () -> 0, Optional.empty());
  }

  /**
   * @param time nanoseconds of processor time, for the figures alone
   * @param listener told of everything that happens, line by line
   */
  static Result of(Script script, LongSupplier time, Optional<Consumer<String>> listener) {
    long begun = time.getAsLong();
    var run = new Run(script, listener.map(Narrator::new));
    try {
      run.play();
    } catch (RuntimeException | StackOverflowError defect) {
      var trace = defect.getStackTrace(); // empty if the compiler left it out
      var place = trace.length == 0 ? "" : " at " + trace[0];
      run.world.truth().violation("DEFECT", defect + place);
      run.world.truth().finish(List.of());
    }
    var truth = run.world.truth();
    var faults = new TreeMap<String, Long>();
    run.world.weather().struck().forEach((act, times) -> faults.put(act.word(), times));
    return new Result(
        script.name(),
        truth.events(),
        truth.decisions(),
        faults,
        List.copyOf(truth.violations()),
        truth.trace(),
        time.getAsLong() - begun);
  }

  private void play() {
    world.replicas().forEach(Replica::start);
    script.events().forEach(event -> world.loop().after(event.at(), () -> happens(event)));
    world.loop().after(script.healed(), this::heal);
    world.loop().runFor(script.healed());
    long quiet = 0;
    long writes = world.truth().writesOfSchedulers();
    while (world.loop().monotonic() < script.end() && quiet < Script.QUIET_MILLIS) {
      world.loop().runFor(STEP_MILLIS);
      boolean same = writes == world.truth().writesOfSchedulers();
      quiet = same && ending.unfinished().isEmpty() ? quiet + STEP_MILLIS : 0;
      writes = world.truth().writesOfSchedulers();
    }
    world.truth().finish(problems(quiet));
  }

  private void happens(Event event) {
    narrator.ifPresent(told -> told.happens(event));
    var act = event.act();
    switch (act.group()) {
      case USER -> {
        if (!act.fault().isEmpty()) {
          world.weather().count(act);
        }
        users.does(event);
      }
      case WORLD -> {
        world.weather().disturb(event.lasts());
        world.weather().count(act);
        inWorld(event);
      }
      case REPLICA -> replica(event);
      case CALLS, DELAYS -> world.weather().begin(event);
      case WATCHES -> watches(event);
    }
  }

  private void inWorld(Event event) {
    if (event.act() == Act.WEBHOOK_DOWN) {
      world.webhook().setDown(true);
      world.loop().after(event.lasts(), () -> world.webhook().setDown(false));
    } else if (event.act() == Act.COMPACT) {
      world.store().compact(world.store().version());
    } else {
      users.does(event);
    }
  }

  private void watches(Event event) {
    if (event.act() == Act.SILENCE) {
      world.weather().begin(event);
    } else {
      world.weather().disturb(20_000);
      world.cutWatches(event.target());
    }
  }

  private void replica(Event event) {
    if (event.act() == Act.SLOW) {
      world.weather().begin(event);
      return;
    }
    world.weather().disturb(event.lasts());
    if (event.act() != Act.CRASH_AT && event.act() != Act.STALL_AT) {
      world.weather().count(event.act()); // the others count when it comes to them
    }
    for (var replica : world.replicas(event.target())) {
      switch (event.act()) {
        case CRASH -> replica.crash();
        case CRASH_AT -> replica.crashAt(event.amount(), Moment.of(event.detail()));
        case STALL_AT -> replica.stallAt(event.amount(), Stall.of(event.detail()), event.lasts());
        case FREEZE -> replica.freeze(event.lasts());
        case SKEW -> replica.skew(event.amount());
        default -> throw new IllegalArgumentException(event.act() + " is done to no replica");
      }
    }
  }

  private void heal() {
    world.weather().clear();
    world.replicas().forEach(Replica::disarm);
    world.webhook().setDown(false);
    users.goHome();
  }

  private List<String> problems(long quiet) {
    var problems = ending.unfinished();
    if (problems.isEmpty() && quiet < Script.QUIET_MILLIS) {
      problems.add("NOISE all is over, and yet " + world.truth().lastWrite());
    }
    problems.addAll(ending.left());
    return problems;
  }
}
