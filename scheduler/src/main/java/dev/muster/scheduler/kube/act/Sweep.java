package dev.muster.scheduler.kube.act;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.Answer;
import dev.muster.scheduler.kube.Api.PatchType;
import dev.muster.scheduler.kube.watch.Child;
import dev.muster.scheduler.kube.watch.Doubt;
import dev.muster.scheduler.kube.watch.GangEntry;
import dev.muster.scheduler.kube.watch.GangKind;
import dev.muster.scheduler.kube.watch.GangSource;
import dev.muster.scheduler.kube.watch.Kinds;
import dev.muster.scheduler.kube.watch.Meta;
import dev.muster.scheduler.kube.watch.Outcome;
import dev.muster.scheduler.model.Condition;
import dev.muster.scheduler.model.GangStatus;
import dev.muster.scheduler.model.Observed.State;
import dev.muster.scheduler.model.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Finds now and then what no event tells: objects that outlived their gang or their attempt, and
 * objects that are gone without a word. Nothing is deleted or given up on the mirror's word alone:
 * an object must be out of place in two sweeps, or when it first comes into sight, and its gang,
 * read live, must confirm it.
 */
final class Sweep {
  private final Means means;
  private final TreeSet<String> suspects = new TreeSet<>();
  private final TreeSet<String> checking = new TreeSet<>();
  private final TreeSet<String> unsuspending = new TreeSet<>();

  Sweep(Means means) {
    this.means = means;
  }

  void run() {
    var stray = new ArrayList<Child>();
    for (var child : means.mirror().allChildren()) {
      if (isStray(child)) {
        stray.add(child);
      }
    }
    for (var child : stray) {
      if (suspects.contains(child.meta().uid())) {
        confirm(child, answer -> {}); // the next sweep asks again
      }
    }
    suspects.clear();
    stray.forEach(child -> suspects.add(child.meta().uid()));
    means.mirror().all().forEach(this::checkUnwatched);
    unsuspend();
  }

  /**
   * What a predecessor suspended is let go by that field too, once: whose doing it was could not be
   * told any more after the next change by whoever created the object.
   */
  void unsuspend() {
    means.mirror().all().stream()
        .filter(gang -> gang.source().equals(GangSource.APP_WRAPPERS))
        .filter(GangEntry::isSuspendedByOthers)
        .forEach(this::unsuspend);
  }

  private void unsuspend(GangEntry gang) {
    if (!unsuspending.add(gang.meta().uid())) {
      return; // there may be many, and nothing waits for them
    }
    var ref = new Api.Ref(Kinds.GANGS, gang.meta().namespace(), gang.meta().name());
    var body =
        Trees.map(
            "metadata",
            Trees.map("uid", gang.meta().uid(), "resourceVersion", gang.meta().version()),
            "spec",
            Trees.map("suspend", false));
    means
        .api()
        .ranked(Api.Rank.LAST)
        .patch(ref, "", PatchType.MERGE, body, answer -> unsuspended(gang.meta(), answer));
  }

  /** If it failed the next sweep finds it again. */
  private void unsuspended(Meta gang, Answer answer) {
    unsuspending.remove(gang.uid());
    if (answer instanceof Answer.Done done) {
      means.mirror().fold(Kinds.GANGS, done.object());
      means.log().note("take over", "unsuspends AppWrapper " + gang.key());
    } else if (!FencedApi.heldBack(answer)) {
      means.log().setback(gang.name(), "unsuspend", answer);
    }
  }

  /**
   * An object has come into sight. If its creation was decided by a leader that is none any more,
   * and came late, then its pods take room that others are promised: that has no time to wait.
   */
  void meet(Child child) {
    if (isStray(child)) {
      remove(child, new Backoff(child.meta().uid()));
    }
  }

