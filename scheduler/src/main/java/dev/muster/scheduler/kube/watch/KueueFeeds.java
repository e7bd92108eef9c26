package dev.muster.scheduler.kube.watch;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.WatchEvent;
import dev.muster.scheduler.kube.Loop;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where the events of Kueue's kinds go, as far as they are served. Workloads and LocalQueues tell
 * only what is written of them: no decision rests on those, or waits for them.
 */
public final class KueueFeeds {
  private final Loop loop;
  private final GangIndex gangs;
  private final Quarantine quarantine;
  private final Runnable changed;
  private final Map<Api.Kind, Feed> feeds = new HashMap<>();
  private Workloads workloads = new Workloads();
  private LocalQueues queues = new LocalQueues();

  KueueFeeds(Loop loop, GangIndex gangs, Quarantine quarantine, Runnable changed) {
    this.loop = loop;
    this.gangs = gangs;
    this.quarantine = quarantine;
    this.changed = changed;
  }

  public Workloads workloads() {
    return workloads;
  }

  public LocalQueues queues() {
    return queues;
  }

  /** Takes in Workloads; returns where their events go. */
  public Consumer<WatchEvent> watchWorkloads() {
    workloads = new Workloads();
    return add(Kinds.WORKLOADS, workloads);
  }

  /** Takes in LocalQueues; returns where their events go. */
  public Consumer<WatchEvent> watchQueues() {
    queues = new LocalQueues();
    return add(Kinds.LOCAL_QUEUES, queues);
  }

  /** Takes in WorkloadPriorityClasses; returns where their events go. */
  public Consumer<WatchEvent> watchClasses(Api.Kind served) {
    return add(
        served, new PrioritySink(all -> gangs.reprioritise(p -> p.withWorkloadClasses(all))));
  }

  private Consumer<WatchEvent> add(Api.Kind kind, Feed.Sink sink) {
    var feed = new Feed(loop, sink, quarantine, changed);
    feeds.put(kind, feed);
    return feed;
  }

  /** Forgets what was taken in of a kind, which is somebody else's now. */
  public void drop(Api.Kind kind) {
    feeds.remove(kind);
    if (kind.equals(Kinds.WORKLOADS)) {
      workloads = new Workloads();
    } else if (kind.equals(Kinds.LOCAL_QUEUES)) {
      queues = new LocalQueues();
    }
  }

  /** Whether a kind is taken in. */
  public boolean isFed(Api.Kind kind) {
    return feeds.containsKey(kind);
  }

  /** Whether one complete list of a kind has arrived. */
  public boolean isSynced(Api.Kind kind) {
    var feed = feeds.get(kind);
    return feed != null && feed.synced();
  }

  /** Whether a complete list is missing of a kind that is taken in. */
  public boolean isMissing() {
    return feeds.values().stream().anyMatch(feed -> !feed.synced());
  }

  /** Takes in the answer to an own write. */
  public void fold(Api.Kind kind, Map<String, @Nullable Object> object) {
    var feed = feeds.get(kind);
    if (feed != null) {
      feed.put(object);
    }
  }
}
