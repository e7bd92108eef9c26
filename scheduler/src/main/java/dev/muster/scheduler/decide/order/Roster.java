package dev.muster.scheduler.decide.order;

import dev.muster.scheduler.decide.draft.GangShape;
import dev.muster.scheduler.decide.draft.Rules.Strategy;
import dev.muster.scheduler.decide.draft.Shapes;
import dev.muster.scheduler.model.Demand;
import dev.muster.scheduler.model.Gang;
import dev.muster.scheduler.model.Phase;
import dev.muster.scheduler.model.Plan;
import dev.muster.scheduler.model.PodSet;
import dev.muster.scheduler.model.Verdict;
import dev.muster.scheduler.model.Verdict.Code;
import dev.muster.scheduler.model.Wish;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * All gangs that wait, kept from plan to plan: who is a candidate and whose turn it is, who waits
 * for a reason of its own, and who is to be told something that differs from what its status holds.
 *
 * <p>Every change costs the logarithm of the number of gangs, a pass what it admits and refuses.
 */
public final class Roster {

  /** Why a refused candidate's lane stopped, worded for one candidate. */
  @FunctionalInterface
  public interface Wording {
    Verdict verdict(GangShape shape, Code code, List<PodSet> podSets);
  }

  private final Strategy strategy;
  private final Shapes shapes;
  private final Consumer<GangShape> onForgotten;
  private final Map<String, Candidate> candidates = new HashMap<>();
  private final TreeMap<String, Plan.VerdictChange> owedOthers = new TreeMap<>();
  private final List<Candidate> admitted = new ArrayList<>();
  private final Lanes lanes;
  private final Lines lines = new Lines();

  /** {@code onForgotten} is told of each shape that nobody waits with any more. */
  public Roster(Strategy strategy, Shapes shapes, Consumer<GangShape> onForgotten) {
    this.strategy = strategy;
    this.shapes = shapes;
    this.onForgotten = onForgotten;
    this.lanes = new Lanes(strategy);
  }

  /**
   * Takes the gang as it is now. One that is {@code acting}, for which the same plan has other
   * actions, is no candidate: its status would be decided twice.
   */
  public void put(Gang gang, boolean acting) {
    var uid = gang.id().uid();
    var wanted = acting ? Optional.<Demand.Readable>empty() : wanted(gang);
    var shape = wanted.map(demand -> shapes.acquire(demand.podSets()));
    remove(uid);
    if (wanted.isPresent() && shape.isPresent()) {
      var candidate = new Candidate(gang, shape.get(), wanted.get().podSets());
      candidates.put(uid, candidate);
      lanes.enter(candidate);
      lines.enter(candidate);
      return;
    }
    ownReason(gang)
        .filter(reason -> !isTold(gang, reason))
        .ifPresent(reason -> owedOthers.put(uid, new Plan.VerdictChange(gang.id(), reason)));
  }

  public void remove(String uid) {
    owedOthers.remove(uid);
    var candidate = candidates.remove(uid);
    if (candidate == null) {
      return;
    }
    lanes.leave(candidate);
    lines.leave(candidate);
    if (shapes.release(candidate.shape())) {
      onForgotten.accept(candidate.shape());
    }
  }

  private static Optional<Demand.Readable> wanted(Gang gang) {
    return gang.status().phase() == Phase.SUSPENDED
            && gang.wish() == Wish.RUN
            && !gang.observed().isDenied()
            && gang.spec().demand() instanceof Demand.Readable readable
        ? Optional.of(readable)
        : Optional.empty();
  }

  /** The reason of a gang that waits without being a candidate. */
  private static Optional<Verdict> ownReason(Gang gang) {
    if (gang.status().phase() != Phase.SUSPENDED) {
      return Optional.empty();
    }
    return switch (gang.wish()) {
      case HOLD -> Optional.of(new Verdict.HeldByUser());
      case RUN ->
          switch (gang.spec().demand()) {
            case Demand.Unreadable bad ->
                Optional.of(new Verdict.BadObject(bad.path(), bad.problem()));
            case Demand.Readable readable when gang.observed().isDenied() ->
                Optional.of(new Verdict.Forbidden(gang.observed().denial()));
            case Demand.Readable readable -> Optional.empty();
          };
      case DELETE, LEAVE_ALONE -> Optional.empty();
    };
  }

  private static boolean isTold(Gang gang, Verdict reason) {
    return gang.status().latestVerdict().filter(reason::sameReasonAs).isPresent();
  }

  /** The answer for this shape may have changed. */
  public void wake(GangShape shape) {
    lanes.wake(shape);
  }

  /** Every answer may have changed. */
  public void wakeAll() {
    lanes.wakeAll();
  }

  /** Forgets who was admitted by the last pass: the snapshot says what became of that. */
  public void forgetAdmissions() {
    lanes.wake(admitted);
    for (var candidate : admitted) {
      candidate.admitted(false);
      lines.admitted(candidate, -1);
    }
    admitted.clear();
  }

  /** Begins a pass over all candidates in order. */
  public void begin() {
    lanes.begin();
  }

  /** Whose turn it is: to be answered by {@link #admit} or {@link #refuse} before the next. */
  public Optional<Candidate> next() {
    return lanes.next();
  }

  /** Admits the one whose turn it is. */
  public void admit() {
    var candidate = lanes.admit();
    candidate.admitted(true);
    admitted.add(candidate);
    lines.admitted(candidate, 1);
  }

  /**
   * Refuses the one whose turn it is. {@code forGood}: the same answer is to be expected until its
   * shape is woken.
   */
  public void refuse(Code code, boolean forGood) {
    lanes.refuse(code, forGood);
  }

  /** Those refused with this code are told what holds after the pass. */
  public void revise(Code code, Function<GangShape, Code> answer) {
    lanes.revise(code, answer);
  }

  /** Ends the pass; returns what is to be told, in order of UID. */
  public List<Plan.VerdictChange> end(Wording wording) {
    lanes.end();
    var changes = new TreeMap<>(owedOthers);
    lanes.owed((candidate, stop) -> {
      var gang = candidate.gang();
      var verdict =
          strategy == Strategy.STRICT && candidate != stop.at()
              ? new Verdict.BehindHead(stop.at().gang().id())
              : wording.verdict(candidate.shape(), stop.code(), candidate.podSets());
      changes.put(gang.id().uid(), new Plan.VerdictChange(gang.id(), verdict));
    });
    return List.copyOf(changes.values());
  }

  /** The heads of each queue, without those just admitted. */
  public List<Plan.Line> lines() {
    return lines.shown();
  }
}
