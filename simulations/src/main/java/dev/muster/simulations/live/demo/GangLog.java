package dev.muster.simulations.live.demo;

import dev.muster.simulations.live.store.Change;
import dev.muster.simulations.live.store.ChangeType;
import dev.muster.simulations.live.store.Options;
import dev.muster.simulations.live.store.Request;
import dev.muster.simulations.live.store.ResourceType;
import dev.muster.simulations.live.store.Response;
import dev.muster.simulations.live.store.Store;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What became of each gang, as somebody sees it who watches the API server and nothing else.
 * Confined to the cluster's loop.
 */
final class GangLog {
  /**
   * One gang. Instants are epoch milliseconds, 0 = not yet.
   *
   * @param code why it waits, or empty
   */
  record Row(
      String namespace,
      String name,
      String phase,
      String cluster,
      long submitted,
      long admitted,
      long finished,
      long pods,
      String code,
      String reason) {

    boolean over() {
      return phase.equals("Succeeded") || phase.equals("Failed");
    }

    /** With the instants that the object itself tells. */
    Row at(Map<String, @Nullable Object> metadata, Map<String, @Nullable Object> status) {
      long last = 0;
      long reserved = 0;
      for (var condition : Trees.list(status, "conditions")) {
        var tree = Trees.asMap(condition);
        long since = instant(Trees.text(tree, "lastTransitionTime"));
        last = Math.max(last, since);
        boolean deployed = Trees.text(tree, "type").equals("ResourcesDeployed");
        reserved = deployed || Trees.text(tree, "status").equals("True") ? since : reserved;
      }
      boolean started = !waits() && reserved > 0;
      return new Row(
          namespace,
          name,
          phase,
          cluster,
          instant(Trees.text(metadata, "creationTimestamp")),
          started ? reserved : 0,
          over() ? last : 0,
          pods,
          code,
          reason);
    }

    private static long instant(String text) {
      try {
        return text.isEmpty() ? 0 : Instant.parse(text).toEpochMilli();
      } catch (DateTimeParseException nonsense) {
        return 0; // anybody may write a status
      }
    }

    boolean waits() {
      return phase.isEmpty() || phase.equals("Suspended");
    }
  }

  private final LongSupplier now;
  private final Consumer<Row> onChange;
  private final Map<String, Row> rows = new TreeMap<>();
  private @Nullable Map<String, @Nullable Object> ledger;

  /** {@code onChange} hears of every visible change of a gang. */
  GangLog(LongSupplier now, Consumer<Row> onChange) {
    this.now = now;
    this.onChange = onChange;
  }

  /** Begins with what {@code store} holds, and follows it. Called on the store's thread. */
  void follow(Store store) {
    for (var plural : List.of("clusters", "appwrappers")) {
      for (var type : store.types()) {
        if (type.plural().equals(plural)
            && store.handle(Request.list(type, "", Options.NONE))
                instanceof Response.Success present) {
          Trees.list(present.body(), "items").forEach(item -> begin(type, Trees.asMap(item)));
        }
      }
    }
    store.onChange(this::on);
  }

  /** Something that was there before: its own instants count, as far as it shows them. */
  private void begin(ResourceType type, Map<String, @Nullable Object> object) {
    on(new Change(0, ChangeType.ADDED, type, null, object, ""));
    var metadata = Trees.map(object, "metadata");
    var row = rows.get(Trees.text(metadata, "namespace") + "/" + Trees.text(metadata, "name"));
    if (row != null && type.plural().equals("appwrappers")) {
      rows.put(row.namespace + "/" + row.name, row.at(metadata, Trees.map(object, "status")));
    }
  }

  void on(Change change) {
    if (change.resource().plural().equals("clusters")) {
      ledger = Trees.map(Trees.map(change.object(), "status"), "ledger");
      return;
    }
    if (!change.resource().plural().equals("appwrappers")) {
      return;
    }
    var metadata = Trees.map(change.object(), "metadata");
    var key = Trees.text(metadata, "namespace") + "/" + Trees.text(metadata, "name");
    if (change.type() == ChangeType.DELETED) {
      rows.remove(key);
      return;
    }
    var before = rows.get(key);
    var after = row(metadata, change.object(), before);
    rows.put(key, after);
    if (before == null || !before.phase.equals(after.phase) || !before.code.equals(after.code)) {
      onChange.accept(after);
    }
  }

  private Row row(
      Map<String, @Nullable Object> metadata,
      Map<String, @Nullable Object> object,
      @Nullable Row before) {
    var status = Trees.map(object, "status");
    var phase = Trees.text(status, "phase");
    var verdict = Trees.map(status, "verdict");
    long submitted = before == null ? now.getAsLong() : before.submitted;
    long admitted = before == null ? 0 : before.admitted;
    long finished = before == null ? 0 : before.finished;
    if (phase.equals("Resuming") && admitted == 0) {
      admitted = now.getAsLong();
    }
    boolean over = phase.equals("Succeeded") || phase.equals("Failed");
    if (over && finished == 0) {
      finished = now.getAsLong();
    }
    boolean waits = phase.isEmpty() || phase.equals("Suspended");
    return new Row(
        Trees.text(metadata, "namespace"),
        Trees.text(metadata, "name"),
        phase,
        waits ? "" : Trees.text(Trees.map(status, "admission"), "cluster"),
        submitted,
        admitted,
        finished,
        pods(status),
        waits ? Trees.text(verdict, "code") : "",
        waits ? Trees.text(verdict, "reason") : "");
  }

  private static long pods(Map<String, @Nullable Object> status) {
    long pods = 0;
    for (var component : Trees.list(status, "componentStatus")) {
      for (var podSet : Trees.list(Trees.asMap(component), "podSets")) {
        pods += Trees.asMap(podSet).get("replicas") instanceof Long replicas ? replicas : 0;
      }
    }
    return pods;
  }

  /** All gangs that exist, by namespace and name. */
  List<Row> rows() {
    return new ArrayList<>(rows.values());
  }

  /** Whether no admission is on its way. */
  boolean ledgerIsEmpty() {
    return ledger == null || Trees.list(ledger, "intents").isEmpty();
  }
}
