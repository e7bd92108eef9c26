/**
 * What the API server tells, kept as the {@link dev.muster.scheduler.model.Snapshot} that decisions
 * are made on. Confined to the loop; no clock of its own, no I/O.
 */
@NullMarked
package dev.muster.scheduler.kube.watch;

import org.jspecify.annotations.NullMarked;
