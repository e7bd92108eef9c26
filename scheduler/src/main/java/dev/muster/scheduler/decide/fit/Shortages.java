package dev.muster.scheduler.decide.fit;

import dev.muster.scheduler.decide.draft.Draft;
import dev.muster.scheduler.decide.draft.GangShape;
import dev.muster.scheduler.decide.draft.NodeClass;
import dev.muster.scheduler.decide.draft.PodShape;
import dev.muster.scheduler.model.PodSet;
import dev.muster.scheduler.model.Verdict.Cause;
import dev.muster.scheduler.model.Verdict.CauseCount;
import dev.muster.scheduler.model.Verdict.Shortage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a gang that was refused is short of, in the figures that people see: pods of which set, how
 * many of them fit beside what must be placed before, and what the nodes lack for one more.
 *
 * <p>Room for the difference makes the reason go away where an exact rule decides.
 */
final class Shortages {

  /** {@code placed} pods of {@code part} fit beside what is charged, and no more. */
  private record Short(int part, long placed) {}

  private Shortages() {}

  /**
   * For a gang that does not fit on the draft; {@code podSets} are those of its shape, in order.
   */
  static Shortage of(GangShape gang, Draft draft, List<PodSet> podSets) {
    int mark = draft.mark();
    var found = find(gang, draft);
    var pod = gang.parts().get(found.part).pod();
    var resource = lacking(draft, pod);
    var causes = causes(draft, pod);
    draft.undo(mark);
    int set = firstShort(gang, podSets, found);
    int before = placedBefore(gang, podSets, set);
    return new Shortage(
        podSets.get(set).name(),
        podSets.get(set).count(),
        Math.toIntExact(found.placed - before),
        resource,
        causes);
  }

  /** Charges what is placed before the short part, and says which that is. */
  private static Short find(GangShape gang, Draft draft) {
    if (gang.parts().size() > 1) {
      if (HeadAndWorkers.suits(gang)) {
        return besideHead(gang, draft);
      }
      for (int part = 0; part < gang.parts().size(); part++) {
        long room = room(gang, draft, part);
        if (room < gang.parts().get(part).count()) {
          return new Short(part, room);
        }
      }
      return MixedPods.fillLargestFirst(draft, gang, new ArrayList<>())
          .map(stuck -> new Short(stuck.part(), stuck.placed()))
          .orElseThrow(() -> new IllegalStateException("refused, yet it fits: " + gang.parts()));
    }
    return new Short(0, room(gang, draft, 0));
  }

  private static Short besideHead(GangShape gang, Draft draft) {
    int head = HeadAndWorkers.head(gang);
    int workers = 1 - head;
    var headPod = gang.parts().get(head).pod();
    var host = HeadAndWorkers.host(draft, headPod, gang.parts().get(workers).pod());
    if (host.isEmpty()) {
      return new Short(head, 0);
    }
    draft.charge(host.get(), headPod, 1);
    return new Short(workers, room(gang, draft, workers));
  }

  private static long room(GangShape gang, Draft draft, int part) {
    var wanted = gang.parts().get(part);
    return IdenticalPods.room(draft, wanted.pod(), wanted.count());
  }

  /** Sets of one shape share what is placed, in their order: the first that does not get all. */
  private static int firstShort(GangShape gang, List<PodSet> podSets, Short found) {
    long left = found.placed;
    for (int set = 0; set < podSets.size(); set++) {
      if (gang.partOfSet(set) == found.part) {
        if (podSets.get(set).count() > left) {
          return set;
        }
        left -= podSets.get(set).count();
      }
    }
    throw new IllegalStateException("no set of part " + found.part + " is short: " + podSets);
  }

  private static int placedBefore(GangShape gang, List<PodSet> podSets, int set) {
    int placed = 0;
    for (int earlier = 0; earlier < set; earlier++) {
      if (gang.partOfSet(earlier) == gang.partOfSet(set)) {
        placed += podSets.get(earlier).count();
      }
    }
    return placed;
  }

  /** What most open nodes lack for one more pod once each is filled; empty if none is open. */
  private static String lacking(Draft draft, PodShape pod) {
    var nodes = new long[pod.size()];
    for (var kind : draft.classes()) {
      if (kind.allows(pod)) {
        countLacking(kind, pod, nodes);
      }
    }
    var most = Optional.<Integer>empty();
    for (int i = 0; i < nodes.length; i++) { // in order of names, so the first of equals wins
      if (nodes[i] > 0 && (most.isEmpty() || nodes[i] > nodes[most.get()])) {
        most = Optional.of(i);
      }
    }
    return most.map(i -> draft.resource(pod.dimension(i))).orElse("");
  }

  private static void countLacking(NodeClass kind, PodShape pod, long[] nodes) {
    long slots = kind.slots(pod);
    for (int i = 0; i < nodes.length; i++) {
      if (kind.free(pod.dimension(i)) - slots * pod.amount(i) < pod.amount(i)) {
        nodes[i] += kind.size();
      }
    }
  }

  private static List<CauseCount> causes(Draft draft, PodShape pod) {
    var causes = new ArrayList<CauseCount>();
    draft
        .exclusions(pod)
        .forEach((why, nodes) -> causes.add(new CauseCount(Cause.valueOf(why.name()), nodes)));
    int open = 0;
    for (var kind : draft.classes()) {
      open += kind.allows(pod) ? kind.size() : 0;
    }
    if (open > 0) {
      causes.add(new CauseCount(Cause.RESOURCES, open));
    }
    return causes;
  }
}
