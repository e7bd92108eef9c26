package dev.muster.scheduler.kube.watch;

import dev.muster.scheduler.demand.BareKind;
import dev.muster.scheduler.demand.LabelValues;
import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.model.Gang;
import java.util.Optional;

/**
 * What kind of object a gang is, and where it is served.
 *
 * @param bare if it is a gang by itself, and wraps nothing
 */
public record GangSource(Api.Kind served, String apiVersion, String kind, Optional<BareKind> bare) {
  public static final GangSource APP_WRAPPERS =
      new GangSource(Kinds.GANGS, Kinds.GANGS.apiVersion(), Gang.Spec.WRAPPED, Optional.empty());

  static GangSource of(BareKind kind, Api.Kind served) {
    return new GangSource(served, kind.apiVersion(), kind.kind(), Optional.of(kind));
  }

  /** By what its pods name it: no AppWrapper's name holds a slash. */
  String key(Meta meta) {
    return bare.isEmpty()
        ? meta.key()
        : bareKey(meta.namespace(), LabelValues.gang(kind, meta.name()));
  }

  /** The same, from the label of such a pod. */
  static String bareKey(String namespace, String label) {
    return namespace + "/" + label + "/";
  }
}
