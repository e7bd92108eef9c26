package dev.muster.scheduler.model;

import java.util.List;

/**
 * The record of an attempt: where, the how-manieth, and the witness.
 *
 * @param epoch number of the attempt, strictly increasing over the life of the gang
 * @param exact whether the pods carry the placement label, so that each is sent to its promised
 *     node
 */
public record Admission(String cluster, int epoch, boolean exact, List<Placement> podSets) {
  public Admission {
    podSets = List.copyOf(podSets);
  }

  public Admission withEpoch(int newEpoch) {
    return new Admission(cluster, newEpoch, exact, podSets);
  }
}
