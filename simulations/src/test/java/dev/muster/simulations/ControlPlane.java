package dev.muster.simulations;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/**
 * A real Kubernetes control plane for one test class, started in seconds and gone with the test, or
 * with this JVM if it dies. Where the variable {@code KUBECONFIG} is set, it is that cluster
 * instead, which is left running. The test is skipped where there is neither.
 */
public final class ControlPlane implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final String READY = "ready ";

  private final Optional<Program> process;
  private final Path folder;
  private final String kubeconfig;

  private ControlPlane(Optional<Program> process, Path folder, String kubeconfig) {
    this.process = process;
    this.folder = folder;
    this.kubeconfig = kubeconfig;
  }

  /** Starts all of it: etcd, API server, controllers and kube-scheduler. */
  public static ControlPlane start() {
    return start(List.of());
  }

  /** Without anything that changes objects by itself: etcd and API server alone. */
  public static ControlPlane bare() {
    return start(List.of("--components", "etcd,kube-apiserver"));
  }

  private static ControlPlane start(List<String> options) {
    try {
      var given = System.getenv("KUBECONFIG");
      if (given != null && !given.isEmpty()) {
        System.err.println("tests run against the cluster of KUBECONFIG=" + given);
        var file = Path.of(given);
        return new ControlPlane(Optional.empty(), file.resolveSibling("."), Files.readString(file));
      }
      return launch(program(), options);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static String program() {
    var named = System.getenv("MUSTER_CONTROL_PLANE");
    if (named == null || !Files.isExecutable(Path.of(named))) {
      return Assumptions.abort(
          "SKIPPED: needs a control plane; set MUSTER_CONTROL_PLANE to what .ci/kube/build prints");
    }
    return named;
  }

  private static ControlPlane launch(String program, List<String> options) throws IOException {
    var folder = Files.createTempDirectory("muster-kube");
    var command = new ArrayList<>(List.of(program, "--dir", folder.toString()));
    command.addAll(options);
    var process = Program.start(folder, Map.of(), command);
    try {
      await().atMost(PATIENCE).until(() -> !process.isAlive() || process.outText().contains(READY));
      if (!process.isAlive()) {
        throw new AssertionError("the control plane did not start: " + process.err());
      }
      var kubeconfig = Files.readString(folder.resolve("kubeconfig"));
      return new ControlPlane(Optional.of(process), folder, kubeconfig);
    } catch (RuntimeException | Error failed) {
      process.close();
      throw failed;
    }
  }

  /** For the administrator, whom no limit of requests in flight holds back. */
  public String kubeconfig() {
    return kubeconfig;
  }

  /** As {@code tester}: all rights, through RBAC, and within the limits of the API server. */
  public String testerKubeconfig() {
    return kubeconfig.replace("current-context: admin", "current-context: tester");
  }

  /** The process number of a component, as {@code kube-apiserver}; only of an own control plane. */
  public long pid(String component) {
    try {
      return Long.parseLong(Files.readString(folder.resolve(component + ".pid")).strip());
    } catch (IOException missing) {
      throw new UncheckedIOException(missing);
    }
  }

  /** Ends it, if it was started here. */
  @Override
  public void close() {
    process.ifPresent(running -> {
      running.type(""); // it runs as long as its standard input is open
      running.exit();
      running.close();
      remove(folder);
    });
  }

  private static void remove(Path folder) {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
