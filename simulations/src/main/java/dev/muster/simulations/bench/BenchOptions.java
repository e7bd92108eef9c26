package dev.muster.simulations.bench;

import dev.muster.simulations.live.operators.NodeSpec;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is to be measured.
 *
 * @param kubeconfig the text of the file that says which cluster, and as whom
 * @param nodes virtual nodes for the gangs alone; empty = those that the cluster has
 */
public record BenchOptions(
    String kubeconfig, Place place, Load load, List<NodeSpec> nodes, Rates rates, Probe probe) {

  /**
   * Where the objects go.
   *
   * @param name of the bench: a label on all that it makes, and the beginning of their names
   */
  public record Place(String name, String namespace) {}

  /**
   * What is submitted.
   *
   * @param everyMillis from one gang to the next; 0 = all at once
   * @param end what has to come of a gang before it is done with
   * @param limitMillis from the first creation to giving up
   */
  public record Load(GangTemplate gangs, int count, long everyMillis, End end, long limitMillis) {}

  /** How far a gang is followed. */
  public enum End {
    /** Until it is admitted; nobody makes its pods. */
    ADMITTED,
    /** Until all its pods have their nodes. */
    BOUND,
    /** Until it succeeded. */
    SUCCEEDED
  }

  /**
   * How the server itself is measured.
   *
   * @param calls of each kind; 0 = not at all
   */
  public record Rates(int calls) {}

  /**
   * Where to read what the scheduler takes.
   *
   * @param metrics its metrics in Prometheus' text format
   * @param pid its process number on this machine
   */
  public record Probe(Optional<URI> metrics, OptionalLong pid) {
    public static final Probe NONE = new Probe(Optional.empty(), OptionalLong.empty());
  }

  public BenchOptions {
    nodes = List.copyOf(nodes);
  }
}
