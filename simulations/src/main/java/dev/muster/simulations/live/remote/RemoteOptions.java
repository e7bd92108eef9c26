package dev.muster.simulations.live.remote;

import dev.muster.simulations.live.operators.Part;
import dev.muster.simulations.live.operators.VirtualNodes;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What to run where.
 *
 * @param kubeconfig the text of the file
 * @param speed divides the run times of pods
 * @param installCrds whether the definitions that the parts need are created where they are missing
 */
public record RemoteOptions(
    String kubeconfig,
    SortedSet<Part> parts,
    VirtualNodes.Wish nodes,
    double speed,
    boolean installCrds) {
  public RemoteOptions {
    parts = Collections.unmodifiableSortedSet(new TreeSet<>(parts));
  }
}
