package dev.muster.simulations.bench;

import dev.muster.scheduler.kube.Api.WatchEvent;
import dev.muster.simulations.live.objects.Trees;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Follows which pods of a bench's gangs have nodes, and whose gates were lifted. A pod that goes
 * before the others of its gang came gives its node back. Confined to the loop.
 */
final class PodTally {
  private static final String GATE = "muster.dev/placement";

  private final Map<String, GangTimes> gangs;
  private final int podsPerGang;
  private final LongSupplier nanos;
  private final Map<String, GangTimes> placed = new HashMap<>();
  private final Set<String> notListed = new HashSet<>();
  private final Set<String> gated = new HashSet<>();
  private int boundGangs;
  private int boundPods;
  private int gatesLifted;

  /** {@code gangs}: those that are followed, by name, as they become known. */
  PodTally(Map<String, GangTimes> gangs, int podsPerGang, LongSupplier nanos) {
    this.gangs = gangs;
    this.podsPerGang = podsPerGang;
    this.nanos = nanos;
  }

  void tell(WatchEvent event) {
    switch (event) {
      case WatchEvent.Put put -> put(put.object());
      case WatchEvent.Gone gone -> displace(Trees.uid(gone.object()));
      case WatchEvent.Relisting unused -> notListed.addAll(placed.keySet());
      case WatchEvent.Listed unused -> {
        notListed.forEach(this::displace);
        notListed.clear();
      }
      case WatchEvent.Broken unused -> {}
      case WatchEvent.Alive unused -> {}
    }
  }

  private void put(Map<String, @Nullable Object> pod) {
    var uid = Trees.uid(pod);
    notListed.remove(uid);
    followGate(uid, pod);
    if (Trees.leaving(pod) || Trees.text(pod, "status", "phase").equals("Failed")) {
      displace(uid);
      return;
    }
    var gang = gangs.get(Trees.text(pod, "metadata", "labels", Labels.GANG));
    if (gang != null && !Trees.text(pod, "spec", "nodeName").isEmpty()) {
      place(uid, gang);
    }
  }

  private void followGate(String uid, Map<String, @Nullable Object> pod) {
    List<Map<String, @Nullable Object>> gates = Trees.maps(pod, "spec", "schedulingGates");
    if (gates.stream().anyMatch(gate -> Trees.text(gate, "name").equals(GATE))) {
      gated.add(uid);
    } else if (gated.remove(uid)) {
      gatesLifted++;
    }
  }

  private void place(String uid, GangTimes gang) {
    placed.put(uid, gang);
    boolean wasBound = gang.isBound();
    boundPods -= gang.boundPods();
    gang.bound(uid, podsPerGang, nanos.getAsLong());
    boundPods += gang.boundPods();
    boundGangs += !wasBound && gang.isBound() ? 1 : 0;
  }

  private void displace(String uid) {
    var gang = placed.remove(uid);
    if (gang != null) {
      boundPods -= gang.boundPods();
      gang.displaced(uid);
      boundPods += gang.boundPods();
    }
  }

  int boundGangs() {
    return boundGangs;
  }

  int boundPods() {
    return boundPods;
  }

  int gatesLifted() {
    return gatesLifted;
  }
}
