package dev.muster.scheduler.decide.order;

import dev.muster.scheduler.decide.draft.GangShape;
import dev.muster.scheduler.model.Gang;
import dev.muster.scheduler.model.PodSet;
import dev.muster.scheduler.model.Verdict;
import java.util.List;
import java.util.Optional;

/**
 * A gang that waits for an admission. Ordered as gangs are served: higher priority, then older,
 * then by identity.
 */
public final class Candidate implements Comparable<Candidate> {
  private final Gang gang;
  private final GangShape shape;
  private final List<PodSet> podSets;
  private final int priority; // beside the gang, because thousands are compared in a pass
  private final long submittedAt;
  private boolean admitted;

  Candidate(Gang gang, GangShape shape, List<PodSet> podSets) {
    this.gang = gang;
    this.shape = shape;
    this.podSets = podSets;
    this.priority = gang.spec().priority();
    this.submittedAt = gang.spec().submittedAt();
  }

  public Gang gang() {
    return gang;
  }

  public GangShape shape() {
    return shape;
  }

  /** The sets that its shape was made from. */
  public List<PodSet> podSets() {
    return podSets;
  }

  /** What it was last told. */
  Optional<Verdict.Code> told() {
    return gang.status().latestVerdict().map(Verdict::code);
  }

  boolean isTold(Verdict.Code code) {
    return told().filter(last -> last == code).isPresent();
  }

  boolean isAdmitted() {
    return admitted;
  }

  void admitted(boolean now) {
    admitted = now;
  }

  @Override
  public int compareTo(Candidate other) {
    int order = Integer.compare(other.priority, priority);
    order = order != 0 ? order : Long.compare(submittedAt, other.submittedAt);
    return order != 0 ? order : gang.id().compareTo(other.gang.id());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Candidate that && compareTo(that) == 0;
  }

  @Override
  public int hashCode() {
    return gang.id().hashCode();
  }

  @Override
  public String toString() {
    return gang.id().toString();
  }
}
