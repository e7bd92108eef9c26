package dev.muster.scheduler.kube.act;

import dev.muster.scheduler.kube.map.Standing;
import dev.muster.scheduler.kube.watch.GangEntry;
import dev.muster.scheduler.kube.watch.Intent;
import dev.muster.scheduler.model.Action;
import dev.muster.scheduler.model.Admission;
import dev.muster.scheduler.model.Cluster;
import dev.muster.scheduler.model.GangId;
import dev.muster.scheduler.model.GangStatus;
import dev.muster.scheduler.model.Phase;
import dev.muster.scheduler.model.Placement;
import dev.muster.scheduler.model.Plan;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeSet;

/**
 * Takes a plan as done in the mirror, and sees to it that it is done: each action into the lane of
 * its gang. What fails because the world moved on is forgotten and decided again; what fails for
 * any other reason is tried until it does not.
 */
final class Actor {
  /** Below the time after which a plan is made for the sake of an errand alone. */
  private static final long ERRAND_GAP_MILLIS = 900;

  /** How long the first status of a gang that will be admitted soon waits to be written in one. */
  private static final long FIRST_STATUS_MILLIS = 100;

  private static final int MOST_ADMISSIONS = 256;

  private final Means means;
  private final Ledger ledger;
  private final Announcer announcer;
  private final Turns turns;
  private final Pace pace;
  private final Lanes lanes;
  private final Map<String, Integer> positions = new HashMap<>();
  private final AdmissionRoom room;
  private final Holding holding;
  private final Marker marker;

  /** {@code onDrop}: a decision was given up, and has to be made again on what is there now. */
  Actor(Means means, Ledger ledger, Announcer announcer, Runnable onDrop) {
    this.means = means;
    this.ledger = ledger;
    this.announcer = announcer;
    this.holding = new Holding(means.mirror());
    this.room = new AdmissionRoom(MOST_ADMISSIONS, onDrop);
    this.marker = new Marker(means, onDrop);
    this.turns = new Turns(means.loop());
    this.pace = new Pace(means.loop(), ERRAND_GAP_MILLIS);
    this.lanes =
        new Lanes(
            means,
            uid -> {
              ledger.settled(uid);
              room.free(uid);
            },
            uid -> {
              pace.forget(uid);
              onDrop.run();
            });
  }

  /** {@code mayAdmit} is false when what was decided on is too old to promise anything. */
  void apply(Plan plan, boolean mayAdmit) {
    positions.clear();
    for (var line : plan.lines()) {
      for (int i = 0; i < line.first().size(); i++) {
        positions.put(line.first().get(i).uid(), i + 1);
      }
    }
    for (var action : plan.actions()) {
      switch (action) {
        case Action.Admit admit -> {
          if (mayAdmit) {
            admit(admit.gang(), admit.admission(), admit.next());
          }
        }
        case Action.Advance advance -> advance(advance.gang(), advance.next());
        case Action.CreateComponents create -> create(create);
        case Action.DeleteComponents delete -> delete(delete);
        case Action.RemoveFinalizer release ->
            step(release.gang(), new FinalizerStep(means, false, release.gang().uid()));
        case Action.Announce announce -> announcer.tell(announce);
      }
    }
    plan.verdicts().forEach(this::explain);
    if (mayAdmit) {
      plan.markings().forEach(marker::mark);
    }
  }

  /** The plan with those admissions alone that can be written soon. */
  Plan asFarAsThereIsRoom(Plan plan) {
    return room.fitted(plan, gang -> turns.defer(gang.uid(), FIRST_STATUS_MILLIS));
  }

  /**
   * Into the ledger, then the status; what the gang owns comes after, and just before it the
   * finalizer.
   */
  void admit(GangId gang, Admission admission, GangStatus next) {
    lanes
        .of(gang)
        .ifPresent(lane -> {
          lane.unsent().ifPresent(lane::retract);
          means.mirror().assume(gang.uid(), next);
          room.take(gang.uid());
          lane.add(new LedgerStep(new Intent(gang.uid(), admission)));
          lane.add(status(gang, next, false));
          lane.add(new AdmittedStep(gang, admission));
          means.log().did(gang, "admit", "attempt " + admission.epoch());
        });
  }

  /** Writes an admission that is in the ledger already. */
  void resume(GangId gang, GangStatus next) {
    lanes
        .of(gang)
        .ifPresent(lane -> {
          means.mirror().assume(gang.uid(), next);
          lane.add(status(gang, next, false));
          next.latestAdmission().ifPresent(a -> lane.add(new AdmittedStep(gang, a)));
          means.log().did(gang, "resume", "an admission that was in the ledger");
        });
  }

