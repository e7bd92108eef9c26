package dev.muster.scheduler.kube.watch;

import dev.muster.scheduler.model.Placement;
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
 * there, sent there, or being sent there now. Held pods of the current attempt, in order of name,
 * get the open places in order of node name. A pod beyond what was admitted finds none and stays
 * held; the successor of a lost pod finds the place that became open. What a pod was told is its
 * own affinity, so nothing needs to be remembered.
 */
final class Seating {
  private Seating() {}

  static List<Seat> of(GangEntry gang, Map<String, String> underWay) {
    var seats = new ArrayList<Seat>();
    var admission = gang.holding().filter(a -> a.exact());
    if (admission.isPresent()) {
      for (var placement : admission.get().podSets()) {
        seat(gang, gang.reduced(placement), underWay, seats);
      }
    }
    return seats;
  }

  private static void seat(
      GangEntry gang, Placement placement, Map<String, String> underWay, List<Seat> seats) {
    var taken = new ArrayList<String>();
    var held = new ArrayList<PodEntry>();
    for (var member : gang.members) {
      var pod = member.pod();
      if (!member.podSet().equals(placement.podSet()) || !member.hasPlace()) {
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
    var open = Promises.open(placement, taken);
    var nodes = new ArrayList<String>();
    open.forEach((node, places) -> nodes.addAll(Collections.nCopies(places, node)));
    for (int i = 0; i < Math.min(held.size(), nodes.size()); i++) {
      seats.add(new Seat(gang.meta.uid(), held.get(i), nodes.get(i)));
    }
  }

  private static boolean isCurrent(GangEntry gang, PodEntry pod) {
    return !pod.view().terminating()
        && String.valueOf(gang.epoch()).equals(pod.view().labels().get(Labels.EPOCH));
  }
}
