package dev.muster.simulations;

import java.util.List;

/** A {@link ControlPlane} behind a {@link TestServer}. */
final class RealServer implements Backing {
  private final ControlPlane plane;

  RealServer(ControlPlane plane) {
    this.plane = plane;
  }

  @Override
  public String kubeconfig() {
    return plane.kubeconfig();
  }

  /** Speaks for the user with the administrator's rights, as {@code kubectl --as} does. */
  @Override
  public String kubeconfigFor(String user) {
    return Kubeconfigs.as(kubeconfig(), user);
  }

  @Override
  public String kubeconfigWith(String token) {
    return Kubeconfigs.withToken(kubeconfig(), token);
  }

  @Override
  public List<String> failures() {
    return List.of();
  }

  @Override
  public void close() {
    plane.close();
  }
}