  private void advance(GangId gang, GangStatus next) {
    if (holding.isBestKeptQuiet(gang, next)) {
      means.mirror().assume(gang.uid(), next);
      return;
    }
    lanes
        .of(gang)
        .ifPresent(lane -> {
          boolean first = next.phase() == Phase.SUSPENDED && isUnseen(gang);
          means.mirror().assume(gang.uid(), next);
          var unsent = lane.unsent();
          unsent.ifPresent(lane::retract);
          lane.add(status(gang, next, first));
          means.log().did(gang, "phase", next.phase().word());
        });
  }

  private boolean isUnseen(GangId gang) {
    return means
        .mirror()
        .gang(gang.uid())
        .filter(known -> known.status().phase() == Phase.UNSEEN)
        .isPresent();
  }

  /** Holds what runs though it waits: what was decided of it is written once more. */
  void holdStrays() {
    for (var gang : holding.strays()) {
      var id = gang.stored().id();
      means.log().did(id, "hold", "it was let go and is not admitted");
      lanes.of(id).ifPresent(lane -> lane.add(status(id, gang.stored().status(), false)));
    }
  }

  private void explain(Plan.VerdictChange change) {
    var gang = change.gang();
    var known = means.mirror().gang(gang.uid());
    if (known.isEmpty() || !known.get().status().phase().waits()) {
      return;
    }
    var next = known.get().status().withVerdict(change.verdict(), means.loop().now());
    means.log().did(gang, "verdict", change.verdict().code().word());
    lanes
        .of(gang)
        .ifPresent(lane -> {
          means.mirror().assume(gang.uid(), next);
          lane.unsent()
              .ifPresentOrElse(
                  status -> status.replace(next), () -> lane.add(status(gang, next, true)));
        });
  }

  /**
   * A gang that owns something has the finalizer. One that is an object itself owns nothing: that
   * it was let go stands in its status.
   */
  private void create(Action.CreateComponents create) {
    var gang = create.gang();
    if (holding.isBare(gang)) {
      return;
    }
    if (!pace.isRepetition(create) && pace.takes(create, Creation.KEY, create.epoch())) {
      step(gang, new FinalizerStep(means, true, gang.uid()));
      step(gang, new Creation(means, gang.uid(), create.epoch(), create.components()));
    }
  }

  private void delete(Action.DeleteComponents delete) {
    var gang = delete.gang();
    if (pace.isRepetition(delete)) {
      return;
    }
    var deletion = new Deletion(means, gang.uid(), delete.force());
    int epoch = means.mirror().gang(gang.uid()).map(GangEntry::epoch).orElse(0);
    if (pace.takes(delete, deletion.key(), epoch)) {
      step(gang, deletion);
    }
  }

  private void step(GangId gang, Lane.Step step) {
    lanes.of(gang).ifPresent(lane -> lane.add(step));
  }

  private StatusStep status(GangId gang, GangStatus next, boolean canWait) {
    return new StatusStep(means, next, () -> standing(gang), canWait ? turns : null, gang.uid());
  }

  private Standing standing(GangId gang) {
    var queue =
        means
            .mirror()
            .gang(gang.uid())
            .map(GangEntry::stored)
            .map(known -> known.spec().queue())
            .orElse("");
    var position = positions.get(gang.uid());
    return new Standing(
        queue,
        position == null ? OptionalInt.empty() : OptionalInt.of(position),
        OptionalLong.empty());
  }

  /** The gangs that something is being written for. */
  int underWay() {
    return lanes.size();
  }

  void prune() {
    turns.prune();
    pace.prune();
  }

  /** Tells people of an admission; not before it stands, for a cycle's plan may come to nothing. */
  private final class AdmittedStep implements Lane.Step {
    private final GangId gang;
    private final Admission admission;

    AdmittedStep(GangId gang, Admission admission) {
      this.gang = gang;
      this.admission = admission;
    }

    @Override
    public String key() {
      return "tell of admission " + admission.epoch();
    }

    @Override
    public void start(Lane lane) {
      room.free(gang.uid());
      var nodes = new TreeSet<String>();
      admission.podSets().forEach(placement -> nodes.addAll(placement.nodes().keySet()));
      int pods = admission.podSets().stream().mapToInt(Placement::count).sum();
      var message =
          "Attempt %d on cluster %s: %d pod(s) on %d node(s)"
              .formatted(admission.epoch(), admission.cluster(), pods, nodes.size());
      announcer.tell(new Action.Announce(gang, false, "Admitted", message));
      lane.next();
    }
  }

  /** Waits until the admission is listed; without that there is none. */
  private final class LedgerStep implements Lane.Step {
    private final Intent intent;

    LedgerStep(Intent intent) {
      this.intent = intent;
    }

    @Override
    public String key() {
      return "ledger " + intent.admission().epoch() + " on " + Cluster.LOCAL;
    }

    @Override
    public void start(Lane lane) {
      ledger.append(
          intent,
          listed -> {
            if (listed) {
              lane.next();
            } else {
              lane.drop();
            }
          });
    }
  }
}
