package dev.muster.simulations.benchmarks;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A server with a large cluster in it, which notes when each gang was first decided. */
interface ScaleCluster extends AutoCloseable {
  /** Fills the cluster. */
  void fill(int gangs, int nodes, int pods);

  /** How a scheduler reaches it. */
  String kubeconfig();

  /** Gangs that no status was written for yet. */
  long undecided();

  /** Creates a gang that comes first and fits. */
  void submit(String name);

  boolean admitted(String name);

  /** Nanoseconds from the creation of a gang, or another moment, to its admission. */
  long untilAdmitted(String name, @Nullable Long since);

  /** Deletes that gang. */
  void withdraw(String name);

  /** How long it takes to read all that a scheduler starts with, page by page, and no more. */
  double bareListSeconds();

  @Override
  void close() throws IOException;
}
