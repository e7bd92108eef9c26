package dev.muster.scheduler.kube.watch;

import dev.muster.scheduler.kube.map.Bare;
import dev.muster.scheduler.kube.map.GangView;
import dev.muster.scheduler.kube.map.Ranking;
import dev.muster.scheduler.model.Admission;
import dev.muster.scheduler.model.Condition;
import dev.muster.scheduler.model.Gang;
import dev.muster.scheduler.model.GangStatus;
import dev.muster.scheduler.model.Wish;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the mirror knows of one gang: what is stored, what was decided and is on its way, and what
 * became of its objects.
 */
public final class GangEntry {
  final GangSource source;
  final Map<Integer, Outcome> outcomes = new TreeMap<>();
  Meta meta;
  Gang stored;
  Gang shown;
  @Nullable GangStatus assumed;

  /** What it has its priority by. */
  Ranking ranking;

  /** How its object stands, if that is the gang itself. */
  Optional<Bare> bare;

  /** Whether its {@code spec.suspend} is what a predecessor left. */
  private boolean suspendedByOthers;

  List<Member> members = List.of();

  /** Why its submitter may not create its objects, as last asked; empty if nobody said so. */
  String denial = "";

  /** How often they said so since they last said yes. */
  int denials;

  /** The attempt whose objects are being taken down; -1 if none are. */
  int takenDown = -1;

  GangEntry(GangSource source, Meta meta, Gang stored, GangView view) {
    this.source = source;
    this.meta = meta;
    this.ranking = view.ranking();
    this.bare = view.bare();
    this.suspendedByOthers = view.suspendedByOthers();
    this.stored = stored;
    this.shown = stored;
  }

  /** Takes in what its object says now. */
  void put(Meta newMeta, Gang gang, GangView view) {
    meta = newMeta;
    stored = gang;
    ranking = view.ranking();
    bare = view.bare();
    suspendedByOthers = view.suspendedByOthers();
  }

  void deny(String problem) {
    denial = problem;
    denials++;
  }

  void allow() {
    denial = "";
    denials = 0;
  }

  /** What kind of object it is. */
  public GangSource source() {
    return source;
  }

  /** How its object stands, if that is the gang itself. */
  public Optional<Bare> bare() {
    return bare;
  }

  public Meta meta() {
    return meta;
  }

  /** Whether its {@code spec.suspend} is what a predecessor left, and nobody's wish. */
  public boolean isSuspendedByOthers() {
    return suspendedByOthers && stored.wish() == Wish.RUN;
  }

  /** As the API server has it. */
  public Gang stored() {
    return stored;
  }

  /** As decisions see it: with what is on its way. */
  public Gang shown() {
    return shown;
  }

  /** The status as decided, whether or not it is stored yet. */
  public GangStatus status() {
    return assumed == null ? stored.status() : assumed;
  }

  /** Whether a decision is on its way. */
  public boolean isAssumed() {
    return assumed != null;
  }

  /** Its pods, whatever their state, in order of name. */
  public List<PodEntry> pods() {
    return members.stream().map(Member::pod).toList();
  }

  /** The number of the latest attempt; 0 before the first. */
  public int epoch() {
    return status().latestAdmission().map(Admission::epoch).orElse(0);
  }

  /**
   * Whether its objects were made by a predecessor. They do not say whose they are as Muster's own
   * do, so no watch shows them: they are looked at by name, now and then.
   */
  public boolean isInherited() {
    return epoch() == 0;
  }

  /**
   * The name of a wrapped object; empty if it is made up when the object is. One that a predecessor
   * let the API server make up stands in the status.
   */
  public String nameOf(int index) {
    var components = status().components();
    var told = isInherited() && index < components.size() ? components.get(index).name() : "";
    return told.isEmpty() ? stored.spec().objects().get(index).name() : told;
  }

  /** The admission, as long as the gang keeps its place. */
  public Optional<Admission> holding() {
    return status().isTrue(Condition.QUOTA_RESERVED)
        ? status().latestAdmission()
        : Optional.empty();
  }

  /**
   * The admission whose room is taken: that which it holds, and one that it gives back only when
   * the API server has it. Before that another admission could be written ahead of the release.
   */
  Optional<Admission> charged() {
    return holding().or(this::storedHolding);
  }

  /** The admission that the API server shows as held. */
  Optional<Admission> storedHolding() {
    return stored.status().isTrue(Condition.QUOTA_RESERVED)
        ? stored.status().latestAdmission()
        : Optional.empty();
  }
}
