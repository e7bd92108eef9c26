package dev.muster.simulations.world;

import dev.muster.scheduler.model.Admission;
import dev.muster.scheduler.model.Constraints;
import dev.muster.scheduler.model.Placement;
import dev.muster.scheduler.model.Resources;
import dev.muster.scheduler.model.Snapshot;
import dev.muster.scheduler.model.Verdict;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Holds what happens against what must always be true, on books of its own: it sees jobs arrive,
 * start on the nodes of their witness, and end, and never asks the planner or the cluster what they
 * think of it.
 *
 * <ul>
 *   <li>I1 no node has more on it than it has; after each instant, on the nodes that changed
 *   <li>I2 a witness places every pod of the gang, on existing nodes of its partition
 *   <li>I4 each job is exactly one of to come, waiting, running, done
 *   <li>I5 order: see {@link Discipline}; best effort is costly and tested after 1 in 50 instants
 *   <li>I6 in the end every job is done
 *   <li>I11 what the Snapshot says is used equals what the running jobs hold; every 1,000 events
 * </ul>
 */
final class Invariants implements WorldListener {
  static final int ORDER_SAMPLE = 50;
  static final int USAGE_SAMPLE = 1_000;

  private static final Comparator<Job> KEY =
      Comparator.comparingInt((Job job) -> -job.name().priority())
          .thenComparingLong(Job::submit)
          .thenComparingInt(Job::row);

  private record Running(Job job, Admission admission, long start) {}

  private final ClusterSpec spec;
  private final Discipline discipline;
  private final Room room;
  private final Findings findings = new Findings();
  private final TreeMap<String, Integer> nodeIndex = new TreeMap<>();
  private final TreeMap<String, TreeSet<Job>> waiting = new TreeMap<>();
  private final TreeMap<Integer, Running> running = new TreeMap<>();
  private final TreeSet<Integer> done = new TreeSet<>();
  private final TreeSet<Integer> touched = new TreeSet<>();
  private int waitingCount;
  private long events;
  private long nextUsageCheck = USAGE_SAMPLE;
  private long instants;

  Invariants(ClusterSpec spec, Discipline discipline) {
    this.spec = spec;
    this.discipline = discipline;
    this.room = new Room(spec);
    for (int node = 0; node < room.nodes(); node++) {
      nodeIndex.put(spec.nodeName(node), node);
    }
  }

  @Override
  public void arrived(Job job, long now) {
    events++;
    boolean isNew = !running.containsKey(job.row()) && !done.contains(job.row());
    boolean added = line(job).add(job);
    waitingCount += added ? 1 : 0;
    findings.check(isNew && added, () -> "I4 " + words(job) + " arrived twice, at " + now);
    findings.check(now == job.submit(), () -> "I4 " + words(job) + " arrived late, at " + now);
  }

  @Override
  public void waits(Job job, Verdict verdict, long now) {
    findings.check(
        line(job).contains(job),
        () -> "I4 " + words(job) + " is told why it waits, but does not, at " + now);
  }

  @Override
  public void started(Job job, Admission admission, long now) {
    boolean waited = line(job).contains(job);
    findings.check(waited, () -> "I4 " + words(job) + " started without waiting, at " + now);
    checkOrder(job, now);
    waitingCount -= line(job).remove(job) ? 1 : 0;
    checkWitness(job, admission, now);
    charge(job, admission, 1);
    running.put(job.row(), new Running(job, admission, now));
  }

  @Override
  public void ended(Job job, long now) {
    events++;
    var attempt = running.remove(job.row());
    findings.check(
        attempt != null && attempt.start + job.run() == now && done.add(job.row()),
        () -> "I4 " + words(job) + " ended at " + now + " out of turn");
    if (attempt != null) {
      charge(job, attempt.admission, -1);
    }
  }

