package dev.muster.scheduler.kube.act;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.Answer;
import dev.muster.scheduler.kube.Api.WatchEvent;
import dev.muster.scheduler.kube.watch.Kinds;
import dev.muster.scheduler.kube.watch.KueueFeeds;
import dev.muster.scheduler.kube.watch.Meta;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The watches of Kueue's kinds, where they are served. Workloads and LocalQueues are written, so
 * they are Muster's business only where Muster's definition of them is installed: where Kueue is,
 * they are Kueue's. Classes are read alone, whoever defined them.
 */
final class KueueWatching {
  private static final String PART_OF = "app.kubernetes.io/part-of";
  private static final String NAME = "app.kubernetes.io/name";
  private static final String CLASS = "WorkloadPriorityClass";
  private static final List<String> VERSIONS =
      List.of("kueue.x-k8s.io/v1beta2", "kueue.x-k8s.io/v1beta1");

  private final Api api;
  private final KueueFeeds feeds;
  private final ActionLog log;
  private final Runnable changed;
  private final Map<Api.Kind, Api.Subscription> subscriptions = new LinkedHashMap<>();
  private final Set<String> asked = new HashSet<>();
  private final Set<String> told = new HashSet<>();

  /** Of which it could not be found out whose they are. */
  private final Set<String> unjudged = new HashSet<>();

  private Api.@Nullable Kind classes;
  private boolean ended;

  /** {@code changed} is called when it became known what is served. */
  KueueWatching(Means means, Runnable changed) {
    this.api = means.api();
    this.feeds = means.mirror().kueue();
    this.log = means.log();
    this.changed = changed;
  }

  /** Finds out anew what is served, and whose it is. */
  void look() {
    look(Kinds.WORKLOADS, "Workload", feeds::watchWorkloads);
    look(Kinds.LOCAL_QUEUES, "LocalQueue", feeds::watchQueues);
    if (classes == null && asked.add(CLASS)) {
      lookForClasses(0);
    }
  }

  /** Whether it is still unknown what is served, or what there is. */
  boolean isUnsettled() {
    return !asked.isEmpty() || !unjudged.isEmpty() || feeds.isMissing();
  }

  /** The same of the classes alone. */
  boolean waitsForClasses() {
    return asked.contains(CLASS) || (classes != null && !feeds.isSynced(classes));
  }

  private void look(Api.Kind kind, String word, Supplier<Consumer<WatchEvent>> feed) {
    if (!asked.add(word)) {
      return; // there is no answer yet to the question before
    }
    api.resolve(
        kind.apiVersion(),
        word,
        found -> {
          if (found.isEmpty()) {
            known(word, () -> follow(kind, false, feed));
            return;
          }
          var definition = kind.plural() + "." + kind.group();
          api.get(
              new Api.Ref(Kinds.DEFINITIONS, "", definition),
              answer -> known(word, () -> judge(kind, answer, feed)));
        });
  }

  private void known(String word, Runnable then) {
    asked.remove(word);
    if (!ended) {
      then.run();
      changed.run();
    }
  }

  /** Where nobody can tell, all stays as it is. */
  private void judge(Api.Kind kind, Answer answer, Supplier<Consumer<WatchEvent>> feed) {
    unjudged.remove(kind.plural());
    if (answer instanceof Answer.Done done) {
      boolean ours = isOurs(done.object());
      if (!ours && told.add(kind.plural() + " of others")) {
        log.note("watch", kind.plural() + " of Kueue are not Muster's here, and left to it");
      }
      follow(kind, ours, feed);
    } else if (Result.of(answer) == Result.GONE) {
      follow(kind, false, feed);
    } else {
      unjudged.add(kind.plural());
      if (told.add(kind.plural())) {
        log.setback(kind.plural(), "watch", answer);
      }
    }
  }

  /** Who installs Kueue over Muster's definitions may leave Muster's label on them. */
  private static boolean isOurs(Map<String, @Nullable Object> definition) {
    var meta = Meta.of(definition);
    return meta.label(PART_OF).equals("muster") && !meta.label(NAME).equals("kueue");
  }

  private void follow(Api.Kind kind, boolean ours, Supplier<Consumer<WatchEvent>> feed) {
    var subscription = subscriptions.get(kind);
    if (ours && subscription == null) {
      subscribe(kind, feed.get());
    } else if (!ours && subscription != null) {
      subscriptions.remove(kind);
      subscription.close();
      feeds.drop(kind);
    }
  }

  private void lookForClasses(int version) {
    api.resolve(
        VERSIONS.get(version),
        CLASS,
        found -> {
          if (found.isEmpty() && version + 1 < VERSIONS.size()) {
            lookForClasses(version + 1);
            return;
          }
          classes = found.orElse(null);
          known(CLASS, () -> found.ifPresent(kind -> subscribe(kind, feeds.watchClasses(kind))));
        });
  }

  private void subscribe(Api.Kind kind, Consumer<WatchEvent> feed) {
    subscriptions.put(
        kind,
        api.watch(
            kind,
            "",
            event -> {
              if (event instanceof WatchEvent.Broken broken && !ended) {
                log.setback(kind.plural(), "watch", broken.problem());
              }
              feed.accept(event);
            }));
  }

  void end() {
    ended = true;
    subscriptions.values().forEach(Api.Subscription::close);
    subscriptions.clear();
  }
}
