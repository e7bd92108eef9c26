package dev.muster.simulations.torture;

import dev.muster.simulations.live.objects.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Plays a {@link Script} once. */
final class Run {
  /** After all has come to an end there must be no write for so long. */
  private static final long SILENT_MILLIS = 180_000;

  private static final long STEP_MILLIS = 1_000;
  private final Script script;
  private final World world;
  private final Users users;
  private final Optional<Narrator> narrator;

  private Run(Script script, Optional<Narrator> narrator) {
    this.script = script;
    this.narrator = narrator;
    this.world = new World(script);
    narrator.ifPresent(
        told -> world.store().onChange(change -> told.wrote(world.loop().monotonic(), change)));
    this.users = new Users(world);
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
    while (world.loop().monotonic() < script.end() && quiet < SILENT_MILLIS) {
      world.loop().runFor(STEP_MILLIS);
      boolean same = writes == world.truth().writesOfSchedulers();
      quiet = same && unfinished().isEmpty() ? quiet + STEP_MILLIS : 0;
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

  /** Gangs that should have come to an end, and have not. */
  private List<String> unfinished() {
    var problems = new ArrayList<String>();
    for (var gang : world.list(World.GANGS, "AppWrapper")) {
      var shape = users.shapes().get(Trees.name(gang));
      if (shape == null) {
        continue; // poison: it may be held for ever
      }
      var phase = Trees.text(gang, "status", "phase");
      boolean over = phase.equals("Succeeded") || phase.equals("Failed");
      boolean held = Trees.flag(gang, "spec", "suspend") && phase.equals("Suspended");
      boolean never = !Fleet.of(script.nodes()).takes(shape) && phase.equals("Suspended");
      if (!over && !held && !never) {
        problems.add("UNFINISHED %s (%s) is '%s'".formatted(Trees.name(gang), shape.text(), phase));
      }
    }
    return problems;
  }

  private List<String> problems(long quiet) {
    var problems = unfinished();
    if (problems.isEmpty() && quiet < SILENT_MILLIS) {
      problems.add("NOISE all is over, and yet " + world.truth().lastWrite());
    }
    if (world.get("muster.dev/v1", "Cluster", "local")
        instanceof dev.muster.simulations.live.store.Response.Success local) {
      for (var intent : Trees.maps(local.body(), "status", "ledger", "intents")) {
        problems.add("LEFT in the ledger: " + Trees.text(intent, "uid"));
      }
    }
    problems.addAll(left());
    return problems;
  }

  /** Objects of gangs that are not there, or do not want them. */
  private List<String> left() {
    var gangs = new TreeMap<String, Map<String, ?>>();
    world.list(World.GANGS, "AppWrapper").forEach(gang -> gangs.put(Trees.uid(gang), gang));
    var problems = new ArrayList<String>();
    for (var kind : List.of("ray.io/v1 RayCluster", "ray.io/v1 RayJob", "batch/v1 Job", "v1 Pod")) {
      var words = kind.split(" ");
      for (var object : world.list(words[0], words[1])) {
        var gang = gangs.get(Trees.text(object, "metadata", "labels", "muster.dev/gang-uid"));
        var label = Trees.text(object, "metadata", "labels", "muster.dev/gang-uid");
        boolean wanted = gang != null && !Trees.text(gang, "status", "phase").equals("Suspended");
        if (!label.isEmpty() && !wanted) {
          problems.add(String.format(Locale.ROOT, "LEFT %s %s", words[1], Trees.name(object)));
        }
      }
    }
    return problems;
  }
}
