package dev.muster.simulations.live.watchdog;

import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.store.Change;
import dev.muster.simulations.live.store.ChangeType;
import dev.muster.simulations.live.watchdog.Findings.Rule;
import dev.muster.simulations.live.watchdog.Tracker.Belonging;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Follows all that belongs to gangs: nothing of a gang may be created before its admission, and
 * nothing may outlive its gang by more than two sweeps.
 */
final class Belongings {
  private final Observed observed;
  private final Settings settings;
  private final SortedMap<String, Gang> gangs;
  private final Tracker tracker = new Tracker();
  private final SortedMap<String, SortedMap<String, Belonging>> tops = new TreeMap<>();

  /** {@code gangs} are those that exist, by UID, kept by whoever follows them. */
  Belongings(Observed observed, Settings settings, SortedMap<String, Gang> gangs) {
    this.observed = observed;
    this.settings = settings;
    this.gangs = gangs;
  }

  /** An object that is no gang was created, changed or is gone. */
  void changed(Change change) {
    String uid = Trees.uid(change.object());
    if (change.type() == ChangeType.DELETED) {
      tracker
          .remove(uid)
          .filter(Belonging::isTop)
          .map(top -> tops.getOrDefault(top.gang(), new TreeMap<>()))
          .ifPresent(siblings -> siblings.remove(uid));
    } else if (change.type() == ChangeType.ADDED) {
      tracker.add(change.object()).ifPresent(belonging -> created(change.object(), belonging));
    }
  }

  /** Where an object belongs; empty if nowhere. */
  Optional<Belonging> find(String uid) {
    return tracker.find(uid);
  }

  /** The objects of a gang that it controls itself. */
  List<Belonging> tops(Gang gang) {
    return List.copyOf(tops.getOrDefault(gang.uid(), Collections.emptySortedMap()).values());
  }

  /** From now on the objects of this gang are orphans. */
  void gangGone(Gang gang) {
    tops(gang).forEach(this::expectEnd);
    tops.remove(gang.uid());
  }

  private void created(Object object, Belonging belonging) {
    Gang gang = gangs.get(belonging.gang());
    if (belonging.isTop() && gang != null) {
      tops.computeIfAbsent(belonging.gang(), uid -> new TreeMap<>())
          .put(belonging.uid(), belonging);
      observed.findings().check();
      if (!gang.admitted()) {
        observed
            .findings()
            .violation(
                Rule.UNADMITTED,
                "%s was created for %s, which is '%s'"
                    .formatted(belonging.label(), gang.label(), gang.phase()));
      }
    }
    boolean orphan = belonging.gang().isEmpty() ? claimedByNobody(object) : gang == null;
    if (orphan) {
      expectEnd(belonging);
    }
  }

  /** Whether its label names a gang that does not exist; without that label it is nobody's. */
  private boolean claimedByNobody(Object object) {
    String name = Trees.text(object, "metadata", "labels", Tracker.OWNER_LABEL);
    String label = Trees.namespace(object) + "/" + name;
    return !name.isEmpty() && gangs.values().stream().noneMatch(gang -> gang.label().equals(label));
  }

  private void expectEnd(Belonging belonging) {
    long grace = 2 * settings.sweepMillis() + settings.reactionMillis() + 1;
    observed.timetable().at(observed.now().getAsLong() + grace, () -> stillThere(belonging));
  }

  private void stillThere(Belonging belonging) {
    observed.findings().check();
    if (tracker.find(belonging.uid()).isPresent() && !gangs.containsKey(belonging.gang())) {
      observed
          .findings()
          .violation(
              Rule.ORPHAN, "%s outlived its gang by two sweeps".formatted(belonging.label()));
    }
  }
}