  private void remove(Child child, Backoff backoff) {
    confirm(
        child,
        answer -> {
          var result = Result.of(answer);
          boolean done = result == Result.DONE || result == Result.GONE;
          if (!done && !FencedApi.heldBack(answer)) {
            long pause = backoff.next(Result.pause(answer));
            means
                .loop()
                .after(pause, () -> known(child).ifPresent(known -> remove(known, backoff)));
          }
        });
  }

  /** The object as it is now, if it is still out of place. */
  private Optional<Child> known(Child child) {
    return means.mirror().children(child.gangUid()).stream()
        .filter(known -> known.meta().uid().equals(child.meta().uid()))
        .filter(this::isStray)
        .findFirst();
  }

  /** Ours, and of a gang that is gone or that has left that attempt behind. */
  private boolean isStray(Child child) {
    boolean ours = !child.gangUid().isEmpty() && child.owner().equals(child.gangUid());
    if (!ours || child.meta().terminating() || !isSeen(child.source())) {
      return false;
    }
    var gang = means.mirror().gang(child.gangUid());
    return gang.isEmpty() || (isOwner(gang.get(), child) && isStray(child, gang.get()));
  }

  /** Where gangs of a kind are not seen, that one is not there says nothing. */
  private boolean isSeen(GangSource source) {
    return !source.equals(GangSource.OLDER_APP_WRAPPERS)
        || means.mirror().others().isFed(GangKind.OLDER_APP_WRAPPERS);
  }

  /** Whether it is what the object's reference calls it: anybody can write a UID into one. */
  private static boolean isOwner(GangEntry gang, Child child) {
    var ref = new Api.Ref(gang.source().served(), gang.meta().namespace(), gang.meta().name());
    return ref.equals(child.gang());
  }

  private static boolean isStray(Child child, GangEntry gang) {
    return isCleared(gang.stored().status()) || child.epoch() < gang.epoch();
  }

  /** Whether nothing is to be there any more: what comes late is seen by nobody else. */
  private static boolean isCleared(GangStatus status) {
    return switch (status.phase()) {
      case SUSPENDED -> true;
      case SUCCEEDED, FAILED -> !status.isTrue(Condition.RESOURCES_DEPLOYED);
      case UNSEEN, RESUMING, RUNNING, RESETTING, SUSPENDING, TERMINATING -> false;
    };
  }

  /** {@code then} is told why the gang could not be read, or how the deletion went. */
  private void confirm(Child child, Consumer<Answer> then) {
    means.api().get(child.gang(), answer -> judge(child, answer, then));
  }

  private void judge(Child child, Answer answer, Consumer<Answer> then) {
    boolean gone = Result.of(answer) == Result.GONE;
    if (answer instanceof Answer.Done done) {
      gone = !Meta.of(done.object()).uid().equals(child.gangUid());
      means.mirror().foldGang(child.source(), done.object());
    } else if (!gone) {
      then.accept(answer);
      return;
    }
    var known = means.mirror().gang(child.gangUid());
    if (gone && known.filter(gang -> isOwner(gang, child)).isPresent()) {
      means.mirror().goneGang(child.source(), child.gangUid());
    } else if (!gone && known.isEmpty()) {
      then.accept(answer); // it is there, and Muster does not see its kind now
      return;
    }
    if (isStray(child)) {
      delete(child, then);
    }
  }

  private void delete(Child child, Consumer<Answer> then) {
    means
        .api()
        .resolve(
            child.apiVersion(),
            child.kind(),
            kind -> kind.ifPresent(known -> delete(child, known, then)));
  }

  private void delete(Child child, Api.Kind kind, Consumer<Answer> then) {
    var meta = child.meta();
    means.log().note("sweep", "deletes stray " + child.kind() + " " + meta.key());
    var ref = new Api.Ref(kind, meta.namespace(), meta.name());
    Children.delete(means, ref, meta.uid(), false, then);
  }