  /** To be called after each instant with what the cluster says of itself. */
  void instant(Snapshot observed) {
    for (int node : touched) {
      findings.check(
          !room.isOverCommitted(node),
          () -> "I1 " + spec.nodeName(node) + ": " + room.describe(node) + at(observed));
    }
    touched.clear();
    findings.check(
        observed.gangs().size() == waitingCount,
        () -> "I4 " + observed.gangs().size() + " wait, not " + waitingCount + at(observed));
    if (events >= nextUsageCheck) {
      checkUsage(observed);
      nextUsageCheck = events + USAGE_SAMPLE;
    }
    instants++;
  }

  /** To be called when nothing is due any more. */
  InvariantReport finish(Snapshot observed, Iterable<Job> jobs) {
    checkUsage(observed);
    for (var job : jobs) {
      findings.check(done.contains(job.row()), () -> "I6 " + words(job) + " never finished");
    }
    return findings.report();
  }

  private void checkOrder(Job job, long now) {
    var line = line(job);
    switch (discipline) {
      case STRICT -> {
        var first = line.isEmpty() ? job : line.first();
        findings.check(
            first.equals(job),
            () -> "I5 " + words(job) + " started before " + words(first) + ", at " + now);
      }
      case BEST_EFFORT -> {
        if (instants % ORDER_SAMPLE == 0) {
          checkOvertaken(job, now);
        }
      }
    }
  }

  private void checkOvertaken(Job job, long now) {
    var fits = new LinkedHashMap<Job.Size, Boolean>();
    var partition = spec.partition(job);
    for (var better : line(job).headSet(job)) {
      findings.check(
          !fits.computeIfAbsent(better.size(), size -> room.fits(size, partition)),
          () -> "I5 " + words(job) + " overtook " + words(better) + ", which fits, at " + now);
    }
  }

  private void checkWitness(Job job, Admission admission, long now) {
    var missing = new TreeMap<String, Integer>();
    job.size()
        .podSets(Constraints.NONE)
        .forEach(podSet -> missing.put(podSet.name(), podSet.count()));
    boolean placesAreOurs = true;
    for (var placement : admission.podSets()) {
      for (var place : placement.nodes().entrySet()) {
        var node = nodeIndex.get(place.getKey());
        placesAreOurs &= node != null && room.queue(node).equals(spec.partition(job));
        missing.merge(placement.podSet(), -place.getValue(), Integer::sum);
      }
    }
    boolean complete = missing.values().stream().allMatch(pods -> pods == 0);
    findings.check(
        placesAreOurs && complete,
        () -> "I2 " + words(job) + " at " + now + " has the witness " + admission.podSets());
  }

  private void charge(Job job, Admission admission, int sign) {
    for (var placement : admission.podSets()) {
      for (var place : placement.nodes().entrySet()) {
        var node = nodeIndex.get(place.getKey());
        if (node != null) {
          room.take(node, requests(job, placement), sign * place.getValue());
          touched.add(node);
        }
      }
    }
  }

  private void checkUsage(Snapshot observed) {
    var held = new TreeMap<String, Resources>();
    for (var attempt : running.values()) {
      for (var placement : attempt.admission.podSets()) {
        var pod = requests(attempt.job, placement).plus(Resources.of(Resources.PODS, 1));
        placement
            .nodes()
            .forEach((node, pods) -> held.merge(node, pod.times(pods), Resources::plus));
      }
    }
    observed
        .cluster()
        .nodes()
        .forEach((name, node) -> {
          var truth = held.getOrDefault(name, Resources.NONE);
          findings.check(
              node.used().equals(truth),
              () -> "I11 " + name + ": " + node.used() + ", not " + truth + at(observed));
        });
  }

  private static Resources requests(Job job, Placement placement) {
    return placement.podSet().equals("last") ? job.size().lastPod() : job.size().pod();
  }

  private TreeSet<Job> line(Job job) {
    return waiting.computeIfAbsent(spec.partition(job), queue -> new TreeSet<>(KEY));
  }

  private static String words(Job job) {
    return "row " + job.row() + " (" + job.name().id() + ")";
  }

  private static String at(Snapshot observed) {
    return ", at " + observed.now();
  }
}
