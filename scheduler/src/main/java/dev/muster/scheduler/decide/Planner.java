package dev.muster.scheduler.decide;

import dev.muster.scheduler.decide.breaker.Breaker;
import dev.muster.scheduler.decide.draft.Ground;
import dev.muster.scheduler.decide.draft.Rules;
import dev.muster.scheduler.decide.fit.Piece;
import dev.muster.scheduler.decide.fit.Trials;
import dev.muster.scheduler.decide.fit.Witness;
import dev.muster.scheduler.decide.lifecycle.Lifecycle;
import dev.muster.scheduler.decide.order.Agenda;
import dev.muster.scheduler.decide.order.Candidate;
import dev.muster.scheduler.decide.order.Roster;
import dev.muster.scheduler.model.Action;
import dev.muster.scheduler.model.Admission;
import dev.muster.scheduler.model.Gang;
import dev.muster.scheduler.model.PersistentMap;
import dev.muster.scheduler.model.Plan;
import dev.muster.scheduler.model.Snapshot;
import dev.muster.scheduler.model.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The decision: from what is, to what is to be done. A pure function of the snapshot; production,
 * replay and what-if all call this one.
 *
 * <p>Promises: {@code plan(snapshot, memo).plan()} is the same for every memo, byte for byte. A
 * plan never overcommits a node, admits a gang whole or not at all, and says of every gang that
 * waits why it does, if that is not what its status says already.
 *
 * <p>Given a memo, a plan costs what changed since the snapshot that the memo was made with. A memo
 * is used by one thread at a time.
 */
public final class Planner {
  /** A plan, and what makes the next one cheap. */
  public record Decision(Plan plan, Memo memo) {}

  private final Rules rules;

  public Planner(Rules rules) {
    this.rules = rules;
  }

  public Decision plan(Snapshot snapshot, Memo memo) {
    var desk = memo.deskFor(this, snapshot);
    desk.open(snapshot);
    desk.follow(snapshot); // 1 what changed, and what lives do by themselves
    var judgement = desk.judge(snapshot); // 2 which nodes are out of use
    desk.survey(judgement); // 3 what is free, and whose answer that may change
    var admissions = desk.pass(snapshot); // 4 who is next, and where does it fit
    var plan = desk.conclude(admissions, judgement); // 5 who is to be told what
    desk.close();
    return new Decision(plan, new Memo(Optional.of(desk)));
  }

  /** This planner as a policy of the cycle: keeps the memo between calls. */
  public Function<Snapshot, Plan> incremental() {
    return new Function<>() {
      private Memo memo = Memo.EMPTY;

      @Override
      public Plan apply(Snapshot snapshot) {
        var decision = plan(snapshot, memo);
        memo = decision.memo();
        return decision.plan();
      }
    };
  }

  /** Nothing but a cache; to be handed back to the planner that made it. */
  public static final class Memo {
    public static final Memo EMPTY = new Memo(Optional.empty());

    private final Optional<Desk> desk;

    private Memo(Optional<Desk> desk) {
      this.desk = desk;
    }

    private Desk deskFor(Planner planner, Snapshot snapshot) {
      return desk.filter(old -> old.continues(planner, snapshot))
          .orElseGet(() -> new Desk(planner));
    }
  }

  /** The working state behind a memo. */
  private static final class Desk {
    private final Planner planner;
    private final Breaker breaker;
    private final Ground ground = new Ground();
    private final Trials trials;
    private final Roster roster;
    private final Agenda agenda = new Agenda();
    private PersistentMap<Gang> gangs = PersistentMap.empty();
    private long now = Long.MIN_VALUE;
    private final TreeSet<String> lackingPods = new TreeSet<>();
    private long podMadeAt;
    private boolean open;

    Desk(Planner planner) {
      this.planner = planner;
      this.breaker = new Breaker(planner.rules.breaker());
      this.trials = new Trials(ground, planner.rules.searchBudget());
      this.roster = new Roster(planner.rules.strategy(), ground.shapes(), trials::forget);
    }

    /**
     * Whether it can go on from here: left open by a failed call, or later than the snapshot, no.
     */
    boolean continues(Planner other, Snapshot snapshot) {
      return planner == other && !open && now <= snapshot.now();
    }

