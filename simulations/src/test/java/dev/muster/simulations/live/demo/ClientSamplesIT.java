package dev.muster.simulations.live.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.simulations.Kubectl;
import dev.muster.simulations.Objects;
import dev.muster.simulations.Program;
import dev.muster.simulations.SharedFolder;
import dev.muster.simulations.live.objects.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What clients of both generations send goes into the demo through kubectl, is read back in both
 * versions, and runs.
 */
final class ClientSamplesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String OLD = "appwrappers.v1beta1.workload.codeflare.dev";
  private static final String TODAYS = "appwrappers.v1beta2.workload.codeflare.dev";
  private static final Path SAMPLES =
      Path.of(System.getProperty("muster.root"), "manifests", "samples");

  @TempDir private static Path folder;

  @SuppressWarnings("NullAway.Init") // set before the tests
  private static Program demo;

  @SuppressWarnings("NullAway.Init") // set before the tests
  private static Kubectl kubectl;

  @BeforeAll
  static void start() throws IOException {
    demo = Program.muster(folder, "demo", "--scenario", "empty");
    await().atMost(PATIENCE).until(() -> !demo.out().isEmpty() || !demo.isAlive());
    kubectl = Kubectl.with(Files.readString(folder.resolve(".muster/demo.kubeconfig")));
  }

  @AfterAll
  static void end() {
    demo.close();
  }

  private static Map<String, @Nullable Object> get(String kind, String namespace, String name) {
    return Objects.yaml(kubectl.run("get", kind, name, "-n", namespace, "-o", "json").ok());
  }

  private static void submit(Path file) {
    assertThat(kubectl.run("apply", "-f", file.toString()).ok()).contains("created");
  }

  private static String phase(String namespace, String name) {
    return Trees.text(get(TODAYS, namespace, name), "status", "phase");
  }

  private static void awaitRunning(String namespace, String name, int pods) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(phase(namespace, name)).isEqualTo("Running"));
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(
                    kubectl
                        .run(
                            "get",
                            "pods",
                            "-n",
                            namespace,
                            "-l",
                            "workload.codeflare.dev/appwrapper=" + name,
                            "-o",
                            "jsonpath={range .items[*]}{.status.phase} {end}")
                        .ok()
                        .split(" "))
                .containsOnly("Running")
                .hasSize(pods));
  }

  /** What was sent is there as it was; the server may have added metadata and status. */
  private static void assertAsSent(Path file, String kind, String namespace, String name)
      throws IOException {
    assertThat(get(kind, namespace, name).get("spec"))
        .isEqualTo(Objects.yaml(Files.readString(file)).get("spec"));
  }

  @Test
  void ourSampleOfTheOldVersionRuns() throws IOException {
    var file = SAMPLES.resolve("mcad-ray-cluster.yaml");
    submit(file);
    assertAsSent(file, OLD, "default", "finetune-old");
    awaitRunning("default", "finetune-old", 3);
    assertThat(Trees.map(get(OLD, "default", "finetune-old"), "status"))
        .containsEntry("state", "Running")
        .containsEntry("queuejobstate", "Running")
        .containsEntry("canrun", true);
    assertThat(kubectl.run("apply", "-f", file.toString()).ok()).contains("unchanged");
  }

  @Test
  void aSampleOfTodaysClientRunsAndIsReadInBothVersions() throws IOException {
    var file = SharedFolder.file("samples/codeflare-sdk-v1beta2-raycluster.yaml");
    kubectl.run("create", "namespace", "ns1").ok();
    submit(file);
    assertAsSent(file, TODAYS, "ns1", "ray1");
    awaitRunning("ns1", "ray1", 3);
    assertThat(Trees.text(get(OLD, "ns1", "ray1"), "status", "state")).isEqualTo("Running");
  }

  @Test
  void aSampleOfAnOldClientRunsOnceANodeHasTheLabelThatItWants() throws IOException {
    var file = SharedFolder.file("samples/codeflare-sdk-v1beta1-instascale.yaml");
    submit(file);
    assertAsSent(file, OLD, "default", "instascaletest");
    await()
        .atMost(PATIENCE)
        .until(() ->
            !Trees.text(get(TODAYS, "default", "instascaletest"), "status", "verdict", "code")
                .isEmpty());
    assertThat(phase("default", "instascaletest")).isEqualTo("Suspended");

    var node = kubectl.run("get", "nodes", "-o", "jsonpath={.items[0].metadata.name}").ok();
    kubectl.run("label", "node", node, "instascaletest=instascaletest").ok();

    awaitRunning("default", "instascaletest", 3);
    assertThat(kubectl.run("get", "routes", "-n", "default", "-o", "name").ok())
        .isEqualTo("route.route.openshift.io/ray-dashboard-instascaletest\n");
  }
}
