package dev.muster.scheduler.kube.watch;

import dev.muster.scheduler.model.Demand;
import dev.muster.scheduler.model.Placement;
import dev.muster.scheduler.model.PodSet;
import dev.muster.scheduler.model.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The places that were promised to a gang and are not taken by its pods yet.
 *
 * <p>Per pod set: what was promised on a node minus what is bound there, and over all nodes never
 * more than the pods that are still missing; where pods went elsewhere, the last nodes in order of
 * name are let go of first. The place of a pod that ended is kept, however it ended: a gang that is
 * tried again needs all of them, and there must be nobody else there then.
 */
final class Promises {
  private Promises() {}

  /**
   * Which of the promised places are free still: node to pods.
   *
   * @param taken the places that pods have, wherever that is
   */
  static SortedMap<String, Integer> open(Placement placement, List<String> taken) {
    var takenThere = new TreeMap<String, Integer>();
    taken.forEach(node -> takenThere.merge(node, 1, Integer::sum));
    int missing = placement.count() - taken.size();
    var open = new TreeMap<String, Integer>();
    for (var promised : placement.nodes().entrySet()) {
      int free = promised.getValue() - takenThere.getOrDefault(promised.getKey(), 0);
      int kept = Math.min(free, missing);
      if (kept > 0) {
        open.put(promised.getKey(), kept);
        missing -= kept;
      }
    }
    return open;
  }

  /**
   * What the open places of all pod sets take, by node. A pod that was sent somewhere, or is being
   * sent there, and is not bound yet takes its room there, be that its promised place or another.
   *
   * @param underWay the nodes that held pods are being sent to, by UID of the pod
   */
  static SortedMap<String, Resources> of(
      Demand demand, Promised promised, List<Member> members, Map<String, String> underWay) {
    var places = new TreeMap<String, Resources>();
    if (!(demand instanceof Demand.Readable readable)) {
      return places;
    }
    for (var placement : promised.placements()) {
      var podSet = find(readable, placement.podSet());
      if (podSet == null) {
        continue;
      }
      var taken = taken(placement, promised, members, underWay, places);
      for (var place : open(placement, taken).entrySet()) {
        var room = podSet.footprint().times(place.getValue());
        places.merge(place.getKey(), room, Resources::plus);
      }
    }
    return places;
  }

  /**
   * The promised places that pods have. One that is only being sent elsewhere has its own until
   * that is done: it may come to nothing.
   */
  private static List<String> taken(
      Placement placement,
      Promised promised,
      List<Member> members,
      Map<String, String> underWay,
      SortedMap<String, Resources> places) {
    var taken = new ArrayList<String>();
    var onTheWay = new ArrayList<String>();
    for (var member : members) {
      if (member.podSet().equals(placement.podSet()) && member.hasPlace()) {
        boolean leaves = underWay.containsKey(member.pod().view().uid());
        boolean redeems = member.hasPlaceOf(promised::isFor);
        var into = redeems ? leaves ? onTheWay : taken : new ArrayList<String>();
        charge(member.pod(), underWay, into, places);
      }
    }
    for (var node : onTheWay) {
      long there = taken.stream().filter(node::equals).count();
      if (there < placement.nodes().getOrDefault(node, 0)) {
        taken.add(node);
      }
    }
    return taken;
  }

  /** What pods take of the nodes that they were sent to, or are being sent to, until bound. */
  static SortedMap<String, Resources> sent(List<Member> members, Map<String, String> underWay) {
    var places = new TreeMap<String, Resources>();
    for (var member : members) {
      if (member.hasPlace()) {
        charge(member.pod(), underWay, new ArrayList<>(), places);
      }
    }
    return places;
  }

  private static void charge(
      PodEntry pod,
      Map<String, String> underWay,
      List<String> taken,
      SortedMap<String, Resources> places) {
    var pinned = pod.gated() == null ? pod.pinned() : "";
    var sent = underWay.getOrDefault(pod.view().uid(), pinned);
    if (!pod.node().isEmpty()) {
      taken.add(pod.node());
    } else if (!sent.isEmpty()) {
      taken.add(sent);
      places.merge(sent, pod.footprint(), Resources::plus);
    }
  }

  private static @Nullable PodSet find(Demand.Readable demand, String name) {
    for (var podSet : demand.podSets()) {
      if (podSet.name().equals(name)) {
        return podSet;
      }
    }
    return null;
  }
}
