package dev.muster.scheduler.decide.lifecycle;

import dev.muster.scheduler.model.Action;
import dev.muster.scheduler.model.Action.Advance;
import dev.muster.scheduler.model.Admission;
import dev.muster.scheduler.model.Gang;
import dev.muster.scheduler.model.GangStatus;
import dev.muster.scheduler.model.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The life of a gang, as a machine: what is stored of it and what is seen of it give at most one
 * event; the event gives the next phase, by the table in {@link Transitions}, and one status that
 * says all that changed. Where nothing happened, there may be something to do (again): create what
 * is absent, delete what is left.
 *
 * <p>Promises: pure, so the same gang at the same time gives the same step; at most one status per
 * step; every status differs from the one before; a gang that ended and whose objects are gone
 * gives nothing, for ever. The planner calls it for each gang that changed or whose time came.
 */
public final class Lifecycle {

  /**
   * What to do about a gang, and when to look again though nothing happens.
   *
   * <p>Promises: without an {@code Advance}, the step of an unchanged gang is the same, equal in
   * all, at any time before {@code changesAt}. With one there are no times: the gang changes by it.
   *
   * @param changesAt from when on the step is another, epoch milliseconds; empty if only a change
   *     of the gang can matter
   * @param repeatMillis after how long the actions are to be done again, if the gang does not
   *     change by them; empty where there are none
   */
  public record Step(List<Action> actions, OptionalLong changesAt, OptionalLong repeatMillis) {
    static final Step NONE = new Step(List.of(), OptionalLong.empty(), OptionalLong.empty());

    public Step {
      actions = List.copyOf(actions);
    }

    /** Something that is to be done until it shows, and as long as the time does not change it. */
    static Step errand(Action action, long repeatMillis, OptionalLong changesAt) {
      return new Step(List.of(action), changesAt, OptionalLong.of(repeatMillis));
    }

    static Step rest(OptionalLong changesAt) {
      return changesAt.isEmpty() ? NONE : new Step(List.of(), changesAt, OptionalLong.empty());
    }

    /** When to look again, by the clock that the step was made by; empty if never. */
    public OptionalLong wakeAt(long now) {
      if (repeatMillis.isEmpty()) {
        return changesAt;
      }
      long repeatAt = now + repeatMillis.getAsLong();
      return OptionalLong.of(Math.min(repeatAt, changesAt.orElse(repeatAt)));
    }
  }

  private Lifecycle() {}

  /**
   * What to do about {@code gang} as of {@code now}, epoch milliseconds.
   *
   * @param podMadeAt when a pod of a starting gang was last made; means nothing to a gang of which
   *     {@link #lacksPods} is false
   */
  public static Step step(Gang gang, long now, long podMadeAt) {
    var finding = Finding.in(gang, now, podMadeAt);
    if (finding.isPresent()) {
      var next = Statuses.after(gang, finding.get(), now);
      if (!next.equals(gang.status())) {
        var actions = new ArrayList<Action>();
        actions.add(new Advance(gang.id(), next));
        actions.addAll(Announcements.of(gang, finding.get()));
        return new Step(actions, OptionalLong.empty(), OptionalLong.empty());
      }
    }
    return Errands.of(gang, now, podMadeAt);
  }

  /** Whether its controllers have pods to make for it yet. */
  public static boolean lacksPods(Gang gang) {
    return Running.lacksPods(gang);
  }

  /**
   * The status of a waiting gang at the moment of its admission. It may never have been seen: its
   * first status and its admission are decided one after the other, and written in one.
   *
   * @throws IllegalStateException if the gang does not wait
   */
  public static GangStatus admitted(Gang gang, Admission admission, long now) {
    if (gang.status().phase() != Phase.UNSEEN) {
      return Statuses.admitted(gang, admission, now);
    }
    var seen = gang.withStatus(Statuses.after(gang, Finding.of(Event.FIRST_SEEN), now));
    return Statuses.admitted(seen, admission, now);
  }
}
