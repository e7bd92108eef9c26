package dev.muster.scheduler.decide;

import static dev.muster.scheduler.model.Gangs.aGang;
import static dev.muster.scheduler.model.Nodes.aNode;
import static dev.muster.scheduler.model.PodSets.pods;

import dev.muster.scheduler.model.Action;
import dev.muster.scheduler.model.Admission;
import dev.muster.scheduler.model.Cluster;
import dev.muster.scheduler.model.Demand;
import dev.muster.scheduler.model.Gang;
import dev.muster.scheduler.model.GangId;
import dev.muster.scheduler.model.Gangs;
import dev.muster.scheduler.model.History;
import dev.muster.scheduler.model.History.NodeRuns;
import dev.muster.scheduler.model.Node;
import dev.muster.scheduler.model.NodeQuarantine;
import dev.muster.scheduler.model.Nodes;
import dev.muster.scheduler.model.Observed;
import dev.muster.scheduler.model.PersistentMap;
import dev.muster.scheduler.model.Phase;
import dev.muster.scheduler.model.Plan;
import dev.muster.scheduler.model.PodSets;
import dev.muster.scheduler.model.Requirement;
import dev.muster.scheduler.model.Resources;
import dev.muster.scheduler.model.Run;
import dev.muster.scheduler.model.Snapshot;
import dev.muster.scheduler.model.Taint;
import dev.muster.scheduler.model.Wish;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * A small world that goes its own way, seeded: nodes come, change and go, gangs are submitted,
 * held, run and end, and plans are carried out wholly, in part or not at all.
 */
final class World {
  private final Random random;
  private long now;
  private int serial;
  private long podMadeAt;
  private PersistentMap<Node> nodes = PersistentMap.empty();
  private PersistentMap<Gang> gangs = PersistentMap.empty();
  private History history = History.NONE;
  private final TreeMap<String, TreeMap<String, Resources>> held = new TreeMap<>();

  World(long seed) {
    this.random = new Random(seed);
    for (int i = 0; i < 5; i++) {
      changeNode();
    }
  }

  Snapshot snapshot() {
    return new Snapshot(now, new Cluster(Cluster.LOCAL, nodes, podMadeAt), gangs, history);
  }

  /** One thing happens, or nothing. */
  void happen() {
    switch (random.nextInt(19)) {
      case 0, 1, 2, 3 -> submit();
      case 4 -> changeNode();
      case 5 -> changeUsage();
      case 15 -> changeMind();
      case 17 -> some().ifPresent(this::askForRights);
      case 16 -> podMadeAt = now - random.nextInt(30_000);
      case 6 -> some().ifPresent(gang -> put(gang.withWish(wish())));
      case 7 -> some().ifPresent(gang -> remove(gang.id()));
      case 8, 9 -> some().ifPresent(this::end);
      case 10, 11 -> some().ifPresent(this::observe);
      case 12 -> some().ifPresent(this::reprioritize);
      case 13, 14 -> now += random.nextInt(100_000);
      case 18 -> some().ifPresent(this::run);
      default -> {}
    }
  }

  /** Up to four pods of a gang run on a node, and fail at once, or not. */
  private void run(Gang gang) {
    var name = "n" + random.nextInt(7);
    var end = random.nextInt(4) == 0 ? Run.End.SUCCEEDED : Run.End.FAILED;
    var runs = new ArrayList<>(history.nodes().get(name).map(NodeRuns::runs).orElse(List.of()));
    for (int pod = random.nextInt(4); pod >= 0; pod--) {
      var id = "p" + serial++;
      int attempt = random.nextInt(3);
      long ran = random.nextInt(5) == 0 ? 30_000 : 1_000;
      runs.add(
          new Run(id, gang.id().uid(), attempt, "", name, Resources.NONE, end, now - ran, ran));
    }
    long since = random.nextInt(10) == 0 ? now : 0;
    history =
        new History(
            history.nodes().with(name, new NodeRuns(since, runs)),
            history.elsewhere().with(gang.id().uid(), runs));
  }

