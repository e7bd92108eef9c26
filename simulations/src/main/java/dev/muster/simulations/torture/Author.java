package dev.muster.simulations.torture;

import dev.muster.simulations.torture.Shape.Kind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Writes the {@link Script} of a seed: the same one whenever it is asked. */
final class Author {
  private static final List<String> FLEETS =
      List.of(
          "2x8gpu",
          "3x8gpu",
          "1x8gpu,2x4gpu",
          "4x4gpu",
          "1x8gpu",
          "2x8gpu:A100,1x8gpu:H100",
          "2x4gpu:A100,2x4gpu:H100");
  private static final long HOSTILE_MILLIS = 20 * 60_000;
  private static final long END_MILLIS = 60 * 60_000;
  private final Profile profile;
  private final long seed;
  private final SplittableRandom random;

  /** Names that Jobs have which nothing wraps; some are used more than once. */
  private static final int JOBS = 10;

  private final List<Event> events = new ArrayList<>();
  private final SortedMap<String, Shape> gangs = new TreeMap<>();
  private String fleet = "";
  private int replicas;

  private Author(Profile profile, long seed) {
    this.profile = profile;
    this.seed = seed;
    this.random = new SplittableRandom(seed * 31 + profile.ordinal());
  }

  /** An hour: twenty minutes of harm, and then as long as it takes. */
  static Script write(Profile profile, long seed) {
    return new Author(profile, seed).script();
  }

  private Script script() {
    fleet = FLEETS.get(random.nextInt(FLEETS.size()));
    replicas = profile == Profile.LEADERS ? 2 + random.nextInt(2) : 1 + random.nextInt(3);
    submissions();
    var most = profile.faults();
    boolean breaks = most.remove(Act.BREAK_NODE) != null;
    var drawn = drawn(most.keySet());
    drawn.addAll(profile.always());
    for (var act : drawn) {
      int times = 1 + random.nextInt(most.getOrDefault(act, 1));
      for (int i = 0; i < times; i++) {
        harm(act);
      }
    }
    long salt = random.nextLong(1_000_000_000L);
    if (breaks) {
      breakNodes();
    }
    return new Script(
        profile.word() + " " + seed, fleet, replicas, salt, HOSTILE_MILLIS, END_MILLIS, events);
  }

  /**
   * From chances of its own: it came after all the others, whose seeds are known by what they do.
   */
  private void breakNodes() {
    var own = new SplittableRandom(seed * 37 + profile.ordinal());
    int times = own.nextInt(100) < 45 ? 1 + own.nextInt(2) : 0;
    for (int i = 0; i < times; i++) {
      var node = "node-%02d".formatted(own.nextInt(Fleet.of(fleet).gpus().size()));
      long at = own.nextLong(own.nextBoolean() ? 60_000 : HOSTILE_MILLIS - 120_000);
      var event = Event.of(at, Act.BREAK_NODE, node).salted(own.nextLong(1_000_000_000L));
      events.add(event.lasting(30_000 + own.nextLong(600_000)));
    }
  }

  /** Swarm testing: about half of the kinds, so that none is always hidden by another. */
  private Set<Act> drawn(Set<Act> all) {
    var some = EnumSet.noneOf(Act.class);
    for (var act : all) {
      if (random.nextInt(100) < 45) {
        some.add(act);
      }
    }
    return some;
  }

  private void submissions() {
    int count = 6 + random.nextInt(20);
    for (int i = 0; i < count; i++) {
      // Now and then another team calls its gang like one of ours.
      boolean namesake = i > 0 && random.nextInt(8) == 0;
      var name = namesake ? World.OTHER_NAMESPACE + "/g" + random.nextInt(i) : "g" + i;
      // Half of them come in the first minute, so that there is a queue.
      long within = random.nextBoolean() ? 60_000 : HOSTILE_MILLIS - 60_000;
      long at = random.nextLong(within);
      var shape = shape();
      var twin = events.stream().filter(e -> e.target().equals(World.nameOf(name))).findFirst();
      if (namesake && twin.isPresent() && random.nextBoolean()) {
        at = twin.get().at(); // both in one decision
        shape = Shape.parse(twin.get().detail());
      }
      gangs.putIfAbsent(name, shape);
      events.add(Event.of(at, Act.SUBMIT, name).with(shape.text()));
    }
  }

  private Shape shape() {
    var kind =
        switch (random.nextInt(12)) {
          case 0, 1, 2, 3, 4 -> Kind.RAY;
          case 5, 6, 7 -> Kind.JOB;
          case 8 -> Kind.PODS;
          case 9 -> Kind.RAYJOB;
          case 10 -> Kind.FAILING;
          default -> Kind.SERVICE;
        };
    int gpus = List.of(1, 2, 4, 4, 8).get(random.nextInt(5));
    var priority = random.nextInt(3) == 0 ? "p" + (1 + random.nextInt(3)) : "";
    var models = Fleet.of(fleet).models();
    var model = random.nextBoolean() ? models.get(random.nextInt(models.size())) : "";
    return new Shape(kind, 1 + random.nextInt(4), gpus, 5 + random.nextInt(90), priority, model);
  }

  private long sometime() {
    return random.nextLong(HOSTILE_MILLIS - 120_000);
  }

