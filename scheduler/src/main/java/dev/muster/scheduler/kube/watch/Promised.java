package dev.muster.scheduler.kube.watch;

import dev.muster.scheduler.model.Admission;
import dev.muster.scheduler.model.Placement;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The places that are promised to a gang now.
 *
 * <p>The API server may still show an attempt as this gang's though the next one is decided
 * already: objects of either can come. Where both have the same places these are promised once, and
 * pods of both have them, for the shown one goes on if the next comes to nothing. Where they differ
 * both are promised.
 *
 * @param next of the attempt that counts; empty if there is none
 * @param shown of the attempt that the API server shows; empty if it shows none that is held
 */
record Promised(Optional<Admission> next, Optional<Admission> shown) {

  /** {@code intent}: what the ledger says of it, if anything. */
  static Promised to(GangEntry gang, @Nullable Intent intent) {
    if (intent != null && !intent.isShownBy(gang.stored)) {
      return new Promised(Optional.of(intent.admission()), gang.storedHolding());
    }
    return new Promised(gang.charged(), gang.storedHolding());
  }

  /** {@code leaving}: what the ledger lists of it besides, though that counts no longer. */
  static Promised by(GangEntry gang, @Nullable Intent leaving) {
    var listed = Optional.ofNullable(leaving).filter(intent -> !intent.isShownBy(gang.stored));
    return new Promised(listed.map(Intent::admission), Optional.empty());
  }

  /** The places of the attempt that is shown, if they are others. */
  Promised before() {
    boolean isElsewhere = next.isPresent() && shown.isPresent() && !isSame();
    return new Promised(isElsewhere ? shown : Optional.empty(), Optional.empty());
  }

  private boolean isSame() {
    return next.map(Admission::podSets).equals(shown.map(Admission::podSets));
  }

  /** Whether pods of this attempt have the places of the next one. */
  boolean isFor(int attempt) {
    return next.filter(admission -> admission.epoch() == attempt).isPresent()
        || (isSame() && shown.filter(admission -> admission.epoch() == attempt).isPresent());
  }

  /** By pod set. */
  List<Placement> placements() {
    return next.map(Admission::podSets).orElse(List.of());
  }

  /** The names of those with a place. */
  TreeSet<String> podSets() {
    var names = new TreeSet<String>();
    placements().forEach(placement -> names.add(placement.podSet()));
    return names;
  }
}
