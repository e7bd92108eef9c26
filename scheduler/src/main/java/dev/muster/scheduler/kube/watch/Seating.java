package dev.muster.scheduler.kube.watch;

import dev.muster.scheduler.model.Admission;
import dev.muster.scheduler.model.Placement;
import dev.muster.scheduler.model.PodSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Which held pod goes to which promised node.
 *
 * <p>Goal: the witness comes true, whatever the order in which pods appear, and over restarts.
 *
 * <p>Algorithm: per pod set, the open places are those promised minus those that pods have: bound
 * there, sent there, or being sent there now; a pod that came without our gate has one place, and
 * nobody waits for it. Held pods of the current attempt, in order of name, get the open places in
 * order of node name. A pod beyond what was admitted finds none and stays held; the successor of a
 * lost pod finds the place that became open. Where that node is lost meanwhile, or somebody else's
 * pods fill it, the pod goes to any node with room that is promised to nobody, and waits as long as
 * there is none. It also waits while a pod that nobody held may land on its node: where it is sent,
 * it stays. What a pod was told is its own affinity, so nothing needs to be remembered. While a
 * gang is being taken down, none of its pods is sent anywhere.
 *
 * @param seats who goes where
 * @param waiting whether pods with a place are left that nothing has room for now
 */
record Seating(List<Seat> seats, boolean waiting) {
  static Seating of(GangEntry gang, Map<String, String> underWay, Rooms rooms) {
    var seats = new ArrayList<Seat>();
    boolean waiting = false;
    var admission = gang.holding().filter(a -> isPlaced(gang, a) && isStarted(gang));
    if (admission.isPresent()) {
      for (var placement : admission.get().podSets()) {
        var podSet = PodSets.named(gang, placement.podSet());
        if (podSet.isPresent()) {
          var places = places(gang, admission.get().epoch(), placement, underWay);
          waiting |= seat(gang, places, podSet.get(), rooms, seats);
        }
      }
    }
    return new Seating(seats, waiting);
  }

  /**
   * Whether its pods are sent to their nodes. An object that is the gang itself has one template
   * for all its attempts, so its pods always wait for that.
   */
  private static boolean isPlaced(GangEntry gang, Admission admission) {
    return admission.exact() || gang.bare.isPresent();
  }

  /**
   * Whether its pods are wanted: not while they are taken down, though the gang keeps its room
   * until the next attempt. One of its objects may arrive only then.
   */
  private static boolean isStarted(GangEntry gang) {
    return switch (gang.status().phase()) {
      case RESUMING, RUNNING -> true;
      case UNSEEN, SUSPENDED, RESETTING, SUSPENDING, SUCCEEDED, FAILED, TERMINATING -> false;
    };
  }

  /** Held pods, and as many open places for them as there are. */
  private record Places(List<PodEntry> held, List<String> nodes) {}

  private static Places places(
      GangEntry gang, int epoch, Placement placement, Map<String, String> underWay) {
    var taken = new ArrayList<String>();
    var held = new ArrayList<PodEntry>();
    for (var member : gang.members) {
      var pod = member.pod();
      if (!member.podSet().equals(placement.podSet())
          || !member.hasPlaceOf(attempt -> attempt == epoch)) {
        continue;
      }
      var sent = underWay.get(pod.view().uid());
      if (!pod.node().isEmpty()) {
        taken.add(pod.node());
      } else if (sent != null) {
        taken.add(sent);
      } else if (pod.gated() == null) {
        taken.add(pod.pinned());
      } else if (isCurrent(gang, pod)) {
        held.add(pod);
      }
    }
    var nodes = new ArrayList<String>();
    Promises.open(placement, taken)
        .forEach((node, places) -> nodes.addAll(Collections.nCopies(places, node)));
    return new Places(held, nodes);
  }

  /** Says whether somebody is left waiting. */
  private static boolean seat(
      GangEntry gang, Places places, PodSet podSet, Rooms rooms, List<Seat> seats) {
    boolean waiting = false;
    for (int i = 0; i < Math.min(places.held().size(), places.nodes().size()); i++) {
      var promised = places.nodes().get(i);
      if (rooms.isUnsettled(promised)) {
        waiting = true;
        continue;
      }
      var node = rooms.take(promised, podSet);
      if (node.isPresent()) {
        seats.add(new Seat(gang.meta.uid(), places.held().get(i), node.get()));
      } else {
        waiting = true;
      }
    }
    return waiting;
  }

  /** Of an object that is the gang itself no pod outlives its attempt: all go before the next. */
  private static boolean isCurrent(GangEntry gang, PodEntry pod) {
    return !pod.view().terminating()
        && (gang.bare.isPresent()
            || String.valueOf(gang.epoch()).equals(pod.view().labels().get(Labels.EPOCH)));
  }
}
