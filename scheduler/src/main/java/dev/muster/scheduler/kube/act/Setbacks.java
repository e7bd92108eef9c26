package dev.muster.scheduler.kube.act;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.Answer;
import java.util.HashSet;
import java.util.Set;

/**
 * Writes that failed of what is for people to read: each is counted, and the first of a kind in a
 * namespace is told, until one of those went well again.
 */
final class Setbacks {
  private final ActionLog log;
  private final Set<String> told = new HashSet<>();
  private long count;

  Setbacks(ActionLog log) {
    this.log = log;
  }

  /** That others were faster is no failure. */
  void add(Api.Ref ref, Answer answer) {
    if (Result.of(answer) == Result.MOVED) {
      return;
    }
    count++;
    if (told.add(place(ref))) {
      log.setback(ref.namespace() + "/" + ref.name(), ref.kind().plural(), answer);
    }
  }

  void over(Api.Ref ref) {
    told.remove(place(ref));
  }

  private static String place(Api.Ref ref) {
    return ref.kind().plural() + " " + ref.namespace();
  }

  /** How many there were. */
  long count() {
    return count;
  }
}
