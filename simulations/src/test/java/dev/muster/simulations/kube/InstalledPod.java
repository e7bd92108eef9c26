package dev.muster.simulations.kube;

import dev.muster.simulations.Kubeconfigs;
import dev.muster.simulations.LocalPage;
import dev.muster.simulations.Program;
import dev.muster.simulations.TestServer;
import dev.muster.simulations.live.http.RawClient;
import dev.muster.simulations.live.objects.Trees;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.TreeMap;

/**
 * A pod of Muster's own Deployment, run here as a kubelet would run it: its arguments, variables
 * and mounted configuration, a token of its service account, and the API server's address.
 */
final class InstalledPod implements AutoCloseable {
  private static final String NAMESPACE = "muster-system";

  private final String name;
  private final int port;
  private final Program process;

  private InstalledPod(String name, int port, Program process) {
    this.name = name;
    this.port = port;
    this.process = process;
  }

  /** The pods of a Deployment, by its name. */
  static List<String> namesOf(TestServer server, String deployment) {
    return server.list("v1", "Pod").stream()
        .filter(pod -> Trees.namespace(pod).equals(NAMESPACE))
        .filter(pod ->
            Trees.text(pod, "metadata", "labels", "app.kubernetes.io/name").equals(deployment))
        .map(Trees::name)
        .toList();
  }

  /** A pod of the scheduler. */
  static InstalledPod start(TestServer server, String name, Path folder) throws IOException {
    return start(server, name, folder, "dev.muster.scheduler.SchedulerMain", List.of());
  }

  /** A pod of the webhook that API servers call at this port of this machine. */
  static InstalledPod startWebhook(TestServer server, String name, Path folder, int port)
      throws IOException {
    var where = List.of("--host", "127.0.0.1", "--port", Integer.toString(port));
    return start(server, name, folder, "dev.muster.webhook.WebhookMain", where);
  }

  private static InstalledPod start(
      TestServer server, String name, Path folder, String main, List<String> more)
      throws IOException {
    Files.createDirectories(folder);
    var pod = server.get("v1", "Pod", NAMESPACE + "/" + name);
    var container = Trees.maps(pod, "spec", "containers").getFirst();
    var account = server.kubeconfigFor(NAMESPACE, Trees.text(pod, "spec", "serviceAccountName"));
    Files.writeString(folder.resolve("token"), Trees.text(Kubeconfigs.user(account), "token"));
    var authority = Trees.text(Kubeconfigs.server(account), "certificate-authority-data");
    Files.write(folder.resolve("ca.crt"), Base64.getDecoder().decode(authority));
    mount(server, pod, folder);
    int port = LocalPage.freePort();
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("-Dkubernetes.auth.serviceAccount.token=" + folder.resolve("token"));
    command.add("-Dkubernetes.certs.ca.file=" + folder.resolve("ca.crt"));
    command.addAll(List.of("-cp", Program.jar().toString()));
    command.add(main);
    for (var argument : Trees.texts(container, "args")) {
      command.add(argument.replace("/etc/muster", folder.toString()));
    }
    command.addAll(more);
    command.addAll(List.of("--http-port", Integer.toString(port)));
    return new InstalledPod(
        name, port, Program.start(folder, variables(server, pod, container, folder), command));
  }

  private static TreeMap<String, String> variables(
      TestServer server, Object pod, Object container, Path folder) {
    var variables = new TreeMap<String, String>();
    try (var client = new RawClient(server.kubeconfig())) {
      var address = URI.create(client.root());
      variables.put("KUBERNETES_SERVICE_HOST", address.getHost());
      variables.put("KUBERNETES_SERVICE_PORT", Integer.toString(address.getPort()));
    }
    variables.put("HOME", folder.toString());
    variables.put("KUBECONFIG", "");
    for (var variable : Trees.maps(container, "env")) {
      var field = Trees.text(variable, "valueFrom", "fieldRef", "fieldPath");
      var value =
          field.isEmpty() ? Trees.text(variable, "value") : Trees.text(pod, field.split("\\."));
      variables.put(Trees.text(variable, "name"), value);
    }
    return variables;
  }

  private static void mount(TestServer server, Object pod, Path folder) throws IOException {
    for (var volume : Trees.maps(pod, "spec", "volumes")) {
      var configMap = Trees.text(volume, "configMap", "name");
      if (!configMap.isEmpty()) {
        var map = server.get("v1", "ConfigMap", NAMESPACE + "/" + configMap);
        for (var file : Trees.map(map, "data").entrySet()) {
          Files.writeString(folder.resolve(file.getKey()), String.valueOf(file.getValue()));
        }
      }
    }
  }

  String name() {
    return name;
  }

  List<String> log() {
    return process.err();
  }

  boolean isReady() {
    try (var client = HttpClient.newHttpClient()) {
      var uri = URI.create("http://127.0.0.1:" + port + "/readyz");
      var request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build();
      return client.send(request, BodyHandlers.ofString()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }

  void signal(String signal) {
    process.signal(signal);
  }

  int exit() {
    return process.exit();
  }

  /** Kills it. */
  @Override
  public void close() {
    process.close();
  }
}
