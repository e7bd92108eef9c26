package dev.muster.simulations;

import java.util.List;

/** What stands behind a {@link TestServer}: one of the two servers, started and ended with it. */
interface Backing extends AutoCloseable {
  /** For a user who may do everything. */
  String kubeconfig();

  /** For somebody who may do what the objects of the cluster say. */
  String kubeconfigFor(String user);

  /** As {@link #kubeconfig}, with this token. */
  String kubeconfigWith(String token);

  /** What went wrong inside that no client was told. */
  List<String> failures();

  @Override
  void close();
}
