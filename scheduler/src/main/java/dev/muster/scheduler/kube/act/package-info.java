/**
 * Makes plans true: the ledger, the gangs' statuses, their objects, their pods' places, and the
 * lease that says who may. Crash-only: whatever is in memory here can be lost at any moment, since
 * all of it is found again on the API server. Confined to the loop.
 */
@NullMarked
package dev.muster.scheduler.kube.act;

import org.jspecify.annotations.NullMarked;
