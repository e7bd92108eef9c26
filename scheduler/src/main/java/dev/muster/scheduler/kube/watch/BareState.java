package dev.muster.scheduler.kube.watch;

import dev.muster.scheduler.kube.map.Bare;
import dev.muster.scheduler.kube.map.BareMap;
import dev.muster.scheduler.model.Observed;
import dev.muster.scheduler.model.Observed.Component;
import dev.muster.scheduler.model.Observed.State;
import java.util.List;

/**
 * What became of a gang that is one object. To create it is to let it go, and to delete it is to
 * hold it again, so it is there as long as its controller may make pods or has some.
 */
final class BareState {
  private BareState() {}

  static Component component(GangEntry gang, Bare bare) {
    return new Component(state(gang, bare), "", bare.done(), bare.failed());
  }

  private static State state(GangEntry gang, Bare bare) {
    boolean wanted = BareMap.isLetGo(gang.status().phase());
    if (bare.isOver()) {
      return wanted ? State.PRESENT : State.ABSENT;
    }
    if (wanted) {
      return bare.held() ? State.ABSENT : State.PRESENT;
    }
    return bare.held() && bare.idle() ? State.ABSENT : State.TERMINATING;
  }

  /**
   * Its own controller decides what a failed pod means, and keeps pods that have ended to be looked
   * at: neither counts here. Once it is over, what is left is its controller's to clear away, and
   * takes room of the nodes where it is, but of nothing that was promised.
   */
  static Observed.PodTally tally(Bare bare, List<Member> members) {
    var all = Observation.tally(members);
    if (bare.isOver()) {
      return new Observed.PodTally(0, 0, all.succeeded(), 0, 0, List.of());
    }
    int ended = (int) members.stream().filter(member -> !member.hasPlace()).count();
    return new Observed.PodTally(
        all.pending(), all.running(), all.succeeded(), 0, members.size() - ended, List.of());
  }
}
