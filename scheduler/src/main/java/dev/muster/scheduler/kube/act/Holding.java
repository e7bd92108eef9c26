package dev.muster.scheduler.kube.act;

import dev.muster.scheduler.demand.BareKind;
import dev.muster.scheduler.kube.map.BareMap;
import dev.muster.scheduler.kube.watch.GangEntry;
import dev.muster.scheduler.kube.watch.Mirror;
import dev.muster.scheduler.model.GangId;
import dev.muster.scheduler.model.GangStatus;
import dev.muster.scheduler.model.Phase;
import dev.muster.scheduler.model.Wish;
import java.util.List;

/** What is particular about gangs that are one object, which is held and let go. */
final class Holding {
  private final Mirror mirror;

  Holding(Mirror mirror) {
    this.mirror = mirror;
  }

  boolean isBare(GangId gang) {
    return mirror.gang(gang.uid()).flatMap(GangEntry::bare).isPresent();
  }

  /**
   * Whether writing it down would make all pods anew. That the object was let go is written; how it
   * does since then is seen again by whoever leads next.
   */
  boolean isBestKeptQuiet(GangId gang, GangStatus next) {
    var known = mirror.gang(gang.uid());
    return known
            .flatMap(entry -> entry.source().bare())
            .map(BareKind::passesAnnotationsOn)
            .orElse(false)
        && BareMap.isLetGo(next.phase())
        && known.map(entry -> BareMap.isLetGo(entry.stored().status().phase())).orElse(false);
  }

  /** Those that run though they wait: somebody let them go when nobody saw that they do not. */
  List<GangEntry> strays() {
    return mirror.all().stream().filter(Holding::isStray).toList();
  }

  private static boolean isStray(GangEntry gang) {
    boolean runs = gang.bare().map(bare -> !bare.held() && !bare.isOver()).orElse(false);
    boolean ours = gang.stored().wish() == Wish.RUN || gang.stored().wish() == Wish.HOLD;
    return runs && ours && !gang.isAssumed() && gang.stored().status().phase() == Phase.SUSPENDED;
  }
}
