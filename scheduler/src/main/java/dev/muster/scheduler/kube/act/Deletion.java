package dev.muster.scheduler.kube.act;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.Answer;
import dev.muster.scheduler.kube.watch.Child;
import dev.muster.scheduler.kube.watch.GangEntry;
import dev.muster.scheduler.kube.watch.Kinds;
import dev.muster.scheduler.kube.watch.Meta;
import dev.muster.scheduler.kube.watch.Outcome;
import dev.muster.scheduler.kube.watch.PodEntry;
import dev.muster.scheduler.model.Action.Force;
import dev.muster.scheduler.model.ComponentStatus;
import dev.muster.scheduler.model.Observed.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the deletion of all objects of a gang, by UID. What is watched is known; what is not, or
 * what failed unclearly to be created, is looked for by its name first. Asked for again by the
 * decision until nothing is left.
 */
final class Deletion implements Lane.Step {
  private final Means means;
  private final boolean force;
  private final Backoff backoff;
  private int open;
  private boolean allAsked;

  Deletion(Means means, String gangUid, Force force) {
    this.means = means;
    this.force = force == Force.FORCED;
    this.backoff = new Backoff(gangUid);
  }

  @Override
  public String key() {
    return force ? "delete with force" : "delete";
  }

  @Override
  public void start(Lane lane) {
    var gang = means.mirror().gang(lane.gang().uid());
    if (gang.isEmpty()) {
      lane.drop();
      return;
    }
    means.mirror().takingDown(lane.gang().uid(), gang.get().epoch());
    if (force) {
      gang.get().pods().forEach(pod -> deletePod(lane, pod));
    }
    if (gang.get().bare().isPresent()) {
      asked(lane); // its status says that it is held, and its controller takes its pods away
      return;
    }
    var sought = new ArrayList<Integer>();
    for (int i = 0; i < gang.get().stored().spec().objects().size(); i++) {
      if (!deleteKnown(lane, gang.get(), i) && (force || isToBeSought(gang.get(), i))) {
        sought.add(i);
      }
    }
    boolean named = sought.stream().noneMatch(i -> gang.get().nameOf(i).isEmpty());
    if (sought.isEmpty()) {
      asked(lane);
    } else if (named) {
      sought.forEach(i -> seek(lane, i, gang.get().nameOf(i)));
      asked(lane);
    } else {
      readNames(lane, sought);
    }
  }

  /**
   * Of a component of which the mirror has nothing: its kind is not watched, or it lost a label.
   */
  private static boolean isToBeSought(GangEntry gang, int index) {
    var components = gang.shown().observed().components();
    if (index >= components.size()) {
      return false;
    }
    return switch (components.get(index).state()) {
      case ERROR, PRESENT, TERMINATING -> true;
      case ABSENT, MISSING, REFUSED -> false;
    };
  }

  /** Deletes what the mirror has of this component; tells whether that is anything. */
  private boolean deleteKnown(Lane lane, GangEntry gang, int index) {
    boolean any = false;
    for (var child : List.copyOf(means.mirror().children(lane.gang().uid()))) {
      if (child.component() == index && ChildBuilder.isOurs(child.meta(), lane.gang().uid())) {
        any = true;
        if (force || !child.meta().terminating()) {
          open++;
          deleteChild(lane, child);
        }
      }
    }
    return any;
  }

  private void deleteChild(Lane lane, Child child) {
    means
        .api()
        .resolve(
            child.apiVersion(),
            child.kind(),
            kind -> {
              if (kind.isEmpty()) {
                closed(lane);
                return;
              }
              var meta = child.meta();
              means.log().did(lane.gang(), key(), child.kind() + " " + meta.name());
              var ref = new Api.Ref(kind.get(), meta.namespace(), meta.name());
              Children.delete(means, ref, meta.uid(), force, answer -> answered(lane, answer));
            });
  }

