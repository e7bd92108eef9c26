package dev.muster.scheduler.kube.act;

import dev.muster.scheduler.kube.Loop;
import dev.muster.scheduler.model.Action;
import java.util.HashMap;
import java.util.Map;

/**
 * Keeps what a plan asks for again and again from being done each time. A plan names it for as long
 * as it is not done, and there is a plan whenever anything happens anywhere.
 */
final class Pace {
  private record Last(Action action, String errand, int epoch, long at) {}

  private final Loop loop;
  private final long gapMillis;
  private final Map<String, Last> last = new HashMap<>();

  Pace(Loop loop, long gapMillis) {
    this.loop = loop;
    this.gapMillis = gapMillis;
  }

  /**
   * Whether this very action was done a moment ago: what a plan repeats without having looked at
   * the gang anew. Costs next to nothing, since most of what a plan names is that.
   */
  boolean isRepetition(Action action) {
    var before = last.get(action.gang().uid());
    return before != null && before.action() == action && isRecent(before);
  }

  /** Whether to do it now: it is not what was last done for this gang, or that is a while ago. */
  boolean takes(Action action, String errand, int epoch) {
    var uid = action.gang().uid();
    var before = last.get(uid);
    if (before != null
        && before.epoch() == epoch
        && before.errand().equals(errand)
        && isRecent(before)) {
      last.put(uid, new Last(action, errand, epoch, before.at()));
      return false;
    }
    last.put(uid, new Last(action, errand, epoch, loop.monotonic()));
    return true;
  }

  private boolean isRecent(Last before) {
    return loop.monotonic() - before.at() < gapMillis;
  }

  /** It was given up before it was done. */
  void forget(String uid) {
    last.remove(uid);
  }

  /** Forgets what is so long ago that it makes no difference. */
  void prune() {
    last.values().removeIf(before -> !isRecent(before));
  }
}
