package dev.muster.scheduler.kube.watch;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.WatchEvent;
import dev.muster.scheduler.kube.Loop;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Where the events of gangs go of which not every cluster serves the kind: AppWrappers of MCAD's
 * first group, and objects that are gangs by themselves. Of the kinds of these there may be wrapped
 * objects too, which are listed and watched apart.
 */
public final class GangFeeds {
  private final Loop loop;
  private final GangIndex gangs;
  private final Quarantine quarantine;
  private final Runnable changed;
  private final Map<Api.Kind, Feed> feeds = new LinkedHashMap<>();
  private final Map<GangKind, Api.Kind> fed = new HashMap<>();

  GangFeeds(Loop loop, GangIndex gangs, Quarantine quarantine, Runnable changed) {
    this.loop = loop;
    this.gangs = gangs;
    this.quarantine = quarantine;
    this.changed = changed;
  }

  /** Also take in those of a kind; returns where the events of such as it selects go. */
  public Consumer<WatchEvent> watch(GangKind kind, Api.Kind served) {
    fed.put(kind, served);
    return feeds.computeIfAbsent(
        served,
        unused -> {
          boolean mayReturn = !kind.selector().isEmpty(); // with its label
          return new Feed(loop, sink(kind, served), quarantine, changed, mayReturn);
        });
  }

  private Feed.Sink sink(GangKind kind, Api.Kind served) {
    return kind.bare()
        .<Feed.Sink>map(bare -> new BareSink(GangSource.of(bare, served), gangs))
        .orElseGet(() -> gangs.sink(GangSource.OLDER_APP_WRAPPERS));
  }

  /** Forgets those of a kind, which is not Muster's any more. */
  public void drop(GangKind kind) {
    Optional.ofNullable(fed.remove(kind)).map(feeds::remove).ifPresent(Feed::forget);
  }

  /** Whether those of this kind are taken in. */
  public boolean isFed(GangKind kind) {
    return fed.containsKey(kind);
  }

  Optional<Feed> of(Api.Kind served) {
    return Optional.ofNullable(feeds.get(served));
  }

  /** The kinds of which no complete list has arrived yet. */
  public List<String> missing() {
    return missing(feed -> true);
  }

  /** Those of them that the scheduler may list: the others are not to be had by waiting. */
  public List<String> awaited() {
    return missing(feed -> !feed.denied());
  }

  private List<String> missing(Predicate<Feed> which) {
    return feeds.entrySet().stream()
        .filter(entry -> !entry.getValue().synced() && which.test(entry.getValue()))
        .map(entry -> entry.getKey().plural())
        .toList();
  }
}
