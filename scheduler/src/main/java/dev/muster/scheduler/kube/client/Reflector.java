package dev.muster.scheduler.kube.client;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.Answer;
import dev.muster.scheduler.kube.Api.WatchEvent;
import dev.muster.scheduler.kube.Loop;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one kind listed and watched for ever: a complete list, then a watch from its version; after
 * a break the watch goes on from the last version seen, and where that is too old, a new list.
 *
 * <p>Goals: no event is lost or told twice out of order; a dead connection is noticed; time never
 * runs backwards, though another server behind the same address may lag.
 *
 * <p>Algorithm: the server is asked to end each watch after {@value #WATCH_SECONDS} s. Opening the
 * next one from the version reached proves that nothing was missed, which bookmarks, being optional
 * and rare, cannot; that is told as {@link WatchEvent.Alive}. A watch that its server does not end
 * in time is cut off. The next message is asked of the socket only after the loop has dealt with
 * the one before, so a slow owner slows the server down instead of filling the memory. A list older
 * than what was seen is refused and asked for again.
 *
 * <p>Confined to the loop, but for reading of messages.
 */
final class Reflector {
  /** What is watched, and where. */
  record Source(Wire wire, Api.Kind kind, String labelSelector) {}

  private static final int WATCH_SECONDS = 20;
  private static final long WATCHDOG_MILLIS = (WATCH_SECONDS + 6) * 1000L;
  private static final long FIRST_PAUSE_MILLIS = 500;
  private static final long LONGEST_PAUSE_MILLIS = 30_000;

  /** A watch that ends sooner, without events, gives no proof of anything. */
  private static final long SHORT_MILLIS = 2_000;

  private static final int MOST_SHORT_WATCHES = 5;
  private static final int GONE = 410;

  private final Source source;
  private final Lister lister;
  private final Loop inbox;
  private final Consumer<WatchEvent> events;
  private String version = "";
  private long pause = FIRST_PAUSE_MILLIS;
  private int shortWatches;
  private boolean closed;
  private Wire.@Nullable Stream stream;

  Reflector(Source source, Lister lister, Loop inbox, Consumer<WatchEvent> events) {
    this.source = source;
    this.lister = lister;
    this.inbox = inbox;
    this.events = events;
  }

  void start() {
    inbox.post(this::relist);
  }

  void close() {
    closed = true;
    endStream();
  }

  /** Ends it together with its connections. */
  void abandon() {
    closed = true;
    if (stream != null) {
      stream.abandon();
    }
  }

  private void relist() {
    if (!closed) {
      lister.list(source.kind(), "", source.labelSelector(), new Listed());
    }
  }

  private void connect() {
    if (closed) {
      return;
    }
    var query = new LinkedHashMap<String, String>();
    query.put("watch", "true");
    query.put("allowWatchBookmarks", "true");
    query.put("resourceVersion", version);
    query.put("timeoutSeconds", String.valueOf(WATCH_SECONDS));
    query.put("labelSelector", source.labelSelector());
    var path = Paths.withQuery(Paths.collection(source.kind(), ""), query);
    var opened = source.wire().watch(path, new Messages());
    stream = opened;
    inbox.after(WATCHDOG_MILLIS, () -> giveUp(opened));
  }

  /** Unless it has ended by itself. */
  private void giveUp(Wire.Stream opened) {
    if (stream == opened) {
      retry("watch: silent beyond its time", this::connect);
    }
  }

  private void endStream() {
    if (stream != null) {
      stream.close();
      stream = null;
    }
  }

  private void retry(String problem, Runnable how) {
    retry(new WatchEvent.Broken(problem), how);
  }

  private void retry(WatchEvent.Broken event, Runnable how) {
    endStream();
    if (closed) {
      return;
    }
    events.accept(event);
    inbox.after(pause, how);
    pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
  }

  private static boolean older(String candidate, String known) {
    try {
      return !known.isEmpty() && Long.parseLong(candidate) < Long.parseLong(known);
    } catch (NumberFormatException opaque) {
      return false; // versions that are no numbers cannot be compared
    }
  }

  /** Reads a list into events. */
  private final class Listed implements Lister.Reader {
    @Override
    public boolean page(
        boolean first, String listVersion, List<Map<String, @Nullable Object>> objects) {
      if (closed) {
        return false;
      }
      if (first && older(listVersion, version)) {
        retry(
            "list of version " + listVersion + " is older than " + version, Reflector.this::relist);
        return false;
      }
      if (first) {
        events.accept(new WatchEvent.Relisting());
      }
      for (var object : objects) {
        events.accept(new WatchEvent.Put(object));
      }
      return true;
    }

    @Override
    public void complete(String listVersion) {
      version = listVersion;
      pause = FIRST_PAUSE_MILLIS;
      events.accept(new WatchEvent.Listed(listVersion));
      connect();
    }

    @Override
    public void failed(Answer why) {
      boolean denied = why instanceof Answer.Refused refused && refused.code() == 403;
      retry(new WatchEvent.Broken("list failed: " + why, denied), Reflector.this::relist);
    }
  }

  /** Reads the messages of one watch into events. */
  private final class Messages implements Wire.Reader {
    private long openedAt = inbox.monotonic();
    private boolean anyEvent;

    @Override
    public void opened() {
      openedAt = inbox.monotonic();
      events.accept(new WatchEvent.Alive(version));
    }

    @Override
    public void message(Map<String, @Nullable Object> message) {
      var object = Client.tree(message.get("object"));
      var type = Json.text(message.get("type"), "");
      if (type.equals("ERROR")) {
        boolean gone = Objects.equals(object.get("code"), (long) GONE);
        var problem = "watch: " + Json.text(object.get("message"), "an error without a message");
        retry(problem, gone ? Reflector.this::relist : Reflector.this::connect);
        return;
      }
      anyEvent = true;
      pause = FIRST_PAUSE_MILLIS;
      shortWatches = 0;
      if (object.get("metadata") instanceof Map<?, ?> metadata
          && metadata.get("resourceVersion") instanceof String reached
          && !older(reached, version)) {
        version = reached;
      }
      switch (type) {
        case "ADDED", "MODIFIED" -> events.accept(new WatchEvent.Put(object));
        case "DELETED" -> events.accept(new WatchEvent.Gone(object));
        case "BOOKMARK" -> events.accept(new WatchEvent.Alive(version));
        default -> retry("watch: unknown event " + type, Reflector.this::relist);
      }
    }

    @Override
    public void ended() {
      endStream();
      boolean shortOne = inbox.monotonic() - openedAt < SHORT_MILLIS && !anyEvent;
      shortWatches = shortOne ? shortWatches + 1 : 0;
      if (shortWatches >= MOST_SHORT_WATCHES) {
        shortWatches = 0;
        retry("watches end at once", Reflector.this::relist);
      } else if (shortOne) {
        retry("watch ended at once", Reflector.this::connect);
      } else {
        pause = FIRST_PAUSE_MILLIS;
        connect();
      }
    }

    @Override
    public void failed(int code, String problem) {
      retry("watch: " + problem, code == GONE ? Reflector.this::relist : Reflector.this::connect);
    }
  }
}