  private void submit() {
    var gang = aGang("g" + serial++).queue("q" + random.nextInt(2)).submittedAt(now);
    gang.priority(random.nextInt(3));
    switch (random.nextInt(8)) {
      case 0 -> gang.unreadable("spec", "is odd");
      case 1, 2 -> gang.podSet(set("workers", 1 + random.nextInt(4)));
      case 3, 4 -> gang.head(1 + random.nextInt(3)).podSet(set("workers", 1 + random.nextInt(4)));
      case 5 -> gang.workers(1 + random.nextInt(3), 2);
      case 6 -> mixed(gang);
      default -> gang.podSet(pods("driver", 1).neverGated());
    }
    gang.phase(random.nextInt(3) == 0 ? Phase.UNSEEN : Phase.SUSPENDED).wish(wish());
    put(gang.build());
  }

  private void mixed(Gangs.Builder gang) {
    gang.podSet(pods("a", 1 + random.nextInt(3)).cpus(1 + random.nextInt(4)))
        .podSet(pods("b", 1 + random.nextInt(3)).gpus(1 + random.nextInt(2)))
        .podSet(pods("c", 1 + random.nextInt(2)).cpus(1 + random.nextInt(2)).gpus(1));
  }

  private PodSets.Builder set(String name, int count) {
    var set = pods(name, count).cpus(1 + random.nextInt(2)).gpus(random.nextInt(3));
    switch (random.nextInt(8)) {
      case 0 -> set.on("zone", "x");
      case 1 -> set.or(new Requirement("zone", Requirement.Operator.EXISTS, List.of()));
      case 2 -> set.tolerates("gpu");
      case 3 -> set.asks("disk" + random.nextInt(3), 1);
      case 4 ->
          set.or(
              new Requirement(Requirement.NODE_NAME, Requirement.Operator.NOT_IN, List.of("n1")));
      default -> {}
    }
    return set;
  }

  private Wish wish() {
    return switch (random.nextInt(10)) {
      case 0 -> Wish.HOLD;
      case 1 -> Wish.DELETE;
      case 2 -> Wish.LEAVE_ALONE;
      default -> Wish.RUN;
    };
  }

  private void changeNode() {
    var name = "n" + random.nextInt(7);
    if (random.nextInt(4) == 0) {
      nodes = nodes.without(name);
      return;
    }
    var node = aNode(name).cpus(2 + random.nextInt(6)).gpus(random.nextInt(5));
    if (random.nextBoolean()) {
      node.label("zone", random.nextBoolean() ? "x" : "y").has("disk0", 2);
    }
    if (random.nextInt(5) == 0) {
      node.taint("gpu", "", Taint.Effect.NO_SCHEDULE);
    }
    if (random.nextInt(6) == 0) {
      node.cordoned();
    }
    var built = node.build();
    var used = nodes.get(name).map(Node::used).orElse(Resources.NONE);
    if (random.nextInt(10) == 0) {
      built = built.withQuarantine(NodeQuarantine.byHand("bad"));
    }
    nodes = nodes.with(name, built.withUsed(used).withUnsettled(random.nextInt(8) == 0));
  }

  private void changeUsage() {
    var all = nodes.values();
    if (!all.isEmpty()) {
      var node = all.get(random.nextInt(all.size()));
      var gpus = Resources.of(Nodes.GPU, random.nextInt(3) * 1000L, Resources.PODS, 1);
      nodes = nodes.with(node.name(), node.withUsed(gpus));
    }
  }

  /** A pod that nobody sent may land on a node, or may not any more. */
  private void changeMind() {
    var all = nodes.values();
    if (!all.isEmpty()) {
      var node = all.get(random.nextInt(all.size()));
      nodes = nodes.with(node.name(), node.withUnsettled(!node.unsettled()));
    }
  }

