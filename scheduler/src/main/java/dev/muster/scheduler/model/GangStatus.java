package dev.muster.scheduler.model;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is stored in the status of a gang: the only memory of its past that survives a restart.
 *
 * @param resets charged retries ({@code resettingCount})
 * @param components parallel to the wrapped objects; empty while unseen
 * @param admission at most one: the latest attempt, kept as the source of the next epoch
 * @param verdict at most one: why it waits, as last written
 * @param mcad at most one: the same for MCAD's clients, if it was submitted in MCAD's version
 */
public record GangStatus(
    Phase phase,
    int resets,
    SortedMap<String, Condition> conditions,
    List<ComponentStatus> components,
    List<Admission> admission,
    List<Verdict> verdict,
    List<McadStatus> mcad) {
  public static final GangStatus UNSEEN =
      new GangStatus(
          Phase.UNSEEN,
          0,
          Collections.emptySortedMap(),
          List.of(),
          List.of(),
          List.of(),
          List.of());

  public GangStatus {
    conditions =
        conditions.isEmpty() // as most are, of a hundred thousand
            ? Collections.emptySortedMap()
            : Collections.unmodifiableSortedMap(new TreeMap<>(conditions));
    components = List.copyOf(components);
    admission = List.copyOf(admission);
    verdict = List.copyOf(verdict);
    mcad = List.copyOf(mcad);
  }

  /** Of a gang that was submitted in today's version. */
  public GangStatus(
      Phase phase,
      int resets,
      SortedMap<String, Condition> conditions,
      List<ComponentStatus> components,
      List<Admission> admission,
      List<Verdict> verdict) {
    this(phase, resets, conditions, components, admission, verdict, List.of());
  }

  /** The latest attempt, current or past. */
  public Optional<Admission> latestAdmission() {
    return admission.stream().findFirst();
  }

  /** Whether others started the attempt that there is: nobody promised it any place. */
  public boolean isInherited() {
    return latestAdmission().filter(latest -> latest.epoch() == 0).isPresent();
  }

  public Optional<Verdict> latestVerdict() {
    return verdict.stream().findFirst();
  }

  /** What MCAD's clients read, if they are to read anything. */
  public Optional<McadStatus> forMcad() {
    return mcad.stream().findFirst();
  }

  public GangStatus withMcad(McadStatus told) {
    return new GangStatus(phase, resets, conditions, components, admission, verdict, List.of(told));
  }

  /** Forgets a condition, so that the next one of its type starts a new clock. */
  public GangStatus without(String type) {
    var changed = new TreeMap<>(conditions);
    changed.remove(type);
    return new GangStatus(phase, resets, changed, components, admission, verdict, mcad);
  }

  public Optional<Condition> condition(String type) {
    return Optional.ofNullable(conditions.get(type));
  }

  public boolean isTrue(String type) {
    return condition(type).map(c -> c.status() == Condition.Status.TRUE).orElse(false);
  }

  public GangStatus withPhase(Phase newPhase) {
    return new GangStatus(newPhase, resets, conditions, components, admission, verdict, mcad);
  }

  public GangStatus withResets(int newResets) {
    return new GangStatus(phase, newResets, conditions, components, admission, verdict, mcad);
  }

  public GangStatus withComponents(List<ComponentStatus> newComponents) {
    return new GangStatus(phase, resets, conditions, newComponents, admission, verdict, mcad);
  }

  /** Admitted anew; a gang that is admitted waits for nothing, so the verdict goes. */
  public GangStatus withAdmission(Admission newAdmission) {
    return new GangStatus(
        phase, resets, conditions, components, List.of(newAdmission), List.of(), mcad);
  }

  /** Sets a condition; {@code since} stays what it was unless the status flips. */
  public GangStatus with(
      String type, Condition.Status status, String reason, String message, long now) {
    var old = conditions.get(type);
    long since = old != null && old.status() == status ? old.since() : now;
    var changed = new TreeMap<>(conditions);
    changed.put(type, new Condition(type, status, reason, message, since));
    return new GangStatus(phase, resets, changed, components, admission, verdict, mcad);
  }

  /** Sets a condition False, but only if it is True now. */
  public GangStatus cleared(String type, String reason, String message, long now) {
    return isTrue(type) ? with(type, Condition.Status.FALSE, reason, message, now) : this;
  }

  /** Waiting for this reason: the verdict and the condition that shows it. */
  public GangStatus withVerdict(Verdict newVerdict, long now) {
    var told =
        with(
            Condition.QUOTA_RESERVED,
            Condition.Status.FALSE,
            newVerdict.code().word(),
            newVerdict.sentence(),
            now);
    return new GangStatus(
        told.phase,
        told.resets,
        told.conditions,
        told.components,
        told.admission,
        List.of(newVerdict),
        told.mcad.stream().map(status -> status.waiting(newVerdict, now)).toList());
  }
}
