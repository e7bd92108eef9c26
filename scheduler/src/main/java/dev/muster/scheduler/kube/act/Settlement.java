package dev.muster.scheduler.kube.act;

import dev.muster.scheduler.kube.watch.GangEntry;
import dev.muster.scheduler.kube.watch.Intent;
import dev.muster.scheduler.model.Admission;
import dev.muster.scheduler.model.Gang;
import dev.muster.scheduler.model.GangStatus;
import dev.muster.scheduler.model.Wish;
import java.util.List;
import java.util.Optional;

/**
 * What a new leader does about the admissions that its predecessor left in the ledger, before it
 * plans: each is written on its gang, unless the gang shows it already, is gone, or may not start
 * any more. After that write, or because the gang changed, a late write of the predecessor is a
 * conflict.
 *
 * <p>Each is judged once and for all. Of a gang that is not known, be it that its kind could not be
 * listed in time, it comes to nothing: how much room that is stands on the gang alone, so nobody
 * could keep it. Should the gang come later, it is decided on like any other.
 */
final class Settlement {
  /** Gives the status of a waiting gang at the moment of its admission. */
  @FunctionalInterface
  public interface Admitted {
    GangStatus status(Gang gang, Admission admission, long now);
  }

  private final Means means;
  private final Ledger ledger;
  private final Actor actor;
  private final Admitted admitted;

  Settlement(Means means, Ledger ledger, Actor actor, Admitted admitted) {
    this.means = means;
    this.ledger = ledger;
    this.actor = actor;
    this.admitted = admitted;
  }

  void settle() {
    means.mirror().intents(ledger.listed(), List.of());
    ledger.listed().forEach(this::settle);
  }

  private void settle(Intent intent) {
    var gang = resumable(intent);
    if (gang.isPresent()) {
      long now = means.loop().now();
      var next = admitted.status(gang.get(), intent.admission(), now);
      actor.resume(gang.get().id(), next);
    } else {
      ledger.settled(intent.gangUid());
    }
  }

  private Optional<Gang> resumable(Intent intent) {
    return means
        .mirror()
        .gang(intent.gangUid())
        .map(GangEntry::stored)
        .filter(gang -> gang.wish() == Wish.RUN && gang.status().phase().waits())
        .filter(gang ->
            gang.status().latestAdmission().stream()
                .allMatch(last -> last.epoch() < intent.admission().epoch()));
  }
}