  private Optional<Gang> some() {
    var all = gangs.values();
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
  }

  private void put(Gang gang) {
    gangs = gangs.with(gang.id().uid(), gang);
  }

  private void remove(GangId id) {
    release(id);
    gangs = gangs.without(id.uid());
  }

  private void end(Gang gang) {
    if (!gang.status().phase().waits()) {
      release(gang.id());
      put(gang.withStatus(gang.status().withPhase(Phase.SUCCEEDED)));
    }
  }

  /** Its submitter may create its objects no more, or again. */
  private void askForRights(Gang gang) {
    var seen = gang.observed();
    var denial = seen.isDenied() ? "" : "may not";
    put(gang.withObserved(new Observed(seen.components(), seen.pods(), seen.finalizer(), denial)));
  }

  private void observe(Gang gang) {
    var component =
        new Observed.Component(
            Observed.State.values()[random.nextInt(Observed.State.values().length)],
            "",
            false,
            false);
    int running = random.nextInt(4);
    put(
        gang.withObserved(
            new Observed(
                List.of(component),
                new Observed.PodTally(0, running, 0, random.nextInt(2), running, List.of()),
                random.nextBoolean())));
  }

  private void reprioritize(Gang gang) {
    var spec = gang.spec();
    put(
        gang.withSpec(
            new Gang.Spec(
                spec.kind(),
                "q" + random.nextInt(2),
                random.nextInt(3),
                spec.submittedAt(),
                spec.demand(),
                spec.faultTolerance())));
  }

  /** Carries out the plan, or each part of it with even odds, or nothing of it. */
  void carryOut(Plan plan) {
    int share = random.nextInt(3);
    plan.actions().stream().filter(a -> isDone(share)).forEach(this::carryOut);
    for (var marking : plan.markings()) {
      if (isDone(share)) {
        nodes
            .get(marking.node())
            .ifPresent(n -> nodes = nodes.with(n.name(), n.withQuarantine(marking.next())));
      }
    }
    for (var change : plan.verdicts()) {
      if (isDone(share)) {
        gangs
            .get(change.gang().uid())
            .ifPresent(g -> put(g.withStatus(g.status().withVerdict(change.verdict(), now))));
      }
    }
  }

  private boolean isDone(int share) {
    return share == 2 || (share == 1 && random.nextBoolean());
  }

  private void carryOut(Action action) {
    var gang = gangs.get(action.gang().uid()).orElseThrow();
    switch (action) {
      case Action.Admit admit -> {
        put(gang.withStatus(admit.next()));
        charge(gang, admit.admission());
      }
      case Action.Advance advance -> put(gang.withStatus(advance.next()));
      case Action.RemoveFinalizer remove -> remove(gang.id());
      case Action.CreateComponents create -> observe(gang);
      case Action.DeleteComponents delete -> {
        release(gang.id());
        put(gang.withObserved(Observed.NOTHING));
      }
      case Action.Announce announce -> {}
    }
  }

  private void charge(Gang gang, Admission admission) {
    release(gang.id());
    var taken = new TreeMap<String, Resources>();
    var demand = (Demand.Readable) gang.spec().demand();
    for (int i = 0; i < admission.podSets().size(); i++) {
      var footprint = demand.podSets().get(i).footprint();
      admission
          .podSets()
          .get(i)
          .nodes()
          .forEach((node, pods) -> taken.merge(node, footprint.times(pods), Resources::plus));
    }
    taken.forEach((node, amount) -> use(node, amount));
    held.put(gang.id().uid(), taken);
  }

  private void release(GangId id) {
    var taken = held.remove(id.uid());
    if (taken != null) {
      taken.forEach((node, amount) -> use(node, amount.times(-1)));
    }
  }

  private void use(String name, Resources more) {
    nodes
        .get(name)
        .ifPresent(node -> nodes = nodes.with(name, node.withUsed(node.used().plus(more))));
  }
}
