package dev.muster.scheduler.kube.act;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.Answer;
import dev.muster.scheduler.kube.Api.PatchType;
import dev.muster.scheduler.kube.map.LocalQueueMap;
import dev.muster.scheduler.kube.map.LocalQueueMap.Counts;
import dev.muster.scheduler.kube.watch.Kinds;
import dev.muster.scheduler.kube.watch.LocalQueues;
import dev.muster.scheduler.model.Condition;
import dev.muster.scheduler.model.Wish;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes on each LocalQueue how many gangs wait in it and how many have their room: when that
 * changed, and {@value #GAP_MILLIS} ms after the time before at the earliest.
 */
final class QueueStatuses {
  static final long GAP_MILLIS = 10_000;
  private static final long FIRST_MILLIS = 500;

  private final Means means;
  private final Setbacks setbacks;
  private final Turns turns;
  private long countedAt;
  private boolean due;

  QueueStatuses(Means means, Setbacks setbacks) {
    this.means = means;
    this.setbacks = setbacks;
    this.turns = new Turns(means.loop());
    this.countedAt = means.loop().monotonic() - GAP_MILLIS;
  }

  private LocalQueues queues() {
    return means.mirror().kueue().queues();
  }

  /** Something may have changed. */
  void observe() {
    if (due || queues().all().isEmpty()) {
      return;
    }
    due = true;
    long wait = countedAt + GAP_MILLIS - means.loop().monotonic();
    means.loop().after(Math.max(FIRST_MILLIS, wait), this::count);
  }

  void prune() {
    turns.prune();
  }

  private void count() {
    due = false;
    countedAt = means.loop().monotonic();
    var counts = new HashMap<String, Counts>();
    if (!isServed()) {
      return;
    }
    for (var gang : means.mirror().all()) {
      if (gang.stored().wish() == Wish.LEAVE_ALONE) {
        continue; // another manages it, or it was over before anybody queued it
      }
      var status = gang.stored().status();
      boolean waits = status.phase().waits();
      boolean admitted = status.isTrue(Condition.QUOTA_RESERVED);
      var key = gang.meta().namespace() + "/" + gang.stored().spec().queue();
      counts.merge(key, new Counts(waits ? 1 : 0, admitted ? 1 : 0), Counts::plus);
    }
    for (var queue : List.copyOf(queues().all())) {
      var key = queue.namespace() + "/" + queue.name();
      var wanted =
          LocalQueueMap.status(queue, counts.getOrDefault(key, Counts.NONE), means.loop().now());
      if (!wanted.equals(queue.status())) {
        turns.await(queue.uid(), () -> write(queue, wanted));
      }
    }
  }

  /** Whether they are Muster's to write. */
  private boolean isServed() {
    return means.mirror().kueue().isSynced(Kinds.LOCAL_QUEUES);
  }

  private boolean write(LocalQueueMap.View queue, Map<String, ?> status) {
    if (!isServed()) {
      return false;
    }
    var ref = new Api.Ref(Kinds.LOCAL_QUEUES, queue.namespace(), queue.name());
    var body =
        List.of(
            Trees.map("op", "add", "path", "/metadata/uid", "value", queue.uid()),
            Trees.map("op", "add", "path", "/status", "value", status));
    means
        .api()
        .ranked(Api.Rank.LAST)
        .patch(ref, "status", PatchType.JSON, body, answer -> answered(queue, ref, answer));
    return true;
  }

  private void answered(LocalQueueMap.View queue, Api.Ref ref, Answer answer) {
    if (answer instanceof Answer.Done done) {
      means.mirror().kueue().fold(Kinds.LOCAL_QUEUES, done.object());
      setbacks.over(ref);
    } else if (!FencedApi.heldBack(answer)) {
      setbacks.add(ref, answer); // the next sweep has it counted again
    }
    turns.done(queue.uid());
  }
}
