package dev.muster.scheduler.kube.act;

import dev.muster.scheduler.kube.Loop;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the Cluster object says to people besides the ledger: how many nodes it has, and whether
 * gangs can start there. Goes out with whatever the ledger writes, and by itself when it changed,
 * {@value #GAP_MILLIS} ms after the write before at the earliest. Nothing is written while nothing
 * changes, and nothing depends on it.
 */
final class Standing {
  static final long GAP_MILLIS = 10_000;
  private static final long FIRST_MILLIS = 1_000;

  private final Loop loop;
  private final Runnable write;
  private long nodes = -1;
  private boolean ready;
  private Map<String, @Nullable Object> stored = Map.of();
  private long writtenAt;
  private boolean due;

  /** {@code write} makes the ledger write, now or with its next write. */
  Standing(Loop loop, Runnable write) {
    this.loop = loop;
    this.write = write;
    this.writtenAt = loop.monotonic() - GAP_MILLIS;
  }

  /** What holds now. */
  void observe(long nodesNow, boolean readyNow) {
    nodes = nodesNow;
    ready = readyNow;
    writeLater();
  }

  /** What the object's status says. */
  void stored(Map<String, @Nullable Object> status) {
    stored = status;
    writeLater();
  }

  /** Adds what is to be said to a status that is about to be written. */
  void addTo(Map<String, @Nullable Object> status) {
    if (differs()) {
      writtenAt = loop.monotonic();
      status.put("nodes", nodes);
      status.put("conditions", List.of(condition()));
    }
  }

  private void writeLater() {
    if (!due && differs()) {
      due = true;
      long wait = Math.max(FIRST_MILLIS, writtenAt + GAP_MILLIS - loop.monotonic());
      loop.after(
          wait,
          () -> {
            due = false;
            if (differs()) {
              write.run();
              writeLater(); // for the case that nothing came of it
            }
          });
    }
  }

  /** Whether something is to be said that is not stored. */
  boolean differs() {
    return nodes >= 0
        && !(Long.valueOf(nodes).equals(stored.get("nodes"))
            && word().equals(Trees.asText(before().get("status"))));
  }

  private Map<String, @Nullable Object> before() {
    for (var condition : Trees.asList(stored.get("conditions"))) {
      var tree = Trees.asObject(condition);
      if (Trees.asText(tree.get("type")).equals("Ready")) {
        return tree;
      }
    }
    return Map.of();
  }

  private String word() {
    return ready ? "True" : "False";
  }

  private Map<String, @Nullable Object> condition() {
    var before = before();
    boolean same = word().equals(Trees.asText(before.get("status")));
    var since = same ? before.get("lastTransitionTime") : Trees.seconds(loop.now());
    return Trees.map(
        "type",
        "Ready",
        "status",
        word(),
        "reason",
        ready ? "Observed" : "Silent",
        "message",
        ready
            ? "The leading scheduler sees nodes, pods and gangs as they are now"
            : "The leading scheduler has not heard from the API server for too long to start gangs",
        "lastTransitionTime",
        since);
  }
}
