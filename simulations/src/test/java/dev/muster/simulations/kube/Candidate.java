package dev.muster.simulations.kube;

import dev.muster.simulations.Program;
import dev.muster.simulations.TestServer;
import dev.muster.simulations.live.http.RawClient;
import dev.muster.simulations.live.objects.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** A scheduler's process with the rights of the installed one, behind a network of its own. */
final class Candidate implements AutoCloseable {
  private static final String NAMESPACE = "muster-system";

  final Tollgate network;
  final Program process;
  private final String identity;

  /** {@code folder} holds a file {@code config} with its settings. */
  Candidate(TestServer server, Path folder, String identity) {
    this.identity = identity;
    try (var client = new RawClient(server.kubeconfig())) {
      network = new Tollgate(client.tls().getSocketFactory(), URI.create(client.root()));
    }
    var account = server.kubeconfigFor(NAMESPACE, "muster-scheduler");
    var kubeconfig =
        account.replaceAll("https://127.0.0.1:\\d+", "http://127.0.0.1:" + network.port());
    try {
      Files.writeString(folder.resolve(identity), kubeconfig);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
    process =
        LiveStage.scheduler(
            folder,
            "--config",
            "config",
            "--kubeconfig",
            identity,
            "--identity",
            identity,
            "--http-port",
            "0");
  }

  boolean leads(TestServer server) {
    var lease = server.find("coordination.k8s.io/v1", "Lease", NAMESPACE + "/muster-scheduler");
    return lease
        .map(l -> Trees.text(l, "spec", "holderIdentity"))
        .orElse("")
        .startsWith(identity + "_");
  }

  /** What it said last, for whoever wonders why it did not do what it should. */
  String words() {
    var lines = process.err();
    var last = lines.subList(Math.max(0, lines.size() - 12), lines.size());
    return "\n" + identity + (process.isAlive() ? "" : ", which ended") + ": " + last;
  }

  @Override
  public void close() {
    process.close();
    network.close();
  }
}
