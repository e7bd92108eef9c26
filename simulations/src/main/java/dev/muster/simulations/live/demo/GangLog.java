package dev.muster.simulations.live.demo;

import dev.muster.simulations.live.store.Change;
import dev.muster.simulations.live.store.ChangeType;
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
