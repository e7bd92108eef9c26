package dev.muster.scheduler.kube.watch;

import dev.muster.scheduler.demand.BareKind;
import dev.muster.scheduler.model.Gang;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A kind of gangs that not every cluster serves.
 *
 * @param selector the label by which its gangs are known; empty if all of them are
 * @param bare if they are gangs by themselves
 */
public record GangKind(String apiVersion, String kind, String selector, Optional<BareKind> bare) {
  public static final GangKind OLDER_APP_WRAPPERS =
      new GangKind(Kinds.OLDER_GANGS.apiVersion(), Gang.Spec.WRAPPED, "", Optional.empty());

  /** All of them. */
  public static final List<GangKind> ALL =
      Stream.concat(Stream.of(OLDER_APP_WRAPPERS), BareKind.ALL.stream().map(GangKind::of))
          .toList();

  private static GangKind of(BareKind bare) {
    return new GangKind(bare.apiVersion(), bare.kind(), BareKind.QUEUE, Optional.of(bare));
  }
}
