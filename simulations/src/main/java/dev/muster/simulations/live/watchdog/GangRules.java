package dev.muster.simulations.live.watchdog;

import dev.muster.simulations.live.objects.Amounts;
import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.store.Change;
import dev.muster.simulations.live.store.ChangeType;
import dev.muster.simulations.live.watchdog.Findings.Rule;
import dev.muster.simulations.live.watchdog.Tracker.Belonging;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Follows gangs, the ledger, and all that belongs to gangs, and checks them against each other. */
final class GangRules {
  private static final String GRACE = "workload.codeflare.dev.appwrapper/";
  private static final List<String> STARTING = List.of("Resuming", "Running");

  private static final String PLACE = "muster.dev/place";

  private final Observed observed;
  private final Settings settings;
  private final Findings findings;
  private final SortedMap<String, Gang> gangs = new TreeMap<>();
  private final Belongings belongings;
  private final Guests guests;
  private final SortedSet<String> loose = new TreeSet<>();
  private SortedMap<String, Promise> intents = new TreeMap<>();

  GangRules(Observed observed, Settings settings) {
    this.observed = observed;
    this.settings = settings;
    this.findings = observed.findings();
    this.belongings = new Belongings(observed, settings, gangs);
    this.guests = new Guests(observed, gangs, belongings);
  }

  /** A gang was created, changed or is gone. */
  void gang(Change change) {
    if (change.type() == ChangeType.DELETED) {
      vanished(change);
      return;
    }
    String uid = Trees.uid(change.object());
    Gang gang = gangs.computeIfAbsent(uid, fresh -> new Gang(change.object()));
    gang.intend(intents.getOrDefault(uid, Promise.NONE));
    String before = gang.phase();
    var claimed = gang.claimed();
    var places = gang.promise().places();
    gang.show(change.object());
    if (gang.claimed().isEmpty()) {
      observed.capacity().ease(claimed, now());
    }
    if (Trees.leaving(change.object()) && gang.deletedBy.isEmpty()) {
      gang.deletedBy = change.user();
    }
    checkPhase(gang, before);
    recount(gang);
    observed.capacity().check(gang.label() + " became " + gang.phase(), false);
    boolean begins = gang.phase().equals("Resuming");
    if (begins && before.equals("Resetting") && gang.promise().places().equals(places)) {
      gang.judgedEpoch = gang.promise().epoch(); // it has kept its room and overtakes nobody
    } else if (begins && gang.promise().epoch() > gang.judgedEpoch) {
      judge(List.of(gang));
    }
    noteEligible(gang);
  }

  private void noteEligible(Gang gang) {
    if (!gang.eligible()) {
      gang.eligibleSince = -1;
    } else if (gang.eligibleSince < 0) {
      gang.eligibleSince = now();
    }
  }

  private void checkPhase(Gang gang, String before) {
    findings.check();
    boolean hasStatus = !Trees.map(gang.object(), "status").isEmpty();
    String phase = gang.phase();
    if ((hasStatus || !before.isEmpty()) && !Gang.PHASES.contains(phase)) {
      findings.violation(Rule.LOST, "%s has phase '%s'".formatted(gang.label(), phase));
    }
    if (phase.equals("Suspended") && !before.equals(phase)) {
      for (Belonging top : belongings.tops(gang)) {
        findings.violation(
            Rule.UNADMITTED,
            "%s became Suspended while its %s exists".formatted(gang.label(), top.label()));
      }
    }
  }

  private void vanished(Change change) {
    Gang gang = gangs.remove(Trees.uid(change.object()));
    if (gang == null) {
      return;
    }
    gang.eligibleSince = -1;
    findings.check();
    String deleter = gang.deletedBy.isEmpty() ? change.user() : gang.deletedBy;
    if (!deleter.isEmpty() && deleter.equals(settings.schedulerUser())) {
      findings.violation(
          Rule.LOST, "%s was deleted by the scheduler itself".formatted(gang.label()));
    }
    observed.capacity().ease(gang.charged, now());
    observed.capacity().ease(gang.claimed(), now());
    observed.capacity().promise(gang.uid(), gang.charged, Map.of());
    observed.capacity().check(gang.label() + " is gone", false);
    belongings.gangGone(gang);
  }

  /** What gangs on their way out still claim of each node. */
  SortedMap<String, Amounts> claimed() {
    return OrderRule.claimed(gangs.values());
  }

