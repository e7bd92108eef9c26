package dev.muster.scheduler.kube.act;

import dev.muster.scheduler.kube.watch.GangEntry;
import dev.muster.scheduler.kube.watch.Intent;
import dev.muster.scheduler.model.Admission;
import dev.muster.scheduler.model.Gang;
import dev.muster.scheduler.model.GangStatus;
import dev.muster.scheduler.model.Wish;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What a new leader does about the admissions that its predecessor left in the ledger, before it
 * plans: each is written on its gang, unless the gang shows it already, is gone, or may not start
 * any more. After that write, or because the gang changed, a late write of the predecessor is a
 * conflict.
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
  private final BooleanSupplier mayCome;
  private final List<Intent> late = new ArrayList<>();

  /** {@code mayCome}: whether there may be gangs that are not known yet. */
  Settlement(Means means, Ledger ledger, Actor actor, Admitted admitted, BooleanSupplier mayCome) {
    this.mayCome = mayCome;
    this.means = means;
    this.ledger = ledger;
    this.actor = actor;
    this.admitted = admitted;
  }

  void settle() {
    means.mirror().intents(ledger.listed(), List.of());
    ledger.listed().forEach(this::settle);
  }

  /** What could not be settled since its gang may be among those that were not listed. */
  void settleLate() {
    var open = List.copyOf(late);
    late.clear();
    open.forEach(this::settle);
  }

  private void settle(Intent intent) {
    if (means.mirror().gang(intent.gangUid()).map(GangEntry::isAssumed).orElse(false)) {
      return; // it came in time to be decided on once more, and that counts
    }
    var gang = resumable(intent);
    if (gang.isPresent()) {
      long now = means.loop().now();
      var next = admitted.status(gang.get(), intent.admission(), now);
      actor.resume(gang.get().id(), next);
    } else if (mayCome(intent)) {
      late.add(intent);
    } else {
      ledger.settled(intent.gangUid());
    }
  }

  private boolean mayCome(Intent intent) {
    return means.mirror().gang(intent.gangUid()).isEmpty() && mayCome.getAsBoolean();
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
