package dev.muster.scheduler.kube.watch;

import dev.muster.scheduler.kube.Api.WatchEvent;
import dev.muster.scheduler.kube.Loop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns the events of one kind into puts and removals by UID, and knows how fresh they are.
 *
 * <p>Promises its {@link Sink}: versions of an object never go back; what is gone never returns; a
 * complete list removes what it lacks, unless that is newer than the list. So events may come
 * twice, late or from an answer to an own write as well as from the watch.
 */
final class Feed implements Consumer<WatchEvent> {
  /** What is done with the objects. */
  interface Sink {
    /** The object is, or became, this; may throw anything, which quarantines this one object. */
    void put(Meta meta, Map<String, @Nullable Object> object);

    void remove(String uid);
  }

  private record Known(String version, long round) {}

  private static final int REMEMBERED_GONE = 20_000;
  private final Loop loop;
  private final Sink sink;
  private final Quarantine quarantine;
  private final Runnable changed;
  private final Map<String, Known> known = new HashMap<>();
  private final boolean mayReturn;

  /** In which version each was last seen that is gone. */
  private final Map<String, String> gone = new LinkedHashMap<>();

  private long round;
  private boolean synced;
  private boolean denied;
  private boolean relisting;
  private long aliveAt;

  Feed(Loop loop, Sink sink, Quarantine quarantine, Runnable changed) {
    this(loop, sink, quarantine, changed, false);
  }

  /**
   * {@code mayReturn}: what is gone may only have lost the label by which it is selected, and come
   * back in a newer version.
   */
  Feed(Loop loop, Sink sink, Quarantine quarantine, Runnable changed, boolean mayReturn) {
    this.mayReturn = mayReturn;
    this.loop = loop;
    this.sink = sink;
    this.quarantine = quarantine;
    this.changed = changed;
    this.aliveAt = loop.monotonic();
  }

  /** Whether one complete list was taken in. */
  boolean synced() {
    return synced;
  }

  /** Whether the last answer was that they may not be listed. */
  boolean denied() {
    return denied;
  }

  /** Milliseconds since the watch last said anything; answers to own writes say nothing of it. */
  long age() {
    return loop.monotonic() - aliveAt;
  }

  /** Whether what is known is a mixture of an old list and a new one. */
  boolean isRelisting() {
    return relisting;
  }

  @Override
  public void accept(WatchEvent event) {
    switch (event) {
      case WatchEvent.Relisting ignored -> relist();
      case WatchEvent.Put put -> {
        alive();
        put(put.object());
      }
      case WatchEvent.Gone object -> {
        alive();
        var meta = Meta.of(object.object());
        remove(meta.uid(), meta.version());
      }
      case WatchEvent.Listed listed -> listed(listed.version());
      case WatchEvent.Alive ignored -> alive();
      case WatchEvent.Broken broken -> {
        denied = broken.denied();
        changed.run();
      }
    }
  }

  /** Takes in an object, from the watch or from the answer to an own write. */
  void put(Map<String, @Nullable Object> object) {
    var meta = Meta.of(object);
    var before = known.get(meta.uid());
    if (meta.uid().isEmpty() || isGone(meta)) {
      return;
    }
    gone.remove(meta.uid());
    if (before != null && Meta.older(meta.version(), before.version())) {
      known.put(meta.uid(), new Known(before.version(), round));
      return;
    }
    known.put(meta.uid(), new Known(meta.version(), round));
    if (before == null || !before.version().equals(meta.version())) {
      quarantine.guard(meta, () -> sink.put(meta, object));
      changed.run();
    }
  }

  /** Takes out an object. */
  void remove(String uid) {
    var last = known.get(uid);
    remove(uid, last == null ? "" : last.version());
  }

  /** None of what was taken in is to be known any more. */
  void forget() {
    known
        .keySet()
        .forEach(uid -> {
          quarantine.release(uid);
          sink.remove(uid);
        });
    known.clear();
  }

  private boolean isGone(Meta meta) {
    var last = gone.get(meta.uid());
    return last != null && !(mayReturn && Meta.older(last, meta.version()));
  }

  private void remove(String uid, String version) {
    gone.put(uid, version);
    if (gone.size() > REMEMBERED_GONE) {
      gone.remove(gone.keySet().iterator().next());
    }
    quarantine.release(uid);
    if (known.remove(uid) != null) {
      sink.remove(uid);
      changed.run();
    }
  }

  private void relist() {
    round++;
    relisting = true;
  }

  private void listed(String version) {
    relisting = false;
    denied = false;
    var missing = new ArrayList<String>();
    known.forEach((uid, entry) -> {
      if (entry.round() < round && !Meta.older(version, entry.version())) {
        missing.add(uid);
      }
    });
    missing.stream().sorted().forEach(this::remove);
    synced = true;
    alive();
    changed.run();
  }

  private void alive() {
    aliveAt = loop.monotonic();
  }
}