  private void deletePod(Lane lane, PodEntry pod) {
    open++;
    var ref = new Api.Ref(Kinds.PODS, pod.view().namespace(), pod.view().name());
    means.log().did(lane.gang(), key(), "Pod " + pod.view().name());
    Children.delete(means, ref, pod.view().uid(), true, answer -> answered(lane, answer));
  }

  private void answered(Lane lane, Answer answer) {
    switch (Result.of(answer)) {
      case DONE, GONE, MOVED -> {}
      case LATER, UNCLEAR, INVALID, FORBIDDEN ->
          means.log().setback(lane.gang().name(), key(), answer);
    }
    closed(lane);
  }

  private void closed(Lane lane) {
    open--;
    end(lane);
  }

  private void asked(Lane lane) {
    allAsked = true;
    end(lane);
  }

  private void end(Lane lane) {
    if (allAsked && open == 0) {
      allAsked = false;
      lane.next();
    }
  }

  /** Names that are made up stand only in the templates. */
  private void readNames(Lane lane, List<Integer> sought) {
    means
        .api()
        .get(
            lane.ref(),
            answer -> {
              switch (Result.of(answer)) {
                case DONE -> {
                  seekAll(lane, sought, ((Answer.Done) answer).object());
                  asked(lane);
                }
                case GONE -> asked(lane);
                case MOVED, LATER, UNCLEAR, INVALID, FORBIDDEN ->
                    means
                        .loop()
                        .after(backoff.next(Result.pause(answer)), () -> readNames(lane, sought));
              }
            });
  }

  private void seekAll(Lane lane, List<Integer> sought, Map<String, @Nullable Object> object) {
    var components = Trees.asList(Trees.asObject(object.get("spec")).get("components"));
    for (int i : sought) {
      if (i < components.size()) {
        var component = Trees.asObject(components.get(i));
        seek(lane, i, ChildBuilder.nameOf(lane.gang().uid(), component, i));
      }
    }
  }

  private void seek(Lane lane, int index, String name) {
    var gang = means.mirror().gang(lane.gang().uid());
    if (gang.isEmpty()) {
      return;
    }
    open++;
    ComponentStatus wrapped = gang.get().stored().spec().objects().get(index);
    var seeker = new Seeker(lane, index, name, gang.get().epoch());
    seeker.found(State.ERROR); // it may be there until the answer says that it is not
    means.api().resolve(wrapped.apiVersion(), wrapped.kind(), seeker::resolved);
  }

  /** Looks for one object by its name, and deletes it if it is this gang's. */
  private final class Seeker {
    private final Lane lane;
    private final int index;
    private final String name;
    private final int epoch;

    Seeker(Lane lane, int index, String name, int epoch) {
      this.lane = lane;
      this.index = index;
      this.name = name;
      this.epoch = epoch;
    }

    void resolved(Optional<Api.Kind> kind) {
      if (kind.isEmpty()) {
        found(State.ABSENT); // what is not served cannot be there
        closed(lane);
        return;
      }
      var ref = new Api.Ref(kind.get(), lane.gang().namespace(), name);
      means.api().get(ref, answer -> read(ref, answer));
    }

    private void read(Api.Ref ref, Answer answer) {
      if (answer instanceof Answer.Done done) {
        var meta = Meta.of(done.object());
        if (ChildBuilder.isOurs(meta, lane.gang().uid())) {
          means.mirror().fold(ref.kind(), done.object());
          found(State.TERMINATING);
          means.log().did(lane.gang(), key(), ref.kind().plural() + " " + name);
          Children.delete(means, ref, meta.uid(), force, then -> answered(lane, then));
          return;
        }
        found(State.ABSENT);
      } else if (Result.of(answer) == Result.GONE) {
        found(State.ABSENT);
      }
      closed(lane);
    }

    private void found(State state) {
      means.mirror().found(lane.gang().uid(), index, new Outcome(epoch, state, ""));
    }
  }
}
