package dev.muster.scheduler.kube.act;

import dev.muster.scheduler.kube.watch.Kinds;

/**
 * What clients of Kueue see of Muster: a Workload for each gang that is one object, and how many
 * gangs there are in each LocalQueue. It is written where Muster's definitions of those kinds are
 * installed. But for the priorities of classes nothing of it is an input.
 */
final class KueueFace {
  private final Means means;
  private final KueueWatching watching;
  private final Projection projection;
  private final QueueStatuses queues;
  private final Setbacks setbacks;

  /** {@code changed} is called when there is something to follow. */
  KueueFace(Means means, Runnable changed) {
    this.means = means;
    this.setbacks = new Setbacks(means.log());
    this.watching = new KueueWatching(means, changed);
    this.projection = new Projection(means, setbacks);
    this.queues = new QueueStatuses(means, setbacks);
  }

  void start() {
    watching.look();
  }

  /** Whether it is still unknown what is served, or what there is. */
  boolean isUnsettled() {
    return watching.isUnsettled();
  }

  /** Takes in what was heard since the last time. */
  void follow() {
    var news = means.mirror().news();
    var feeds = means.mirror().kueue();
    // Begins when all is known that a Workload says, so that none is written anew then.
    boolean knows = projection.hasBegun() || !watching.isUnsettled();
    projection.follow(news, knows && feeds.isSynced(Kinds.WORKLOADS));
    boolean others = feeds.queues().takeChanged();
    if (others) {
      projection.all(); // a Workload names what its queue leads to
    }
    if (others || !news.isEmpty()) {
      observeQueues();
    }
  }

  private void observeQueues() {
    if (means.mirror().kueue().isSynced(Kinds.LOCAL_QUEUES)) {
      queues.observe();
    }
  }

  /** Does again what failed, puts right what others changed, and looks what is served now. */
  void sweep() {
    projection.sweep();
    queues.prune();
    observeQueues();
    watching.look();
  }

  /** How many writes failed. */
  long setbacks() {
    return setbacks.count();
  }

  void end() {
    watching.end();
  }
}
