package dev.muster.scheduler.kube.watch;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.WatchEvent;
import dev.muster.scheduler.kube.Loop;
import dev.muster.scheduler.kube.map.FaultToleranceDefaults;
import dev.muster.scheduler.kube.map.Predecessors;
import dev.muster.scheduler.model.Cluster;
import dev.muster.scheduler.model.GangStatus;
import dev.muster.scheduler.model.Snapshot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The API server's objects as the scheduler last saw them, and what it decided since: one side
 * takes in events and answers, the other gives out Snapshots.
 *
 * <p>Promises: an event costs the objects that it touches, and {@link #observe} what changed since
 * it was called last; order between kinds does not matter; objects are told apart by UID; an object
 * that cannot be read stops no other. Nothing is kept of the templates.
 *
 * <p>Confined to the loop. Called by the shell alone.
 */
public final class Mirror {
  private final Map<Api.Kind, Feed> feeds = new LinkedHashMap<>();
  private final Map<String, Api.Kind> childKinds = new LinkedHashMap<>();
  private final GangFeeds others;
  private final KueueFeeds kueue;
  private final Loop loop;
  private final Runnable changed;
  private final Quarantine quarantine = new Quarantine();
  private final Occupancy occupancy;
  private final GangIndex gangs;
  private final Runs runs = new Runs();
  private final Marks marks;
  private long wakesAt = Long.MAX_VALUE;

  /** {@code changed} is called whenever a new Snapshot may differ from the last. */
  public Mirror(Loop loop, FaultToleranceDefaults defaults, Runnable changed) {
    this(loop, defaults, Predecessors.NONE, changed);
  }

  /** The same where others were at work before. */
  public Mirror(
      Loop loop, FaultToleranceDefaults defaults, Predecessors predecessors, Runnable changed) {
    this.loop = loop;
    this.changed = changed;
    this.occupancy = new Occupancy(loop::monotonic);
    this.gangs = new GangIndex(occupancy, defaults, predecessors, quarantine, runs);
    this.others = new GangFeeds(loop, gangs, quarantine, changed);
    this.kueue = new KueueFeeds(loop, gangs, quarantine, changed);
    this.marks = new Marks(occupancy, changed);
    add(
        Kinds.PRIORITY_CLASSES,
        new PrioritySink(all -> gangs.reprioritise(p -> p.withPodClasses(all))));
    add(Kinds.NODES, new NodeSink(occupancy, runs, loop::now));
    add(Kinds.PODS, gangs.pods());
    add(Kinds.GANGS, gangs.sink(GangSource.APP_WRAPPERS));
  }

  private void add(Api.Kind kind, Feed.Sink sink) {
    feeds.put(kind, new Feed(loop, sink, quarantine, changed));
  }

  /** The kinds that must be watched, in the order in which to start. */
  public List<Api.Kind> kinds() {
    return List.copyOf(feeds.keySet());
  }

  /** Also keep the instances of a kind of wrapped object; returns where its events go. */
  public Consumer<WatchEvent> watchChildren(Kinds.ChildKind child, Api.Kind kind) {
    if (!feeds.containsKey(kind)) {
      add(kind, gangs.children());
      childKinds.put(keyOf(child), kind);
    }
    return feed(kind);
  }

  /**
   * Kinds of wrapped objects whose state gangs wait for; watched or not, served or not, a bounded
   * number of them.
   */
  public Collection<Kinds.ChildKind> awaited() {
    return gangs.awaited();
  }

  /** Whether objects of this kind are taken in for what they are, and not as wrapped ones. */
  public boolean isOwn(Api.Kind kind) {
    return kind.equals(Kinds.OLDER_GANGS)
        || (feeds.containsKey(kind) && !childKinds.containsValue(kind));
  }

  /** What is taken in of gangs that are no AppWrappers of today's group. */
  public GangFeeds others() {
    return others;
  }

  /** What is taken in of Kueue's kinds; nothing is missing where they are not served. */
  public KueueFeeds kueue() {
    return kueue;
  }

  /** Where the events of a kind go. */
  public Consumer<WatchEvent> feed(Api.Kind kind) {
    return found(kind);
  }

  private Feed found(Api.Kind kind) {
    var feed = feeds.get(kind);
    if (feed == null) {
      throw new IllegalArgumentException("not watched: " + kind);
    }
    return feed;
  }

  /** Takes in the answer to an own write, which is newer than what the watch has told so far. */
  public void fold(Api.Kind kind, Map<String, @Nullable Object> object) {
    var feed = feeds.get(kind);
    if (feed != null) {
      feed.put(object);
    }
  }

  /** The same of a gang, whatever kind it is. */
  public void foldGang(GangSource source, Map<String, @Nullable Object> object) {
    gangFeed(source).ifPresent(feed -> feed.put(object));
  }

  /** A live read found that this gang is gone. */
  public void goneGang(GangSource source, String uid) {
    gangFeed(source).ifPresent(feed -> feed.remove(uid));
  }

  private Optional<Feed> gangFeed(GangSource source) {
    return source.equals(GangSource.APP_WRAPPERS)
        ? Optional.ofNullable(feeds.get(source.served()))
        : others.of(source.served());
  }

  /** A live read found that this object is gone. */
  public void gone(Api.Kind kind, String uid) {
    var feed = feeds.get(kind);
    if (feed != null) {
      feed.remove(uid);
    }
  }

  /**
   * Whether the events of this kind are taken in already, be it in another version: what is served
   * in several is seen in each.
   */
  public boolean isFed(Kinds.ChildKind child) {
    return childKinds.containsKey(keyOf(child));
  }

  private static String keyOf(Kinds.ChildKind child) {
    return child.kind() + "." + child.group();
  }

  /** The kinds, wrapped ones apart, of which no complete list has arrived yet. */
  public List<String> missing() {
    return missing(false);
  }

  /** The kinds of wrapped objects of which no complete list has arrived yet. */
  public List<String> missingChildren() {
    return missing(true);
  }

  private List<String> missing(boolean wrapped) {
    var missing = new ArrayList<String>();
    feeds.forEach((kind, feed) -> {
      if (!feed.synced() && childKinds.containsValue(kind) == wrapped) {
        missing.add(kind.plural());
      }
    });
    return missing;
  }

  /**
   * Whether a kind that decisions rest on was silent for longer than this, or is just being listed
   * anew: nothing may be promised on such a view.
   */
  public boolean stale(long millis) {
    return !silent(millis).isEmpty();
  }

  /** The kinds that make it {@link #stale}. */
  public List<String> silent(long millis) {
    var silent = new ArrayList<String>();
    feeds.forEach((kind, feed) -> {
      boolean restsOnIt = !childKinds.containsValue(kind);
      if (restsOnIt && (feed.isRelisting() || feed.age() > millis)) {
        silent.add(kind.plural());
      }
    });
    return silent;
  }

  /** The world as of now, including what is decided and still on its way. */
  public Snapshot observe(long now) {
    gangs.refresh(this::watches, now);
    var nodes = occupancy.view();
    wake(occupancy.changesAt());
    return new Snapshot(
        now, new Cluster(Cluster.LOCAL, nodes, gangs.podsMade().at()), gangs.view(), runs.view());
  }

  /** Has others look when nodes change though nothing happens. */
  private void wake(long at) {
    if (at < wakesAt) {
      wakesAt = at;
      loop.after(
          Math.max(1, at - loop.monotonic()),
          () -> {
            wakesAt = Long.MAX_VALUE;
            changed.run();
          });
    }
  }

  /** Whether instances of a wrapped kind are watched; the state of others must be asked for. */
  public boolean watches(String apiVersion, String kind) {
    if (Kinds.isPod(apiVersion, kind)) {
      return true;
    }
    var watched = childKinds.get(kind + "." + Kinds.groupOf(apiVersion));
    return watched != null && found(watched).synced();
  }

  /** The gang with this UID. */
  public Optional<GangEntry> gang(String uid) {
    return gangs.find(uid);
  }

  /** All gangs, in order of UID. */
  public Collection<GangEntry> all() {
    return gangs.all();
  }

  /** The watched objects that say they belong to this gang. */
  public Collection<Child> children(String gangUid) {
    return gangs.children().of(gangUid);
  }

  /** The watched wrapped objects that were seen for the first time since the last call. */
  public List<Child> arrivedChildren() {
    return gangs.children().arrived();
  }

  /** All watched wrapped objects. */
  public Collection<Child> allChildren() {
    return gangs.children().all();
  }

  /**
   * The UIDs of gangs that something was heard of since the last call, be it that they are gone.
   */
  public List<String> news() {
    return gangs.news();
  }

  /** The held pods that a promised place is open for, of gangs that changed since the last call. */
  public List<Seat> seats() {
    return gangs.seats();
  }

  /**
   * This pod is being sent to this node until it was {@link #sent}: it takes its room there. False
   * if it is being sent already.
   */
  public boolean sending(Seat seat) {
    return gangs.sending(seat);
  }

  /** Whether it was sent there is known, and folded in. */
  public void sent(Seat seat) {
    gangs.sent(seat);
    changed.run();
  }

  /** Whether this pod is being sent somewhere. */
  public boolean isUnderWay(String podUid) {
    return gangs.isUnderWay(podUid);
  }

  /** Looks at the held pods of this gang again, though nothing about it changed. */
  public void seatAgain(String uid) {
    gangs.seatAgain(uid);
    changed.run();
  }

  /** Takes this status as stored until {@link #settle}. */
  public void assume(String uid, GangStatus status) {
    gangs.assume(uid, status);
    changed.run();
  }

  /** What was assumed has happened or never will: the stored status speaks again. */
  public void settle(String uid) {
    gangs.assume(uid, null);
    changed.run();
  }

  /** Acting found out something about a wrapped object. */
  public void found(String uid, int component, Outcome outcome) {
    gangs.found(uid, component, outcome);
    changed.run();
  }

  /**
   * Whoever submitted it may not create its objects: it is not to be started. Says how often that
   * was found since it was last {@link #allow}ed; 0 if the gang is gone.
   */
  public int deny(String uid, String problem) {
    int times = gangs.deny(uid, problem);
    changed.run();
    return times;
  }

  /** What {@link #deny} said is so no longer. */
  public void allow(String uid) {
    gangs.allow(uid);
    changed.run();
  }

  /** The objects of this attempt, and of all before, are being taken down. */
  public void takingDown(String uid, int epoch) {
    gangs.takingDown(uid, epoch);
    changed.run();
  }

  /** An admission is about to be listed: its room is taken, whatever becomes of its gang. */
  public void intend(Intent intent) {
    gangs.intend(intent);
    changed.run();
  }

  /**
   * The admissions that the ledger lists now or is about to list: those that count, and those that
   * leave it with the next write.
   */
  public void intents(List<Intent> counted, List<Intent> leaving) {
    gangs.intents(counted, leaving);
    changed.run();
  }

  /**
   * Wrapped objects that were created and are not seen, of gangs that changed since the last call:
   * only a live read can tell.
   */
  public List<Doubt> doubts() {
    return gangs.doubts();
  }

  /** The same of all gangs. */
  public List<Doubt> allDoubts() {
    return gangs.allDoubts(this::watches);
  }

  /** The quarantines of nodes. */
  public Marks marks() {
    return marks;
  }

  /** Objects that cannot be read. */
  public Quarantine quarantine() {
    return quarantine;
  }
}
