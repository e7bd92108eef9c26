package dev.muster.simulations.world;

import dev.muster.scheduler.cycle.Cluster;
import dev.muster.scheduler.model.Action;
import dev.muster.scheduler.model.Admission;
import dev.muster.scheduler.model.Constraints;
import dev.muster.scheduler.model.Demand;
import dev.muster.scheduler.model.FaultTolerance;
import dev.muster.scheduler.model.Gang;
import dev.muster.scheduler.model.GangId;
import dev.muster.scheduler.model.GangStatus;
import dev.muster.scheduler.model.Node;
import dev.muster.scheduler.model.Observed;
import dev.muster.scheduler.model.PersistentMap;
import dev.muster.scheduler.model.Phase;
import dev.muster.scheduler.model.Plan;
import dev.muster.scheduler.model.PodSet;
import dev.muster.scheduler.model.Resources;
import dev.muster.scheduler.model.Snapshot;
import dev.muster.scheduler.model.Wish;
import dev.muster.simulations.engine.EventQueue;
import dev.muster.simulations.engine.Stage;
import java.util.List;
import java.util.TreeMap;

/**
 * A cluster that does at once what the plan says: an admitted gang runs from this instant, for as
 * long as its trace has it, and then gives its places back.
 *
 * <p>Decides nothing. Everything in a Snapshot is shared with the one before but for what changed,
 * so a cycle costs here what it changes. One thread calls it.
 */
final class SimulatedCluster implements Cluster {
  /** The label that ties the nodes of a partition to the pods of its queue. */
  static final String PARTITION = "muster.dev/partition";

  private static final String NAMESPACE = "trace";

  /** Beyond what anybody asks for, and far enough from the end of a long to be added up. */
  private static final long UNLIMITED = 1L << 52;

  private static final long PODS_PER_NODE = 1_000_000;

  private final ClusterSpec spec;
  private final EventQueue events;
  private final List<WorldListener> listeners;
  private final TreeMap<String, Job> waiting = new TreeMap<>();
  private final TreeMap<String, Demand> demands = new TreeMap<>();
  private PersistentMap<Node> nodes = PersistentMap.empty();
  private PersistentMap<Gang> gangs = PersistentMap.empty();
  private long now;

  SimulatedCluster(ClusterSpec spec, EventQueue events, List<? extends WorldListener> listeners) {
    this.spec = spec;
    this.events = events;
    this.listeners = List.copyOf(listeners);
    var groups = spec.groupOfEachNode();
    for (int i = 0; i < groups.size(); i++) {
      var node = node(spec.nodeName(i), groups.get(i));
      nodes = nodes.with(node.name(), node);
    }
  }

  @Override
  public Snapshot observe(long time) {
    now = time;
    return new Snapshot(
        time,
        new dev.muster.scheduler.model.Cluster(dev.muster.scheduler.model.Cluster.LOCAL, nodes),
        gangs);
  }

  @Override
  public void apply(Plan plan) {
    plan.actions().forEach(this::take);
    for (var change : plan.verdicts()) {
      var uid = change.gang().uid();
      var job = waiting(change.gang());
      var gang = gangs.get(uid).orElseThrow();
      gangs = gangs.with(uid, gang.withStatus(gang.status().withVerdict(change.verdict(), now)));
      listeners.forEach(listener -> listener.waits(job, change.verdict(), now));
    }
  }

  /** Queues a job, as of {@code time}. */
  void arrive(Job job, long time) {
    var id = id(job);
    waiting.put(id.uid(), job);
    gangs = gangs.with(id.uid(), gang(id, job));
    listeners.forEach(listener -> listener.arrived(job, time));
  }

  private void take(Action action) {
    switch (action) {
      case Action.Admit admit -> start(admit);
      case Action.Advance advance ->
          gangs
              .get(advance.gang().uid())
              .ifPresent(g -> gangs = gangs.with(g.id().uid(), g.withStatus(advance.next())));
      // A gang is gone from the queue once it is admitted, and its pods come and go by themselves:
      // there is nothing here that these could be about.
      case Action.CreateComponents create -> throw unexpected(create);
      case Action.DeleteComponents delete -> throw unexpected(delete);
      case Action.RemoveFinalizer remove -> throw unexpected(remove);
      case Action.Announce announce -> {} // Events are for people.
    }
  }

