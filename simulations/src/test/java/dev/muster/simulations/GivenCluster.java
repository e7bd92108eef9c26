package dev.muster.simulations;

import dev.muster.simulations.live.objects.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * The cluster that the variable {@code KUBECONFIG} names, whatever its users are: kubectl reads the
 * variable and its files, and makes a service account that may do everything, in whose name tests
 * speak. It goes with {@link #close}.
 *
 * <p>Tests take away what comes into the cluster while they run, so somebody must have said, by a
 * label, that it is there for tests; otherwise they are skipped. One test has it at a time, of all
 * that run on this machine.
 */
final class GivenCluster implements AutoCloseable {
  static final String VARIABLE = "KUBECONFIG";

  /** How the names of administrators begin that are made here. */
  static final String ADMINISTRATORS = "muster-tests-";

  private static final String NAMESPACE = "kube-system";
  private static final String MARK = "muster.dev/tests";
  private static final String ALLOWED = "allowed";

  private final Kubectl kubectl;
  private final FileChannel turn;
  private final String administrator;
  private final String kubeconfig;

  private GivenCluster(Kubectl kubectl, FileChannel turn) {
    this.kubectl = kubectl;
    this.turn = turn;
    this.administrator = ADMINISTRATORS + Long.toString(System.nanoTime(), Character.MAX_RADIX);
    this.kubeconfig = Kubeconfigs.of(server(), Map.of("token", token()));
  }

  /** Whether there is one. */
  static boolean isThere() {
    var named = System.getenv(VARIABLE);
    return named != null && !named.isEmpty();
  }

  static GivenCluster open() {
    var kubectl = Kubectl.ofCaller();
    var label = "jsonpath={.metadata.labels." + MARK.replace(".", "\\.") + "}";
    if (!kubectl.run("get", "namespace", "default", "-o", label).ok().equals(ALLOWED)) {
      return Assumptions.abort(
          "SKIPPED: what comes into the cluster of %s while tests run is deleted; if it is there for"
                  .formatted(VARIABLE)
              + " tests, kubectl label namespace default %s=%s".formatted(MARK, ALLOWED));
    }
    var turn = awaitTurn();
    try {
      return new GivenCluster(kubectl, turn);
    } catch (RuntimeException | Error failed) {
      close(turn);
      throw failed;
    }
  }

  /** Locked until it is closed, or this JVM ends: tests may run in several side by side. */
  private static FileChannel awaitTurn() {
    var file = Path.of(System.getProperty("java.io.tmpdir"), "muster-tests.lock");
    try {
      var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      var unused = channel.lock();
      return channel;
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private Map<String, @Nullable Object> server() {
    var view = kubectl.run("config", "view", "--raw", "--flatten", "--minify", "-o", "json").ok();
    var server = Trees.map(Trees.maps(Objects.yaml(view), "clusters").getFirst(), "cluster");
    if (Trees.text(server, "certificate-authority-data").isEmpty()) {
      return Assumptions.abort(
          "SKIPPED: tests need the certificate authority of the server in " + VARIABLE);
    }
    return server;
  }

  private String token() {
    var account = "--serviceaccount=" + NAMESPACE + ":" + administrator;
    var inNamespace = "--namespace=" + NAMESPACE;
    for (var command :
        List.of(
            new String[] {"create", "serviceaccount", administrator, inNamespace},
            new String[] {
              "create", "clusterrolebinding", administrator, "--clusterrole=cluster-admin", account
            })) {
      var unused = kubectl.run(command).ok();
    }
    return kubectl
        .run("create", "token", administrator, inNamespace, "--duration=12h")
        .ok()
        .strip();
  }

  /** For the administrator. */
  String kubeconfig() {
    return kubeconfig;
  }

  @Override
  public void close() {
    try {
      delete("clusterrolebinding", administrator);
      delete("serviceaccount", administrator, "--namespace=" + NAMESPACE);
    } finally {
      close(turn);
    }
  }

  private void delete(String... what) {
    var command = Stream.concat(Stream.of("delete"), Stream.of(what)).toArray(String[]::new);
    var unused = kubectl.run(command).ok();
  }
}
