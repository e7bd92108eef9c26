package dev.muster.scheduler.kube.act;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.Answer;
import dev.muster.scheduler.kube.Api.WatchEvent;
import dev.muster.scheduler.kube.watch.GangKind;
import dev.muster.scheduler.kube.watch.Kinds;
import dev.muster.scheduler.kube.watch.Labels;
import dev.muster.scheduler.kube.watch.Meta;
import dev.muster.scheduler.kube.watch.Mirror;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The watches of one reign: what they tell goes to the mirror, and that one broke is worth a word
 * each time, since what it should tell may be long in coming.
 */
final class Watching {
  /** Selects wrapped objects, and pods too; by being there. */
  private static final String LABELLED = Labels.GANG_UID;

  private static final String PART_OF = "app.kubernetes.io/part-of";
  private static final String MUSTER = "muster";

  private final Api api;
  private final Mirror mirror;
  private final ActionLog log;
  private final Runnable changed;
  private final List<Api.Subscription> subscriptions = new ArrayList<>();
  private final Set<Kinds.ChildKind> asked = new HashSet<>();
  private final Set<Kinds.ChildKind> awaited = new HashSet<>();
  private final Set<GangKind> askedGangs = new HashSet<>();

  /** Of which it could not be found out whose they are. */
  private final Set<GangKind> unjudged = new HashSet<>();

  private final Set<GangKind> told = new HashSet<>();
  private int unresolved = Kinds.CHILDREN.size() + GangKind.ALL.size();
  private boolean ended;

  /** {@code changed} is called when it became known whether a kind of wrapped objects is served. */
  Watching(Api api, Mirror mirror, ActionLog log, Runnable changed) {
    this.api = api;
    this.mirror = mirror;
    this.log = log;
    this.changed = changed;
  }

  void start() {
    for (var kind : mirror.kinds()) {
      subscriptions.add(api.watch(kind, "", heard(kind, mirror.feed(kind))));
    }
    watchMore();
  }

  /** Watches the kinds that are served and not watched yet. */
  void watchMore() {
    Kinds.CHILDREN.forEach(this::watchChildren);
    mirror.awaited().forEach(this::watchChildren);
    watchGangs();
  }

  /** The same for kinds that nobody waited for before. */
  void watchAwaited() {
    for (var child : mirror.awaited()) {
      if (awaited.add(child)) {
        watchChildren(child);
      }
    }
  }

  /** Watches a kind of wrapped objects if it is served and not watched yet. */
  private void watchChildren(Kinds.ChildKind child) {
    if (asked.add(child)) { // else there is no answer yet to the question before
      api.resolve(
          child.apiVersion(),
          child.kind(),
          kind -> {
            asked.remove(child);
            unresolved = Math.max(0, unresolved - (Kinds.CHILDREN.contains(child) ? 1 : 0));
            kind.filter(known -> !ended && !mirror.isFed(child) && mayBeWrapped(known))
                .ifPresent(known -> {
                  var events = heard(known, mirror.watchChildren(child, known));
                  subscriptions.add(api.watch(known, LABELLED, events));
                });
            changed.run();
          });
    }
  }

  /** A kind that anybody can name may be one of which all is watched, whoever it belongs to. */
  private boolean mayBeWrapped(Api.Kind kind) {
    return kind.namespaced() && !mirror.isOwn(kind);
  }

  private void watchGangs() {
    for (var gangs : GangKind.ALL) {
      if (!mirror.others().isFed(gangs) && askedGangs.add(gangs)) {
        api.resolve(gangs.apiVersion(), gangs.kind(), kind -> served(gangs, kind));
      }
    }
  }

  /** What others define too is taken in only where it is stored as Muster has it. */
  private void served(GangKind gangs, Optional<Api.Kind> kind) {
    if (kind.isEmpty() || gangs.bare().isPresent()) {
      watch(gangs, kind);
      return;
    }
    var name = kind.get().plural() + "." + kind.get().group();
    api.get(
        new Api.Ref(Kinds.DEFINITIONS, "", name), answer -> judge(gangs, kind.get(), name, answer));
  }

  private void judge(GangKind gangs, Api.Kind kind, String name, Answer answer) {
    var result = Result.of(answer);
    boolean unclear = result == Result.LATER || result == Result.UNCLEAR;
    if (unclear) {
      unjudged.add(gangs);
    } else {
      unjudged.remove(gangs);
    }
    boolean ours =
        kind.equals(Kinds.OLDER_GANGS)
            && answer instanceof Answer.Done done
            && Meta.of(done.object()).label(PART_OF).equals(MUSTER);
    if (!ours && told.add(gangs)) {
      if (answer instanceof Answer.Done) {
        log.note("watch", name + " are left alone: their definition is not Muster's");
      } else {
        log.setback(name, "watch", answer);
      }
    }
    watch(gangs, ours ? Optional.of(kind) : Optional.empty());
  }

  private void watch(GangKind gangs, Optional<Api.Kind> kind) {
    askedGangs.remove(gangs);
    unresolved = Math.max(0, unresolved - 1);
    kind.filter(known -> !ended && !mirror.others().isFed(gangs))
        .ifPresent(known -> {
          var events = heard(known, mirror.others().watch(gangs, known));
          subscriptions.add(api.watch(known, gangs.selector(), events));
        });
    changed.run();
  }

  /** Whether it is still unknown which kinds of wrapped objects there are, or what there is. */
  boolean waitsForChildren() {
    return unresolved > 0
        || !mirror.missingChildren().isEmpty()
        || !mirror.others().missing().isEmpty();
  }

  /** Whether gangs are still unknown of which not every cluster serves the kind. */
  boolean waitsForGangs() {
    return isUnclear() || !mirror.others().awaited().isEmpty();
  }

  private boolean isUnclear() {
    return !askedGangs.isEmpty() || !unjudged.isEmpty();
  }

  /** Whether there may be gangs that nobody knows yet, be it that they may not be listed now. */
  boolean mayBringGangs() {
    return isUnclear() || !mirror.others().missing().isEmpty();
  }

  private Consumer<WatchEvent> heard(Api.Kind kind, Consumer<WatchEvent> feed) {
    return event -> {
      if (event instanceof WatchEvent.Broken broken && !ended) {
        log.setback(kind.plural(), "watch", broken.problem());
      }
      feed.accept(event);
    };
  }

  void end() {
    ended = true;
    subscriptions.forEach(Api.Subscription::close);
    subscriptions.clear();
  }
}
