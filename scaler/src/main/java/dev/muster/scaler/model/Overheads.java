package dev.muster.scaler.model;

import dev.muster.scheduler.model.Resources;

/**
 * What a machine of a cluster does not have for gangs.
 *
 * @param reserved what a node keeps for itself: capacity that is not allocatable
 * @param daemons what the pods of DaemonSets take on each node, their pod slots included
 */
public record Overheads(Resources reserved, Resources daemons) {
  public static final Overheads NONE = new Overheads(Resources.NONE, Resources.NONE);
}
