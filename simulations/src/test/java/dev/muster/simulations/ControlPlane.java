package dev.muster.simulations;

import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * A real Kubernetes control plane for one test class, started in seconds and gone with the test, or
 * with this JVM if it dies. Where the variable {@code KUBECONFIG} is set, it is that cluster
 * instead, which is left running and as it was. The test is skipped where there is neither.
 */
public final class ControlPlane implements AutoCloseable {
  private final String kubeconfig;
  private final Runnable end;

  private ControlPlane(String kubeconfig, Runnable end) {
    this.kubeconfig = kubeconfig;
    this.end = end;
  }

  /** All of it: etcd, API server, controllers and kube-scheduler. */
  public static ControlPlane start() {
    if (GivenCluster.isThere()) {
      var given = GivenCluster.open();
      return new ControlPlane(given.kubeconfig(), given::close);
    }
    var own = OwnPlane.start(List.of());
    return new ControlPlane(own.kubeconfig(), own::close);
  }

  /** Without anything that changes objects by itself: etcd and API server alone. */
  public static ControlPlane bare() {
    if (GivenCluster.isThere()) {
      return Assumptions.abort(
          "SKIPPED: needs a server without controllers, and that of KUBECONFIG has some");
    }
    var own = OwnPlane.start(List.of("--components", "etcd,kube-apiserver"));
    return new ControlPlane(own.kubeconfig(), own::close);
  }

  /** For the administrator. */
  public String kubeconfig() {
    return kubeconfig;
  }

  /** Ends it, if it was started here. */
  @Override
  public void close() {
    end.run();
  }
}
