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

  /** One of its pods has a node. */
  void bound(String podUid, int pods, long now) {
    if (boundPods.add(Objects.requireNonNull(podUid)) && boundPods.size() == pods) {
      boundAt = now;
      writesWhenBound = writes;
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