  /** The ledger reads so now. */
  void ledger(List<Map<String, @Nullable Object>> entries) {
    var old = intents;
    intents = new TreeMap<>();
    for (var entry : entries) {
      intents.put(Trees.text(entry, "uid"), Promise.of(entry));
    }
    var touched = new TreeMap<>(old);
    touched.putAll(intents);
    var admitted = new ArrayList<Gang>();
    for (String uid : touched.keySet()) {
      Gang gang = gangs.get(uid);
      if (gang != null) {
        gang.intend(intents.getOrDefault(uid, Promise.NONE));
        recount(gang);
        noteEligible(gang);
        boolean waits = gang.phase().isEmpty() || gang.phase().equals("Suspended");
        if (waits && gang.promise().epoch() > gang.judgedEpoch) {
          admitted.add(gang);
        }
      }
    }
    var names = admitted.stream().map(Gang::label).toList();
    observed.capacity().check("the ledger, with new entries of " + names, false);
    judge(admitted);
  }

  private void judge(List<Gang> admitted) {
    if (!admitted.isEmpty()) {
      observed.order().judge(admitted, gangs.values(), now());
      admitted.forEach(gang -> gang.judgedEpoch = gang.promise().epoch());
    }
  }

  /** A pod was created, changed or is gone. */
  void pod(Change change) {
    belongings.changed(change);
    String cause = "pod " + Trees.namespace(change.object()) + "/" + Trees.name(change.object());
    boolean isLoose = isLoose(change);
    var gang = guests.changed(change, isLoose);
    gang.ifPresent(this::recount);
    gang.filter(found -> ended(change)).ifPresent(found -> observed.capacity().ended(found.uid()));
    boolean holds = gang.filter(found -> found.promise() != Promise.NONE).isPresent();
    observed.capacity().check(cause, !holds || isLoose || ended(change));
  }

  /**
   * Whether it is to be placed, but came when nobody was there to hold it: then it goes where the
   * cluster's own scheduler sends it.
   */
  private boolean isLoose(Change change) {
    var uid = Trees.uid(change.object());
    boolean placed = Trees.map(change.object(), "metadata", "labels").containsKey(PLACE);
    if (change.type() == ChangeType.DELETED) {
      return loose.remove(uid);
    }
    if (change.type() == ChangeType.ADDED
        && placed
        && Trees.maps(change.object(), "spec", "schedulingGates").isEmpty()) {
      loose.add(uid);
    }
    return loose.contains(uid);
  }

  /**
   * Whether a pod is over. If it ran elsewhere than was promised, that promise is open again, where
   * somebody else's pod may be by now, or may still be promised a place by who has not seen it end.
   */
  private static boolean ended(Change change) {
    var phase = Trees.text(change.object(), "status", "phase");
    return change.type() == ChangeType.DELETED
        || phase.equals("Succeeded")
        || phase.equals("Failed");
  }

  /** Some other object was created, changed or is gone. */
  void child(Change change) {
    belongings.changed(change);
  }

  /** Charges what the gang is promised now, and looks whether it is partly placed. */
  private void recount(Gang gang) {
    var open = gang.open();
    if (gang.promise() == Promise.NONE) {
      observed.capacity().ease(gang.charged, now());
    }
    observed.capacity().promise(gang.uid(), gang.charged, open);
    gang.charged = open;
    if (gang.unexplained(gang.promise().epoch())) {
      findings.undecided();
    }
    boolean partial =
        STARTING.contains(gang.phase())
            && gang.boundPods() > 0
            && gang.boundPods() < gang.expectedPods();
    if (!partial) {
      gang.partialSince = -1;
    } else if (gang.partialSince < 0) {
      long since = now();
      gang.partialSince = since;
      observed.timetable().at(since + grace(gang), () -> stillPartial(gang, since));
    }
  }

  private long grace(Gang gang) {
    return GoDuration.millis(
            Trees.annotation(gang.object(), GRACE + "admissionGracePeriodDuration"), 60_000)
        + GoDuration.millis(
            Trees.annotation(gang.object(), GRACE + "warmupGracePeriodDuration"), 300_000)
        + settings.reactionMillis()
        + 1;
  }

  private void stillPartial(Gang gang, long since) {
    findings.check();
    if (gang.partialSince == since && gangs.containsKey(gang.uid())) {
      findings.violation(
          Rule.PARTIAL,
          "%s has %d of %d pods on nodes since %d ms"
              .formatted(gang.label(), gang.boundPods(), gang.expectedPods(), now() - since));
    }
  }

  private long now() {
    return observed.now().getAsLong();
  }
}
