package dev.muster.scheduler.kube.map;

import dev.muster.scheduler.model.Gang;
import dev.muster.scheduler.model.GangId;
import dev.muster.scheduler.model.GangStatus;
import dev.muster.scheduler.model.Observed;
import dev.muster.scheduler.model.Wish;
import java.util.Optional;

/**
 * What the object of a gang says.
 *
 * @param finalizer whether a finalizer that is Muster's to take off is on it
 * @param ranking what it has its priority by
 * @param bare how the object stands, if it is a gang by itself
 * @param suspendedByOthers whether its {@code spec.suspend} is what a predecessor left
 */
public record GangView(
    GangId id,
    Gang.Spec spec,
    Wish wish,
    GangStatus status,
    boolean finalizer,
    Ranking ranking,
    Optional<Bare> bare,
    boolean suspendedByOthers) {

  /** The gang, together with what became of its objects. */
  public Gang gang(Observed observed) {
    return new Gang(id, spec, wish, status, observed);
  }
}
