package dev.muster.scheduler.kube.act;

import dev.muster.scheduler.kube.watch.Intent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The admissions that are about to be listed: those that wait for the ledger's next write, and
 * those that are in the one that has no answer yet. Used by the ledger alone.
 */
final class Appends {
  /** {@code then} hears whether it is listed. */
  record Entry(Intent intent, Consumer<Boolean> then) {}

  private final int most;
  private final Map<String, Entry> waiting = new LinkedHashMap<>();
  private List<Entry> sent = List.of();
  private int limit;

  /** {@code most}: how many go in one write. */
  Appends(int most) {
    this.most = most;
    this.limit = most;
  }

  void add(Entry entry) {
    waiting.put(entry.intent().gangUid(), entry);
  }

  boolean isWaiting(String gangUid) {
    return waiting.containsKey(gangUid);
  }

  /** Whether none waits. */
  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Those that go next; they wait no more. */
  List<Entry> next() {
    var entries = waiting.values().stream().limit(limit).toList();
    entries.forEach(entry -> waiting.remove(entry.intent().gangUid()));
    return entries;
  }

  /** These are in the write that has no answer yet. */
  void sent(List<Entry> entries) {
    sent = entries;
  }

  /** That write was done, or never will be. */
  void answered() {
    sent = List.of();
    limit = most;
  }

  /** That write was refused: its entries wait again and go by fewer; false if there was but one. */
  boolean divide(List<Entry> entries) {
    answered();
    if (entries.size() > 1) {
      limit = entries.size() / 2;
      entries.forEach(entry -> waiting.putIfAbsent(entry.intent().gangUid(), entry));
    }
    return entries.size() > 1;
  }

  /** All of them. */
  List<Intent> coming() {
    return Stream.concat(sent.stream(), waiting.values().stream()).map(Entry::intent).toList();
  }
}
