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
import org.junit.jupiter.api.Assumptions;

/** A control plane of a test's own, built by {@code .ci/kube}: its processes end with the test. */
final class OwnPlane implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final String READY = "ready ";

  private final Program process;
  private final Path folder;
  private final String kubeconfig;

  private OwnPlane(Program process, Path folder, String kubeconfig) {
    this.process = process;
    this.folder = folder;
    this.kubeconfig = kubeconfig;
  }

  /** Starts it; the test is skipped where none was built. */
  static OwnPlane start(List<String> options) {
    try {
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

  private static OwnPlane launch(String program, List<String> options) throws IOException {
    var folder = Files.createTempDirectory("muster-kube");
    var command = new ArrayList<>(List.of(program, "--dir", folder.toString()));
    command.addAll(options);
    // Memory for time: the usual 100 percent spend a fifth of the API server's time on collecting.
    var process = Program.start(folder, Map.of("GOGC", "400"), command);
    try {
      await().atMost(PATIENCE).until(() -> !process.isAlive() || process.outText().contains(READY));
      if (!process.isAlive()) {
        throw new AssertionError("the control plane did not start: " + process.err());
      }
      var kubeconfig = Files.readString(folder.resolve("kubeconfig"));
      return new OwnPlane(process, folder, kubeconfig);
    } catch (RuntimeException | Error failed) {
      process.close();
      throw failed;
    }
  }

  /** For the administrator, whom no limit of requests in flight holds back. */
  String kubeconfig() {
    return kubeconfig;
  }

  /** As {@code tester}: all rights, through RBAC, and within the limits of the API server. */
  String testerKubeconfig() {
    return kubeconfig.replace("current-context: admin", "current-context: tester");
  }

  /** The process number of a component, as {@code kube-apiserver}. */
  long pid(String component) {
    try {
      return Long.parseLong(Files.readString(folder.resolve(component + ".pid")).strip());
    } catch (IOException missing) {
      throw new UncheckedIOException(missing);
    }
  }

  /** Ends it. */
  @Override
  public void close() {
    process.type(""); // it runs as long as its standard input is open
    process.exit();
    process.close();
    remove(folder);
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
