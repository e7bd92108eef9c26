package dev.muster.scheduler.kube.watch;

import dev.muster.scheduler.model.Condition;
import dev.muster.scheduler.model.Observed;
import dev.muster.scheduler.model.Observed.Component;
import dev.muster.scheduler.model.Observed.State;
import dev.muster.scheduler.model.Phase;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a gang's objects, put together from what is watched, what acting found out and
 * what the gang's own status recorded.
 *
 * <p>An object that is watched and there speaks for itself. One that the status says was created
 * but that is not there counts as present until a live read has the last word: a mirror may lag,
 * and a gang must not fail for that. One of a kind that is not watched, whose creation was begun by
 * a process that did not live to tell, may exist.
 */
final class Observation {
  private final GangEntry gang;
  private final Collection<Child> children;
  private final Watched watched;

  Observation(GangEntry gang, Collection<Child> children, Watched watched) {
    this.gang = gang;
    this.children = children;
    this.watched = watched;
  }

  Observed observed() {
    if (gang.bare.isPresent()) {
      return new Observed(
          List.of(BareState.component(gang, gang.bare.get())),
          BareState.tally(gang.bare.get(), gang.members),
          false,
          gang.denial);
    }
    var components = new ArrayList<Component>();
    for (int i = 0; i < gang.stored.spec().objects().size(); i++) {
      components.add(component(i));
    }
    boolean finalizer = gang.stored.observed().finalizer();
    return new Observed(components, tally(), finalizer, gang.denial);
  }

  /**
   * Who has no node though nobody holds it matters by MCAD's rules alone: for others it would be
   * news without use.
   */
  private Observed.PodTally tally() {
    var tally = tally(gang.members);
    return gang.stored.spec().byMcad().isPresent() ? tally.withUnplaced(unplaced()) : tally;
  }

  private int unplaced() {
    return (int)
        gang.members.stream()
            .map(Member::pod)
            .filter(pod -> pod.view().phase().equals("Pending") && pod.node().isEmpty())
            .filter(pod -> pod.gated() == null && !pod.view().terminating())
            .count();
  }

  /** Whether only a live read can tell whether this object is still there. */
  boolean inDoubt(int index) {
    if (gang.isInherited()) {
      return gang.bare.isEmpty() && recorded(index) && isShort();
    }
    return gang.bare.isEmpty()
        && child(index) == null
        && outcome(index) == null
        && gang.takenDown < gang.epoch()
        && recorded(index)
        && watched.test(gang.stored.spec().objects().get(index));
  }

  /**
   * Whether pods are lacking: whoever made them may have ended, and of what is inherited no watch
   * tells that.
   */
  private boolean isShort() {
    return gang.status().phase() == Phase.RUNNING
        && (gang.members.isEmpty()
            || gang.members.stream()
                .anyMatch(member -> !member.pod().view().phase().equals("Running")));
  }

  private Component component(int index) {
    var child = child(index);
    var outcome = outcome(index);
    if (child != null) {
      boolean current = child.epoch() == gang.epoch() && !child.meta().terminating();
      return new Component(
          current ? State.PRESENT : State.TERMINATING,
          "",
          isDone(index, child.trueTypes(), child.done()),
          child.failed());
    }
    if (outcome != null) {
      boolean done = isDone(index, outcome.trueTypes(), outcome.done());
      return new Component(outcome.state(), outcome.problem(), done, outcome.failed());
    }
    return unseen(index);
  }

  /** By MCAD's rules a gang may say itself when it takes an object for done. */
  private boolean isDone(int index, List<String> trueTypes, boolean byItself) {
    return gang.stored
        .spec()
        .byMcad()
        .filter(mcad -> mcad.tellsCompletion(index))
        .map(mcad -> mcad.isDone(index, trueTypes))
        .orElse(byItself);
  }

  /** Of an object that neither the watch nor acting tells of. */
  private Component unseen(int index) {
    if (!gang.isInherited() && watched.test(gang.stored.spec().objects().get(index))) {
      boolean takenDown = gang.takenDown >= gang.epoch();
      return recorded(index) && !takenDown ? Component.PRESENT : Component.ABSENT;
    }
    return switch (deployed(index)) {
      case TRUE -> Component.PRESENT;
      case UNKNOWN -> new Component(State.ERROR, "", false, false);
      case FALSE -> Component.ABSENT;
    };
  }

  private @Nullable Child child(int index) {
    Child newest = null;
    for (var child : children) {
      if (child.component() == index
          && child.isOf(gang.meta)
          && (newest == null || child.epoch() > newest.epoch())) {
        newest = child;
      }
    }
    return newest;
  }

  private @Nullable Outcome outcome(int index) {
    var outcome = gang.outcomes.get(index);
    if (outcome == null || outcome.epoch() != gang.epoch()) {
      return null;
    }
    boolean watchKnowsBetter =
        outcome.state() == State.PRESENT
            && !gang.isInherited()
            && watched.test(gang.stored.spec().objects().get(index));
    return watchKnowsBetter ? null : outcome;
  }

  private boolean recorded(int index) {
    return deployed(index) == Condition.Status.TRUE;
  }

  /** What the status says: created, not created, or begun by somebody who did not tell the end. */
  private Condition.Status deployed(int index) {
    var components = gang.status().components();
    if (index >= components.size()) {
      return Condition.Status.FALSE;
    }
    var condition = components.get(index).conditions().get(Condition.RESOURCES_DEPLOYED);
    return condition == null ? Condition.Status.FALSE : condition.status();
  }

  static Observed.PodTally tally(List<Member> members) {
    int pending = 0;
    int running = 0;
    int succeeded = 0;
    int failed = 0;
    var exitCodes = new ArrayList<Integer>();
    for (var member : members) {
      var pod = member.pod();
      switch (pod.view().phase()) {
        case "Pending" -> pending++;
        case "Running" -> running += pod.view().terminating() ? 0 : 1;
        case "Succeeded" -> succeeded++;
        case "Failed" -> {
          failed++;
          exitCodes.addAll(pod.view().exitCodes());
        }
        default -> {} // a phase that nobody has yet: the pod is left, and that is all
      }
    }
    return new Observed.PodTally(pending, running, succeeded, failed, members.size(), exitCodes);
  }
}
