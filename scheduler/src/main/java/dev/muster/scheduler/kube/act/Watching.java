package dev.muster.scheduler.kube.act;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.Answer;
import dev.muster.scheduler.kube.Api.WatchEvent;
import dev.muster.scheduler.kube.Loop;
import dev.muster.scheduler.kube.convert.OlderGroup;
import dev.muster.scheduler.kube.watch.GangKind;
import dev.muster.scheduler.kube.watch.Kinds;
import dev.muster.scheduler.kube.watch.Labels;
import dev.muster.scheduler.kube.watch.Mirror;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The watches of one reign: what they tell goes to the mirror, and that one broke is worth a word
 * each time, since what it should tell may be long in coming.
 */
final class Watching {
  /** Selects wrapped objects, and pods too; by being there. */
  private static final String LABELLED = Labels.GANG_UID;

  private final Api api;
  private final Loop loop;
  private final Mirror mirror;
  private final ActionLog log;
  private final Runnable changed;
  private final List<Api.Subscription> subscriptions = new ArrayList<>();
  private final Set<Kinds.ChildKind> asked = new HashSet<>();
  private final Set<Kinds.ChildKind> awaited = new HashSet<>();
  private final Set<GangKind> askedGangs = new HashSet<>();

  private final Map<GangKind, Api.Subscription> ofGangs = new HashMap<>();
  private final Set<String> told = new HashSet<>();
  private final Backoff backoff = new Backoff("definitions");
  private int unresolved = Kinds.CHILDREN.size() + GangKind.ALL.size();
  private boolean ended;

  /** {@code changed} is called when it became known whether a kind of wrapped objects is served. */
  Watching(Api api, Loop loop, Mirror mirror, ActionLog log, Runnable changed) {
    this.api = api;
    this.loop = loop;
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
      boolean settled = gangs.bare().isPresent() && mirror.others().isFed(gangs);
      if (!settled && askedGangs.add(gangs)) {
        api.resolve(gangs.apiVersion(), gangs.kind(), kind -> served(gangs, kind));
      }
    }
  }

  private void served(GangKind gangs, Optional<Api.Kind> kind) {
    if (gangs.bare().isPresent() || kind.isEmpty()) {
      follow(gangs, kind);
    } else if (!ended) {
      var ref = new Api.Ref(Kinds.DEFINITIONS, "", kind.get().plural() + "." + kind.get().group());
      api.get(ref, answer -> judge(gangs, kind.get(), ref.name(), answer));
    }
  }

  /**
   * What others define too is taken in only as long as it is stored as Muster has it: what a
   * definition does not tell of is dropped, and their installers come back.
   */
  private void judge(GangKind gangs, Api.Kind kind, String name, Answer answer) {
    switch (Result.of(answer)) {
      case DONE -> judge(gangs, kind, name, ((Answer.Done) answer).object());
      case GONE -> leave(gangs, name);
      case LATER, UNCLEAR -> {
        log.setback(name, "watch", answer);
        long pause = backoff.next(Result.pause(answer));
        loop.after(pause, () -> served(gangs, Optional.of(kind)));
      }
      case MOVED, INVALID, FORBIDDEN -> { // all stays as it is
        tell(name + " unknown", () -> log.setback(name, "watch", answer));
        follow(gangs, Optional.empty());
      }
    }
  }

  private void judge(
      GangKind gangs, Api.Kind kind, String name, Map<String, @Nullable Object> definition) {
    backoff.reset();
    if (kind.equals(Kinds.OLDER_GANGS) && OlderGroup.isKeptBy(definition)) {
      told.remove(name);
      follow(gangs, Optional.of(kind));
    } else {
      leave(gangs, name);
    }
  }

  private void tell(String what, Runnable words) {
    if (told.add(what)) {
      words.run();
    }
  }

  /** It is known now whether there is such a kind; if so, its gangs are taken in. */
  private void follow(GangKind gangs, Optional<Api.Kind> kind) {
    askedGangs.remove(gangs);
    unresolved = Math.max(0, unresolved - 1);
    kind.filter(known -> !ended && !mirror.others().isFed(gangs))
        .ifPresent(known -> {
          var events = heard(known, mirror.others().watch(gangs, known));
          var subscription = api.watch(known, gangs.selector(), events);
          subscriptions.add(subscription);
          ofGangs.put(gangs, subscription);
        });
    changed.run();
  }

  private void leave(GangKind gangs, String name) {
    tell(name, () -> log.note("watch", name + " are left alone: not defined by Muster"));
    var subscription = ofGangs.remove(gangs);
    if (subscription != null) {
      subscriptions.remove(subscription);
      subscription.close();
      mirror.others().drop(gangs);
    }
    follow(gangs, Optional.empty());
  }

  /** Whether it is still unknown which kinds of wrapped objects there are, or what there is. */
  boolean waitsForChildren() {
    return unresolved > 0
        || !mirror.missingChildren().isEmpty()
        || !mirror.others().missing().isEmpty();
  }

  /** Whether gangs are still unknown of which not every cluster serves the kind. */
  boolean waitsForGangs() {
    return !askedGangs.isEmpty() || !mirror.others().awaited().isEmpty();
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
