package dev.muster.simulations.world;

import dev.muster.scheduler.model.Admission;
import dev.muster.scheduler.model.Verdict;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Writes down what becomes of each job, and how long the queue got. */
final class JobLog implements WorldListener {
  private static final class Entry {
    final Job job;
    final EnumMap<Verdict.Code, Long> waitedUnder = new EnumMap<>(Verdict.Code.class);
    Optional<Verdict.Code> code = Optional.empty();
    long since;
    long start;
    long end;
    String placement = "";
    boolean finished;

    Entry(Job job, long now) {
      this.job = job;
      this.since = now;
    }

    void turn(Optional<Verdict.Code> next, long now) {
      if (code.isPresent() && now > since) {
        waitedUnder.merge(code.get(), now - since, Long::sum);
      }
      code = next;
      since = now;
    }

    /** The first in the order of the codes if several lasted equally long. */
    String longest() {
      var word = "";
      long most = 0;
      for (var spell : waitedUnder.entrySet()) {
        if (spell.getValue() > most) {
          most = spell.getValue();
          word = spell.getKey().word();
        }
      }
      return word;
    }

    Outcome outcome() {
      var state = finished ? Outcome.State.FINISHED : Outcome.State.UNFINISHED;
      return new Outcome(job, state, start, end, longest(), placement);
    }
  }

  private final TreeMap<Integer, Entry> entries = new TreeMap<>();
  private int waiting;
  private int longestQueue;
  private int finished;

  @Override
  public void arrived(Job job, long now) {
    entries.put(job.row(), new Entry(job, now));
    waiting++;
  }

  @Override
  public void waits(Job job, Verdict verdict, long now) {
    entry(job).turn(Optional.of(verdict.code()), now);
  }

  @Override
  public void started(Job job, Admission admission, long now) {
    var entry = entry(job);
    entry.turn(Optional.empty(), now);
    entry.start = now;
    entry.placement = placement(job, admission);
    waiting--;
  }

  @Override
  public void ended(Job job, long now) {
    var entry = entry(job);
    entry.end = now;
    entry.finished = true;
    finished++;
  }

  /** To be called after each instant: the queue is counted when everybody who could has started. */
  void instant() {
    longestQueue = Math.max(longestQueue, waiting);
  }

  int longestQueue() {
    return longestQueue;
  }

  int finished() {
    return finished;
  }

  /** All jobs of the trace, also those that took no part, in trace order. */
  List<Outcome> outcomes(Screening screening) {
    var all = new TreeMap<Integer, Outcome>();
    entries.forEach((row, entry) -> all.put(row, entry.outcome()));
    for (var refusal : screening.refused()) {
      all.put(
          refusal.job().row(),
          new Outcome(refusal.job(), Outcome.State.REJECTED, 0, 0, refusal.reason().word(), ""));
    }
    return new ArrayList<>(all.values());
  }

  private Entry entry(Job job) {
    var entry = entries.get(job.row());
    if (entry == null) {
      throw new IllegalStateException(job + " never arrived");
    }
    return entry;
  }

  private static String placement(Job job, Admission admission) {
    var perNode = new TreeMap<String, Long>();
    for (var placement : admission.podSets()) {
      var each = placement.podSet().equals("last") ? job.size().lastPod() : job.size().pod();
      placement
          .nodes()
          .forEach((node, pods) -> perNode.merge(node, each.get(Job.GPU) * pods, Long::sum));
    }
    var text = new StringBuilder();
    perNode.forEach((node, milli) ->
        text.append(text.isEmpty() ? "" : ";").append(node).append(':').append(milli));
    return text.toString();
  }
}
