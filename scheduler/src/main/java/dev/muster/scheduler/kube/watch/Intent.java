package dev.muster.scheduler.kube.watch;

import dev.muster.scheduler.model.Admission;
import dev.muster.scheduler.model.Gang;

/** An admission that is in the ledger: decided, but maybe not yet visible on its gang. */
public record Intent(String gangUid, Admission admission) {
  /** Whether its gang, as the API server has it, shows it or a later one. */
  public boolean isShownBy(Gang stored) {
    return stored.status().latestAdmission().stream()
        .anyMatch(shown -> shown.epoch() >= admission.epoch());
  }
}