  /** Objects that no watch shows have to be looked at. */
  private void checkUnwatched(GangEntry gang) {
    if (gang.stored().status().phase() != Phase.RUNNING || gang.bare().isPresent()) {
      return;
    }
    var wrapped = gang.stored().spec().objects();
    for (int i = 0; i < wrapped.size(); i++) {
      var kind = wrapped.get(i);
      if (gang.isInherited() || !means.mirror().watches(kind.apiVersion(), kind.kind())) {
        check(new Doubt(gang.meta().uid(), gang.epoch(), i));
      }
    }
  }

  /** Reads the object live, and tells the mirror if it is gone. */
  void check(Doubt doubt) {
    var gang = means.mirror().gang(doubt.gangUid());
    var key = doubt.gangUid() + "/" + doubt.component();
    if (gang.isEmpty() || !checking.add(key)) {
      return;
    }
    var known = gang.get().nameOf(doubt.component());
    if (!known.isEmpty()) {
      look(gang.get(), doubt, key, known);
      return;
    }
    var meta = gang.get().meta();
    var ref = new Api.Ref(gang.get().source().served(), meta.namespace(), meta.name());
    means
        .api()
        .get(
            ref,
            answer -> {
              if (answer instanceof Answer.Done done) {
                nameIn(done, doubt)
                    .ifPresentOrElse(
                        name -> look(gang.get(), doubt, key, name), () -> checking.remove(key));
              } else {
                checking.remove(key);
              }
            });
  }

  /** Empty if another gang has taken the name meanwhile: its templates say nothing about ours. */
  private static Optional<String> nameIn(Answer.Done done, Doubt doubt) {
    List<?> components = Trees.asList(Trees.asObject(done.object().get("spec")).get("components"));
    boolean same = Meta.of(done.object()).uid().equals(doubt.gangUid());
    if (!same || doubt.component() >= components.size()) {
      return Optional.empty();
    }
    var component = Trees.asObject(components.get(doubt.component()));
    return Optional.of(ChildBuilder.nameOf(doubt.gangUid(), component, doubt.component()));
  }

  private void look(GangEntry gang, Doubt doubt, String key, String name) {
    var wrapped = gang.stored().spec().objects().get(doubt.component());
    means
        .api()
        .resolve(
            wrapped.apiVersion(),
            wrapped.kind(),
            kind -> {
              if (kind.isEmpty()) {
                checking.remove(key);
                found(doubt, State.MISSING);
                return;
              }
              var ref = new Api.Ref(kind.get(), gang.meta().namespace(), name);
              means.api().get(ref, answer -> looked(doubt, key, kind, answer));
            });
  }

  private void looked(Doubt doubt, String key, Optional<Api.Kind> kind, Answer answer) {
    checking.remove(key);
    if (answer instanceof Answer.Done done) {
      var meta = Meta.of(done.object());
      kind.ifPresent(known -> means.mirror().fold(known, done.object()));
      if (!ChildBuilder.isOurs(meta, doubt.gangUid()) || meta.terminating()) {
        found(doubt, State.MISSING);
      } else if (doubt.epoch() == 0 || tellsCompletion(doubt)) {
        means
            .mirror()
            .found(doubt.gangUid(), doubt.component(), Outcome.of(doubt.epoch(), done.object()));
      }
    } else if (Result.of(answer) == Result.GONE) {
      found(doubt, State.MISSING);
    }
  }

  /** Whether its gang waits for a condition of the object; what was seen of others is no news. */
  private boolean tellsCompletion(Doubt doubt) {
    return means
        .mirror()
        .gang(doubt.gangUid())
        .flatMap(gang -> gang.stored().spec().byMcad())
        .filter(mcad -> mcad.tellsCompletion(doubt.component()))
        .isPresent();
  }

  private void found(Doubt doubt, State state) {
    var outcome = new Outcome(doubt.epoch(), state, "");
    means.mirror().found(doubt.gangUid(), doubt.component(), outcome);
  }
}
