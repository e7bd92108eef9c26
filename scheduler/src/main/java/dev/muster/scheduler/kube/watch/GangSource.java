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
  public static final GangSource APP_WRAPPERS = wrapping(Kinds.GANGS);
  public static final GangSource OLDER_APP_WRAPPERS = wrapping(Kinds.OLDER_GANGS);

  private static GangSource wrapping(Api.Kind served) {
    return new GangSource(served, served.apiVersion(), Gang.Spec.WRAPPED, Optional.empty());
  }

  static GangSource of(BareKind kind, Api.Kind served) {
    return new GangSource(served, kind.apiVersion(), kind.kind(), Optional.of(kind));
  }

  /** The one of AppWrappers of this version. */
  static GangSource ofAppWrappers(String apiVersion) {
    return apiVersion.equals(OLDER_APP_WRAPPERS.apiVersion) ? OLDER_APP_WRAPPERS : APP_WRAPPERS;
  }

  /**
   * What its pods call it: no AppWrapper's name holds a slash. Two AppWrappers may have the same
   * name, one in each group; their pods are told apart by the UID that they name, too.
   */
  String podKey(Meta meta) {
    return bare.isEmpty()
        ? meta.key()
        : bareKey(meta.namespace(), LabelValues.gang(kind, meta.name()));
  }

  /** Of AppWrappers: those of the other group. */
  Optional<GangSource> otherGroup() {
    return bare.isPresent()
        ? Optional.empty()
        : Optional.of(this.equals(APP_WRAPPERS) ? OLDER_APP_WRAPPERS : APP_WRAPPERS);
  }

  /** The same for an object of its own. */
  String key(Meta meta) {
    return this.equals(OLDER_APP_WRAPPERS) ? older(meta.key()) : podKey(meta);
  }

  /** The key of what has this one among AppWrappers of the older group. */
  static String older(String podKey) {
    return podKey + "/older";
  }

  /** The pod key of a gang from the label of its pod. */
  static String bareKey(String namespace, String label) {
    return namespace + "/" + label + "/";
  }
}
