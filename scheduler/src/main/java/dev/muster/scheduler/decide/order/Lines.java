package dev.muster.scheduler.decide.order;

import dev.muster.scheduler.model.GangId;
import dev.muster.scheduler.model.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Who stands in which queue: the heads of each as a plan shows them. */
final class Lines {
  private static final int SHOWN = 100;

  private final TreeMap<String, Queue> queues = new TreeMap<>();

  private static final class Queue {
    private final TreeSet<Candidate> waiting = new TreeSet<>();
    private int admitted;
    private Optional<Plan.Line> shown = Optional.empty();

    private Plan.Line line(String name) {
      var line = shown.orElseGet(() -> new Plan.Line(name, waiting.size() - admitted, first()));
      shown = Optional.of(line);
      return line;
    }

    private List<GangId> first() {
      var first = new ArrayList<GangId>();
      for (var candidate : waiting) {
        if (first.size() == SHOWN) {
          break;
        }
        if (!candidate.isAdmitted()) {
          first.add(candidate.gang().id());
        }
      }
      return first;
    }
  }

  private Queue queue(Candidate candidate) {
    return queues.computeIfAbsent(candidate.gang().spec().queue(), name -> new Queue());
  }

  void enter(Candidate candidate) {
    var queue = queue(candidate);
    queue.waiting.add(candidate);
    queue.shown = Optional.empty();
  }

  void leave(Candidate candidate) {
    var queue = queue(candidate);
    queue.waiting.remove(candidate);
    queue.shown = Optional.empty();
    if (queue.waiting.isEmpty()) {
      queues.remove(candidate.gang().spec().queue());
    }
  }

  /** {@code change}: 1 when a candidate was admitted, -1 when that is forgotten. */
  void admitted(Candidate candidate, int change) {
    var queue = queue(candidate);
    queue.admitted += change;
    queue.shown = Optional.empty();
  }

  /** In order of queue names; without queues in which nobody is left. */
  List<Plan.Line> shown() {
    var lines = new ArrayList<Plan.Line>(queues.size());
    queues.forEach((name, queue) -> lines.add(queue.line(name)));
    lines.removeIf(line -> line.waiting() == 0);
    return lines;
  }
}
