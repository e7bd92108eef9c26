package dev.muster.scheduler.kube.act;

import dev.muster.scheduler.kube.Loop;
import java.util.HashMap;
import java.util.Map;

/**
 * Keeps what a plan asks for again and again from being done each time. A plan names it for as long
 * as it is not done, and there is a plan whenever anything happens anywhere.
 */
final class Pace {
  private record Last(String errand, int epoch, long at) {}

  private final Loop loop;
  private final long gapMillis;
  private final Map<String, Last> last = new HashMap<>();

  Pace(Loop loop, long gapMillis) {
    this.loop = loop;
    this.gapMillis = gapMillis;
  }

  /** Whether to do it now: it is not what was last done for this gang, or that is a while ago. */
  boolean takes(String uid, String errand, int epoch) {
    long now = loop.monotonic();
    var before = last.get(uid);
    if (before != null
        && before.epoch() == epoch
        && before.errand().equals(errand)
        && now - before.at() < gapMillis) {
      return false;
    }
    last.put(uid, new Last(errand, epoch, now));
    return true;
  }

  /** It was given up before it was done. */
  void forget(String uid) {
    last.remove(uid);
  }

  /** Forgets what is so long ago that it makes no difference. */
  void prune() {
    last.values().removeIf(before -> loop.monotonic() - before.at() >= gapMillis);
  }
}