  private void start(Action.Admit admit) {
    var job = waiting(admit.gang());
    var uid = admit.gang().uid();
    var podSets = podSets(job);
    waiting.remove(uid);
    gangs = gangs.without(uid);
    listeners.forEach(listener -> listener.started(job, admit.admission(), now));
    charge(podSets, admit.admission(), 1);
    long end = now + job.run();
    events.schedule(end, Stage.COMPLETION, () -> end(job, podSets, admit.admission(), end));
  }

  private void end(Job job, List<PodSet> podSets, Admission admission, long time) {
    charge(podSets, admission, -1);
    listeners.forEach(listener -> listener.ended(job, time));
  }

  private void charge(List<PodSet> podSets, Admission admission, int sign) {
    for (var placement : admission.podSets()) {
      for (var podSet : podSets) {
        if (podSet.name().equals(placement.podSet())) {
          placement.nodes().forEach((node, pods) -> charge(node, podSet, sign * pods));
        }
      }
    }
  }

  private void charge(String name, PodSet podSet, int pods) {
    var node =
        nodes.get(name).orElseThrow(() -> new IllegalStateException("no node is called " + name));
    nodes = nodes.with(name, node.withUsed(node.used().plus(podSet.footprint().times(pods))));
  }

  private Job waiting(GangId gang) {
    var job = waiting.get(gang.uid());
    if (job == null) {
      throw new IllegalStateException("the plan speaks of " + gang + ", which does not wait");
    }
    return job;
  }

  private Gang gang(GangId id, Job job) {
    var wanted =
        new Gang.Spec(
            "AppWrapper",
            spec.partition(job),
            job.name().priority(),
            job.submit(),
            demand(job),
            FaultTolerance.DEFAULT);
    var status = GangStatus.UNSEEN.withPhase(Phase.SUSPENDED);
    return new Gang(id, wanted, Wish.RUN, status, Observed.NOTHING);
  }

  /** Equal sizes share one value, so that a planner may recognise them at a glance. */
  private Demand demand(Job job) {
    var key = spec.partition(job) + " " + job.size();
    return demands.computeIfAbsent(key, k -> new Demand.Readable(podSets(job)));
  }

  private List<PodSet> podSets(Job job) {
    return job.size().podSets(constraints(spec.partition(job)));
  }

  private static Constraints constraints(String partition) {
    if (partition.isEmpty()) {
      return Constraints.NONE;
    }
    var selector = new TreeMap<String, String>();
    selector.put(PARTITION, partition);
    return new Constraints(selector, List.of(), List.of());
  }

  /** Names that sort as the rows do, so that a planner's last tie-breaker is the row. */
  private static GangId id(Job job) {
    var number = String.valueOf(job.row());
    var uid = "0".repeat(10 - number.length()) + number;
    return new GangId(NAMESPACE, "job-" + uid, uid);
  }

  private Node node(String name, ClusterSpec.Group group) {
    var labels = new TreeMap<String, String>();
    if (!group.queue().isEmpty()) {
      labels.put(PARTITION, group.queue());
    }
    if (!group.model().isEmpty()) {
      labels.put("nvidia.com/gpu.product", group.model());
    }
    var allocatable = new TreeMap<>(group.shape().asMap());
    for (var resource : List.of(Resources.CPU, Resources.MEMORY)) {
      if (spec.limits(resource)) {
        allocatable.putIfAbsent(resource, UNLIMITED);
      }
    }
    allocatable.put(Resources.PODS, PODS_PER_NODE);
    return new Node(
        name, labels, List.of(), true, false, Resources.of(allocatable), Resources.NONE);
  }

  private static IllegalStateException unexpected(Action action) {
    return new IllegalStateException("a replayed gang has no use for " + action);
  }
}
