package dev.muster.scheduler.kube.watch;

import dev.muster.scheduler.model.Cluster;
import dev.muster.scheduler.model.Condition;
import dev.muster.scheduler.model.Phase;

/**
 * When a pod was last made for a gang that was being started: shows that whoever makes pods is at
 * work. Pods of other gangs do not count, since anybody can make one with a label.
 */
final class PodsMade {
  private long at;

  /** Takes in the gang's pods as they are now. */
  void follow(GangEntry gang, long now) {
    var status = gang.status();
    boolean starting =
        (status.phase() == Phase.RESUMING || status.phase() == Phase.RUNNING)
            && !status.isTrue(Condition.PODS_READY);
    if (starting) {
      for (var member : gang.members) {
        // The server's clock may go ahead.
        at = Math.max(at, Math.min(now, member.pod().view().created()));
      }
    }
  }

  /** See {@link Cluster#podMadeAt}; that pod may be gone. */
  long at() {
    return Math.ceilDiv(at, Cluster.PODS_MADE_PERIOD) * Cluster.PODS_MADE_PERIOD;
  }
}
