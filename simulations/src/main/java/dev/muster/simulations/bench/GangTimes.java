package dev.muster.simulations.bench;

import dev.muster.simulations.live.objects.Trees;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What was seen of one gang, and when, in nanoseconds; 0 = not yet. Confined to the loop. */
final class GangTimes {
  private final Set<String> boundPods = new HashSet<>();
  private String version = "";
  private boolean seenWaiting;
  private boolean showsAdmitted;
  private int attempts;
  private long resets;
  private int writes;
  private int writesWhenWaiting;
  private int writesWhenAdmitted;
  private int writesWhenBound;
  private long sentAt;
  private long admittedAt;
  private long boundAt;
  private long succeededAt;

  /** Its creation was sent. */
  void sent(long now) {
    sentAt = now;
  }

  /** The object as somebody wrote it; the first is its creation. */
  void put(@Nullable Object object, GangTemplate template, long now) {
    var newVersion = Trees.text(object, "metadata", "resourceVersion");
    if (newVersion.equals(version)) {
      return;
    }
    if (!version.isEmpty()) {
      writes++;
    }
    version = newVersion;
    countAttempts(object, template);
    if (admittedAt == 0 && template.admitted().holds().test(object)) {
      admittedAt = now;
      writesWhenAdmitted = writes;
    } else if (admittedAt == 0 && !seenWaiting && !Trees.map(object, "status").isEmpty()) {
      seenWaiting = true;
      writesWhenWaiting = writes;
    }
    if (succeededAt == 0 && template.succeeded().holds().test(object)) {
      succeededAt = now;
    }
  }

  /** An attempt begins with each admission, and with each reset, which leaves it admitted. */
  private void countAttempts(@Nullable Object object, GangTemplate template) {
    boolean wasAdmitted = showsAdmitted;
    long before = resets;
    showsAdmitted = template.admitted().holds().test(object);
    resets = Trees.number(object, 0, "status", "resettingCount");
    attempts += !wasAdmitted && showsAdmitted ? 1 : 0;
    attempts += resets > before ? 1 : 0;
  }

  /** One of its pods has a node. */
  void bound(String podUid, int pods, long now) {
    if (boundAt == 0 && boundPods.add(Objects.requireNonNull(podUid)) && boundPods.size() == pods) {
      boundAt = now;
      writesWhenBound = writes;
    }
  }

  /** One of its pods has its node no more; once all had theirs, that is another story. */
  void displaced(String podUid) {
    if (boundAt == 0) {
      boundPods.remove(podUid);
    }
  }

  boolean isAdmitted() {
    return admittedAt > 0;
  }

  boolean isBound() {
    return boundAt > 0;
  }

  boolean isSucceeded() {
    return succeededAt > 0;
  }

  /** Whether one attempt was not enough. */
  boolean isTriedAgain() {
    return attempts > 1;
  }

  long sentAt() {
    return sentAt;
  }

  long admittedAt() {
    return admittedAt;
  }

  long boundAt() {
    return boundAt;
  }

  long succeededAt() {
    return succeededAt;
  }

  int boundPods() {
    return boundPods.size();
  }

  /** From its creation to its admission, without the one that said that it waits. */
  int writesToAdmission() {
    return writesWhenAdmitted - writesWhenWaiting;
  }

  /** From the queue to all its pods having nodes: without what said that it waits. */
  int writesToBound() {
    return writesWhenBound - writesWhenWaiting;
  }

  /** All after its creation. */
  int writes() {
    return writes;
  }
}
