package dev.muster.scheduler.kube.watch;

import dev.muster.scheduler.model.Admission;

/** An admission that is in the ledger: decided, but maybe not yet visible on its gang. */
public record Intent(String gangUid, Admission admission) {}
