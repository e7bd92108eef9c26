package dev.muster.scheduler.kube.act;

import dev.muster.scheduler.kube.watch.Kinds;

/**
 * What clients of Kueue see of Muster: a Workload for each gang that is one object, and how many
 * gangs there are in each LocalQueue. It is written where Muster's definitions of those kinds are
 * installed. But for the priorities of classes nothing of it is an input.
 */
final class KueueFace {
  /** What cannot be found out by then is done without. */
  private static final int SWEEPS_TO_WAIT = 2;

  private final Means means;
  private final KueueWatching watching;
  private final Projection projection;
  private final QueueStatuses queues;
  private final Setbacks setbacks;
  private int sweeps;

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

  /** Whether it is still unknown by which classes gangs have their priorities. */
  boolean waitsForClasses() {
    return watching.waitsForClasses();
  }

  /** Takes in what was heard since the last time. */
  void follow() {
    var news = means.mirror().news();
    var feeds = means.mirror().kueue();
    // Begins when all is known that a Workload says, so that none is written anew then.
    boolean knows = projection.hasBegun() || !watching.isUnsettled() || sweeps >= SWEEPS_TO_WAIT;
    projection.follow(news, knows && feeds.isSynced(Kinds.WORKLOADS));
    var others = feeds.queues().takeChanged();
    if (!others.isEmpty()) {
      projection.ofQueues(others); // a Workload names what its queue leads to
    }
    if (!others.isEmpty() || !news.isEmpty()) {
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
    sweeps++;
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