    void open(Snapshot snapshot) {
      open = true;
      now = snapshot.now();
      roster.forgetAdmissions();
    }

    void follow(Snapshot snapshot) {
      var due = new ArrayList<>(agenda.due(now));
      if (podMadeAt != snapshot.cluster().podMadeAt()) {
        podMadeAt = snapshot.cluster().podMadeAt();
        due.addAll(lackingPods);
      }
      for (var change : snapshot.gangs().changesSince(gangs)) {
        change.after().ifPresentOrElse(this::step, () -> forget(change.key()));
      }
      for (var uid : due) {
        snapshot.gangs().get(uid).filter(gang -> isSame(gang)).ifPresent(this::step);
      }
      gangs = snapshot.gangs();
    }

    private boolean isSame(Gang gang) {
      return gangs.get(gang.id().uid()).filter(old -> old == gang).isPresent();
    }

    private void step(Gang gang) {
      var step = Lifecycle.step(gang, now, podMadeAt);
      agenda.put(gang.id().uid(), step.actions(), step.changesAt(), step.repeatMillis());
      roster.put(gang, !step.actions().isEmpty());
      if (Lifecycle.lacksPods(gang)) {
        lackingPods.add(gang.id().uid());
      } else {
        lackingPods.remove(gang.id().uid());
      }
    }

    private void forget(String uid) {
      agenda.remove(uid);
      lackingPods.remove(uid);
      roster.remove(uid);
    }

    Breaker.Judgement judge(Snapshot snapshot) {
      return breaker.judge(snapshot);
    }

    void survey(Breaker.Judgement judgement) {
      switch (ground.refresh(judgement.nodes())) {
        case Ground.Refreshed.Anew() -> {
          trials.forgetAll();
          roster.wakeAll();
        }
        case Ground.Refreshed.Grown(var classes, var reasonsChanged) -> {
          trials.wake(classes).forEach(roster::wake);
          if (reasonsChanged) {
            roster.wakeAll();
          }
        }
      }
    }

    List<Action> pass(Snapshot snapshot) {
      var admissions = new ArrayList<Action>();
      roster.begin();
      for (var next = roster.next(); next.isPresent(); next = roster.next()) {
        var candidate = next.get();
        switch (trials.place(candidate.shape())) {
          case Trials.Answer.Placed(var witness) -> {
            charge(candidate, witness);
            admissions.add(admit(candidate, witness, snapshot));
            roster.admit();
          }
          case Trials.Answer.Refused(var code, var forGood) -> roster.refuse(code, forGood);
        }
      }
      return admissions;
    }

    private void charge(Candidate candidate, List<Piece> witness) {
      for (var piece : witness) {
        var pod = candidate.shape().parts().get(piece.part()).pod();
        ground.now().charge(piece.host(), pod, piece.pods());
      }
    }

    private Action admit(Candidate candidate, List<Piece> witness, Snapshot snapshot) {
      var gang = candidate.gang();
      int last = gang.status().latestAdmission().map(Admission::epoch).orElse(0);
      var placements = Witness.placements(candidate.shape(), candidate.podSets(), witness);
      // kube-scheduler may put a free pod on room promised to another gang, so every pod that can
      // be held is sent to its own node.
      boolean exact =
          planner.rules.holdsPods()
              && candidate.podSets().stream().anyMatch(s -> s.gateable() && s.count() > 0);
      var admission = new Admission(snapshot.cluster().name(), last + 1, exact, placements);
      return new Action.Admit(gang.id(), admission, Lifecycle.admitted(gang, admission, now));
    }

    Plan conclude(List<Action> admissions, Breaker.Judgement judgement) {
      var actions = new ArrayList<>(agenda.actions());
      actions.addAll(admissions);
      roster.revise(Verdict.Code.NODE_QUARANTINED, trials::reason);
      var verdicts = roster.end(trials::verdict);
      long wakeAt = Math.min(agenda.wakeAt(now).orElse(Long.MAX_VALUE), judgement.wakeAt());
      return new Plan(
          actions,
          verdicts,
          roster.lines(),
          wakeAt == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(wakeAt),
          judgement.markings());
    }

    void close() {
      open = false;
    }
  }
}
