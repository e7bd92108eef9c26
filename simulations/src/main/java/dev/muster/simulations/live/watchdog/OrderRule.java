package dev.muster.simulations.live.watchdog;

import dev.muster.simulations.live.objects.Amounts;
import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.watchdog.Findings.Rule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * No gang is admitted while a better one of its queue waits that would have fitted: one of higher
 * priority, or of the same and created in an earlier second. Judged at the write that makes the
 * admission known, against the room that the scheduler has certainly known of then: what it just
 * gave away, and what was free a little earlier already. Gangs that are admitted together may
 * become so by several writes, in any order: who waits no more a little later was not overtaken.
 */
final class OrderRule {
  /** Better gangs tried for one write: enough for a demo, and a bound for everything else. */
  private static final int TRIED = 200;

  private final Capacity capacity;
  private final Claims claims;
  private final Findings findings;
  private final Settings settings;
  private final Timetable timetable;
  private final SortedMap<String, Long> classes = new TreeMap<>();
  private long defaultPriority;

  OrderRule(
      Capacity capacity, Claims claims, Findings findings, Settings settings, Timetable timetable) {
    this.capacity = capacity;
    this.claims = claims;
    this.findings = findings;
    this.settings = settings;
    this.timetable = timetable;
  }

  void putClass(Object priorityClass) {
    long value = Trees.number(priorityClass, 0, "value");
    classes.put(Trees.name(priorityClass), value);
    if (Trees.flag(priorityClass, "globalDefault")) {
      defaultPriority = value;
    }
  }

  /** Judges the admissions of one write, which are charged already. */
  void judge(List<Gang> admitted, Collection<Gang> all, long now) {
    int tried = 0;
    var claimed = claimed(all);
    claims.all().forEach((node, amounts) -> claimed.merge(node, amounts, Amounts::plus));
    for (Gang waiting : all) {
      boolean settled =
          waiting.eligibleSince >= 0 && now - waiting.eligibleSince >= settings.reactionMillis();
      if (!settled || !waiting.eligible()) {
        continue;
      }
      var overtakers = new ArrayList<Gang>();
      admitted.stream().filter(gang -> better(waiting, gang)).forEach(overtakers::add);
      if (!overtakers.isEmpty() && tried++ < TRIED) {
        tryToFit(waiting, overtakers, claimed, now);
      }
    }
  }

  /** What gangs on their way out still claim. */
  static SortedMap<String, Amounts> claimed(Collection<Gang> all) {
    var result = new TreeMap<String, Amounts>();
    for (Gang gang : all) {
      gang.claimed().forEach((node, amounts) -> result.merge(node, amounts, Amounts::plus));
    }
    return result;
  }

  private void tryToFit(
      Gang waiting, List<Gang> overtakers, SortedMap<String, Amounts> claimed, long now) {
    findings.check();
    var given = new TreeMap<String, Amounts>();
    for (Gang gang : overtakers) {
      gang.charged.forEach((node, amounts) -> given.merge(node, amounts, Amounts::plus));
    }
    var places = capacity.known(given, claimed, now - settings.reactionMillis());
    switch (FitSearch.of(waiting.demand().orElse(List.of()), places, settings.fitSteps())) {
      case FITS -> {
        long since = waiting.eligibleSince;
        var overtaker = overtakers.getFirst().label();
        timetable.at(
            now + settings.reactionMillis(), () -> stillWaiting(waiting, since, overtaker, now));
      }
      case OPEN -> findings.undecided();
      case DOES_NOT -> {}
    }
  }

  private void stillWaiting(Gang gang, long since, String overtaker, long admittedAt) {
    findings.check();
    if (capacity.closedSince(admittedAt)) {
      findings.outside(); // that was decided before, and its write came after
    } else if (gang.eligible() && gang.eligibleSince == since) {
      findings.violation(
          Rule.ORDER,
          "%s was admitted while %s, which comes before it in queue '%s', would have fitted"
              .formatted(overtaker, gang.label(), gang.queue()));
    }
  }

  private boolean better(Gang first, Gang second) {
    if (!first.queue().equals(second.queue())) {
      return false;
    }
    long order = Long.compare(priority(first), priority(second));
    return order > 0 || (order == 0 && first.created().compareTo(second.created()) < 0);
  }

  private long priority(Gang gang) {
    if (gang.ownPriority().isPresent()) {
      return gang.ownPriority().getAsLong();
    }
    String name = gang.priorityClass();
    return name.isEmpty() ? defaultPriority : classes.getOrDefault(name, 0L);
  }
}
