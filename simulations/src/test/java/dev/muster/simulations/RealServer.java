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
    return plane
        .kubeconfig()
        .replaceFirst("(- name: admin\\s+user: \\{)", "$1as: \"" + user + "\", ");
  }

  @Override
  public String kubeconfigWith(String token) {
    return kubeconfig().replaceFirst("(- name: admin\\s+user: \\{token: )[^}]+", "$1" + token);
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
