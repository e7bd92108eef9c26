package dev.muster.scheduler.kube.watch;

import java.util.Map;
import java.util.TreeMap;

/**
 * Where objects go that nobody can read: out of sight, counted, and back once a later version can
 * be read. One such object never stops the others.
 */
public final class Quarantine {
  private final Map<String, String> problems = new TreeMap<>();

  Quarantine() {}

  /** The objects that cannot be read now: what they are called, and the problem. */
  public Map<String, String> problems() {
    return Map.copyOf(problems);
  }

  int size() {
    return problems.size();
  }

  void guard(Meta meta, Runnable reading) {
    try {
      reading.run();
      problems.remove(meta.uid());
    } catch (RuntimeException | StackOverflowError poison) {
      problems.put(meta.uid(), meta.key() + ": " + poison);
    }
  }

  void release(String uid) {
    problems.remove(uid);
  }
}
