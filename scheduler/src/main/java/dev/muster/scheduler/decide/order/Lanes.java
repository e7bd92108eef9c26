package dev.muster.scheduler.decide.order;

import dev.muster.scheduler.decide.draft.GangShape;
import dev.muster.scheduler.decide.draft.Rules.Strategy;
import dev.muster.scheduler.model.Verdict.Code;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Whose turn it is in a pass over all candidates, without looking at those whose answer is known.
 *
 * <p>Algorithm: a pass in the order of candidates is a merge of lanes ({@link Lane}), each of which
 * ends with its first refusal. Under best effort the lanes are the shapes: a shape that was refused
 * can only be refused again later in the pass, because room only shrinks. Under strict order they
 * are the queues. A lane that is asleep would be refused at once and is left out; whoever learns
 * that its answer may have changed wakes it.
 *
 * <p>Complexity: a pass costs O(log lanes) per turn; a turn is an admission or an awake lane's end.
 */
final class Lanes {
  private record Turn(Candidate candidate, Lane lane) implements Comparable<Turn> {
    @Override
    public int compareTo(Turn other) {
      return candidate.compareTo(other.candidate);
    }
  }

  private final Strategy strategy;
  private final Map<Object, Lane> byKey = new HashMap<>();
  private final Set<Lane> all = new LinkedHashSet<>();
  // Replaced rather than cleared: clearing a set costs what it once held.
  private Set<Lane> awake = new LinkedHashSet<>();
  private Set<Lane> touched = new LinkedHashSet<>();
  private final Set<Lane> owing = new LinkedHashSet<>(); // with somebody to be told something new
  private final PriorityQueue<Turn> turns = new PriorityQueue<>();

  Lanes(Strategy strategy) {
    this.strategy = strategy;
  }

  private Object key(Candidate candidate) {
    return switch (strategy) {
      case BEST_EFFORT -> candidate.shape();
      case STRICT -> candidate.gang().spec().queue();
    };
  }

  private Lane lane(Candidate candidate) {
    return byKey.computeIfAbsent(
        key(candidate),
        key -> {
          var lane = new Lane(key);
          all.add(lane);
          awake.add(lane);
          return lane;
        });
  }

  void enter(Candidate candidate) {
    var lane = lane(candidate);
    lane.add(candidate);
    touched.add(lane);
  }

  void leave(Candidate candidate) {
    var lane = lane(candidate);
    boolean stopped = lane.stop().isPresent();
    lane.remove(candidate);
    touched.add(lane);
    if (lane.isEmpty()) {
      byKey.remove(lane.key());
      List.of(all, awake, touched, owing).forEach(lanes -> lanes.remove(lane));
    } else if (stopped && lane.stop().isEmpty()) {
      awake.add(lane);
    }
  }

  void wake(GangShape shape) {
    var lane = byKey.get(shape);
    if (lane != null) {
      awake.add(lane);
    }
  }

  void wakeAll() {
    awake.addAll(all);
  }

  /** The lanes of these candidates have to be gone through again. */
  void wake(List<Candidate> candidates) {
    candidates.forEach(candidate -> awake.add(lane(candidate)));
  }

  /** Begins a pass. */
  void begin() {
    if (strategy == Strategy.STRICT) {
      wakeAll();
    }
    turns.clear();
    for (var lane : awake) {
      lane.open();
      touched.add(lane);
      turns.add(new Turn(lane.first(), lane));
    }
    awake = new LinkedHashSet<>();
  }

  /** Whose turn it is: to be answered by {@link #admit} or {@link #refuse} before the next. */
  Optional<Candidate> next() {
    return Optional.ofNullable(turns.peek()).map(Turn::candidate);
  }

  Candidate admit() {
    var turn = turns.remove();
    turn.lane.after(turn.candidate).ifPresent(next -> turns.add(new Turn(next, turn.lane)));
    return turn.candidate;
  }

  /** {@code forGood}: the same answer is to be expected until the lane is woken. */
  void refuse(Code code, boolean forGood) {
    var turn = turns.remove();
    turn.lane.stop(turn.candidate, code);
    if (!forGood) {
      awake.add(turn.lane);
    }
  }

  /** Says again why the lanes stopped that stopped for this reason, as it is after the pass. */
  void revise(Code code, Function<GangShape, Code> answer) {
    for (var lane : touched) {
      var stop = lane.stop().filter(at -> at.code() == code);
      stop.ifPresent(at -> lane.stop(at.at(), answer.apply(at.at().shape())));
    }
  }

  /** Ends a pass: notes which lanes have somebody to be told something new. */
  void end() {
    for (var lane : touched) {
      owing.remove(lane);
      if (lane.stop().isPresent() && owes(lane)) {
        owing.add(lane);
      }
    }
    touched = new LinkedHashSet<>();
  }

  private boolean owes(Lane lane) {
    var stop = lane.stop().orElseThrow();
    return switch (strategy) {
      case BEST_EFFORT -> lane.othersThan(stop.code()) > 0;
      case STRICT -> {
        int head = stop.at().isTold(Code.BEHIND_HEAD) ? 0 : 1;
        yield !stop.at().isTold(stop.code()) || lane.othersThan(Code.BEHIND_HEAD) > head;
      }
    };
  }

  /** Visits who is to be told something new, with the stop that it is told about. */
  void owed(BiConsumer<Candidate, Lane.Stop> visitor) {
    for (var lane : owing) {
      var stop = lane.stop().orElseThrow();
      var others = strategy == Strategy.STRICT ? Code.BEHIND_HEAD : stop.code();
      lane.othersThan(
          others,
          candidate -> {
            if (!candidate.isAdmitted() && candidate != stop.at()) {
              visitor.accept(candidate, stop);
            }
          });
      if (!stop.at().isTold(stop.code())) {
        visitor.accept(stop.at(), stop);
      }
    }
  }
}