  private String anyGang() {
    return List.copyOf(gangs.keySet()).get(random.nextInt(gangs.size()));
  }

  private long submitted(String gang) {
    return events.stream()
        .filter(event -> event.act() == Act.SUBMIT && event.target().equals(gang))
        .findFirst()
        .map(Event::at)
        .orElse(0L);
  }

  private String anyNode() {
    return "node-%02d".formatted(random.nextInt(Fleet.of(fleet).gpus().size()));
  }

  private String anyReplica() {
    return random.nextInt(3) == 0 ? "all" : "s" + (1 + random.nextInt(replicas));
  }

  private void harm(Act act) {
    var target =
        switch (act.group()) {
          case USER -> anyGang();
          case WORLD ->
              List.of(Act.FAIL_POD, Act.DELETE_POD, Act.SURPLUS).contains(act)
                  ? anyGang()
                  : anyNode();
          case REPLICA, CALLS, DELAYS, WATCHES -> anyReplica();
        };
    var event = Event.of(sometime(), act, target).salted(random.nextLong(1_000_000_000L));
    switch (act.group()) {
      case USER -> user(event);
      case WORLD -> events.add(inWorld(event));
      case REPLICA -> events.add(replica(event));
      case CALLS ->
          // One in four is total: a partition, or a server that is down.
          events.add(
              event
                  .of(random.nextInt(4) == 0 ? 100 : 5 + random.nextInt(40))
                  .lasting(5_000 + random.nextLong(60_000)));
      case DELAYS ->
          events.add(
              event
                  .of(200 + random.nextLong(random.nextInt(4) == 0 ? 30_000 : 4_000))
                  .lasting(10_000 + random.nextLong(90_000)));
      case WATCHES -> events.add(event.lasting(5_000 + random.nextLong(85_000)));
    }
  }

  private void user(Event event) {
    switch (event.act()) {
      case SUSPEND -> {
        // Half of them think better of it while the gang is just being started, and once more soon.
        boolean rash = random.nextBoolean();
        long at = rash ? submitted(event.target()) + random.nextLong(3_000) : event.at();
        events.add(Event.of(at, Act.SUSPEND, event.target()));
        if (random.nextInt(4) > 0) {
          long again = at + 100 + random.nextLong(rash ? 10_000 : 60_000);
          events.add(Event.of(again, Act.RESUME, event.target()));
        }
      }
      case SQUAT -> {
        var shape = gangs.get(event.target());
        events.add(shape == null ? event : event.with(shape.text()));
      }
      case QUEUE_JOB -> events.add(job(event));
      case HOLD_JOB -> {
        var job = "j" + random.nextInt(JOBS);
        events.add(Event.of(event.at(), Act.HOLD_JOB, job));
        if (random.nextInt(4) > 0) {
          long again = event.at() + 100 + random.nextLong(60_000);
          events.add(Event.of(again, Act.FREE_JOB, job));
        }
      }
      case DELETE_JOB ->
          events.add(Event.of(event.at(), Act.DELETE_JOB, "j" + random.nextInt(JOBS)));
      case ANNOTATE -> events.add(event.of(1 + random.nextLong(60)));
      case POISON -> {
        var poisoned = Event.of(event.at(), Act.POISON, "bad-" + random.nextInt(1_000));
        events.add(poisoned.with(Poison.KINDS.get(random.nextInt(Poison.KINDS.size()))));
      }
      case FLOOD -> events.add(Event.of(event.at(), Act.FLOOD, "flood").of(50));
      default -> events.add(event);
    }
  }

  private Event job(Event event) {
    int gpus = List.of(1, 2, 4, 8).get(random.nextInt(4));
    var shape = new Shape(Kind.JOB, 1 + random.nextInt(4), gpus, 5 + random.nextInt(90), "");
    return Event.of(event.at(), Act.QUEUE_JOB, "j" + random.nextInt(JOBS)).with(shape.text());
  }

  private Event inWorld(Event event) {
    return switch (event.act()) {
      case SURPLUS -> event.lasting(200 + random.nextLong(20_000));
      case GUEST -> event.of(1 + random.nextLong(4)).lasting(10_000 + random.nextLong(120_000));
      case LOSE_GPUS -> event.of(1 + random.nextLong(8)).lasting(10_000 + random.nextLong(120_000));
      case CORDON, NOT_READY, WEBHOOK_DOWN -> event.lasting(5_000 + random.nextLong(120_000));
      default -> event;
    };
  }

  private Event replica(Event event) {
    return switch (event.act()) {
      case CRASH_AT -> {
        var moments = Moment.values();
        yield event
            .of(1 + random.nextLong(30))
            .with(moments[random.nextInt(moments.length)].word());
      }
      case STALL_AT -> {
        var stalls = Stall.values();
        yield event
            .of(1 + random.nextLong(40))
            .with(stalls[random.nextInt(stalls.length)].word())
            .lasting(18_000 + random.nextLong(30_000));
      }
      case FREEZE -> event.lasting(1_000 + random.nextLong(60_000));
      case SKEW -> event.of(random.nextLong(600_000) - 300_000);
      case SLOW -> event.of(50 + random.nextLong(200)).lasting(5_000 + random.nextLong(60_000));
      default -> event;
    };
  }
}
