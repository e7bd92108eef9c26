package dev.muster.scheduler.model;

import java.util.List;

/**
 * What was learned of the world and stands in no object as it is now: how pods fared on nodes of
 * late. Kept where something went wrong alone. What of it cannot be read from the pods that are
 * still there is forgotten with the process; what was concluded from it stands on the nodes.
 *
 * @param nodes by name: those on which a pod of a gang failed soon
 * @param elsewhere by UID of the gangs of such pods: for each of their pod sets, on at most two
 *     nodes, the pod that has fared best there
 */
public record History(PersistentMap<NodeRuns> nodes, PersistentMap<List<Run>> elsewhere) {
  public static final History NONE = new History(PersistentMap.empty(), PersistentMap.empty());

  /**
   * The runs on a node in order of their start.
   *
   * @param since what ended before says nothing any more: a quarantine was lifted then
   */
  public record NodeRuns(long since, List<Run> runs) {
    public NodeRuns {
      runs = List.copyOf(runs);
    }
  }

  /** Whether both are the very same: then nothing was learned in between. */
  public boolean isSame(History other) {
    return nodes == other.nodes && elsewhere == other.elsewhere;
  }
}
