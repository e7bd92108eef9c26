package dev.muster.simulations.live.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.simulations.Kubectl;
import dev.muster.simulations.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person does with kubectl while a demo runs: the scheduler answers to all of it. */
final class JoiningInIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Path SAMPLES =
      Path.of(System.getProperty("muster.root"), "manifests/samples");

  @TempDir private static Path folder;

  @SuppressWarnings("NullAway.Init") // set before the tests
  private static Program demo;

  @SuppressWarnings("NullAway.Init") // set before the tests
  private static Kubectl kubectl;

  @BeforeAll
  static void start() throws IOException {
    var file = folder.resolve("kubeconfig");
    demo =
        Program.muster(folder, "demo", "--scenario", "empty", "--kubeconfig-out", file.toString());
    await().atMost(PATIENCE).until(() -> !demo.out().isEmpty() || !demo.isAlive());
    kubectl = Kubectl.with(Files.readString(file));
  }

  @AfterAll
  static void theDemoEndsWellWhenItIsStopped() {
    try (var ending = demo) {
      ending.signal("INT");
      assertThat(ending.exit()).isZero();
      assertThat(ending.err()).isEmpty();
    }
  }

  private static String gang(String name, String metadata, int pods, String amounts) {
    return """
    apiVersion: workload.codeflare.dev/v1beta2
    kind: AppWrapper
    metadata: {name: %1$s%2$s}
    spec:
      components:
      - template:
          apiVersion: batch/v1
          kind: Job
          metadata: {name: %1$s}
          spec:
            parallelism: %3$d
            completions: %3$d
            template:
              metadata: {labels: {gang: %1$s}}
              spec:
                restartPolicy: Never
                containers: [{name: main, image: none, resources: {requests: {%4$s}}}]
    """
        .formatted(name, metadata, pods, amounts);
  }

  private static void create(String yaml) {
    var unused = kubectl.runWith(yaml, "create", "-f", "-").ok();
  }

  private static void awaitRunning(String name) {
    var running = "--for=jsonpath={.status.phase}=Running";
    assertThat(kubectl.run("wait", "aw/" + name, running, "--timeout=60s").ok())
        .isEqualTo("appwrapper.workload.codeflare.dev/" + name + " condition met\n");
  }

  private static void eventually(Program program, ThrowingConsumer<Iterable<String>> check) {
    await().atMost(PATIENCE).untilAsserted(() -> check.accept(program.out()));
  }

  @Test
  void aSampleIsCreatedWatchedAwaitedAndDeleted() {
    try (var gangs = kubectl.follow("get", "aw", "-w");
        var pods = kubectl.follow("get", "pods", "-w", "-l", "ray.io/cluster=finetune")) {
      assertThat(kubectl.run("create", "-f", SAMPLES.resolve("ray-cluster.yaml").toString()).ok())
          .isEqualTo("appwrapper.workload.codeflare.dev/finetune created\n");
      awaitRunning("finetune");
      var ready = kubectl.run("wait", "aw/finetune", "--for=condition=PodsReady", "--timeout=60s");
      assertThat(ready.ok()).endsWith("condition met\n");
      eventually(
          pods,
          lines -> assertThat(lines).anyMatch(line -> line.matches("finetune-.* Running .*")));
      eventually( // one that is admitted at once need never have been seen to wait
          gangs,
          lines ->
              assertThat(String.join("\n", lines))
                  .containsPattern("(?s)finetune +Resuming.*finetune +Running"));
    }
    assertThat(kubectl.run("get", "aw", "-A").ok())
        .containsPattern(
            "NAMESPACE +NAME +STATUS +QUOTA RESERVED +RESOURCES DEPLOYED +UNHEALTHY +AGE")
        .containsPattern("default +finetune +Running +True +True +False +\\d+");
    assertThat(kubectl.run("describe", "aw", "finetune").ok())
        .containsPattern("Phase: +Running")
        .containsPattern("(?s)Events:.*Normal +\\w+ .*appwrappers");
    assertThat(kubectl.run("get", "events").ok())
        .containsPattern("Normal +\\w+ +appwrapper/finetune");
    assertThat(kubectl.run("get", "pods", "-l", "ray.io/cluster=finetune", "--no-headers").ok())
        .hasLineCount(4)
        .contains("1/1");

    assertThat(kubectl.run("delete", "aw", "finetune").ok()).contains("\"finetune\" deleted");
    assertThat(kubectl.run("get", "aw", "finetune").err()).contains("(NotFound)");
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(kubectl.run("get", "raycluster,pods", "-l", "ray.io/cluster=finetune").out())
                .isEmpty());
  }

  @Test
  void whatIsAppliedTwiceIsUnchangedAndRunsOnce() {
    var yaml = gang("applied", "", 2, "cpu: 1");
    assertThat(kubectl.runWith(yaml, "apply", "-f", "-").ok()).endsWith("/applied created\n");
    awaitRunning("applied");

    assertThat(kubectl.runWith(yaml, "apply", "-f", "-").ok()).endsWith("/applied unchanged\n");
    await()
        .untilAsserted(() ->
            assertThat(kubectl.run("get", "pods", "-l", "gang=applied", "-o", "name").ok())
                .hasLineCount(2));
    assertThat(kubectl.run("delete", "aw", "applied").code()).isZero();
  }

  @Test
  void whoeverWaitsCanReadWhy() {
    create(gang("greedy", "", 9, "nvidia.com/gpu: 8"));
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(kubectl.run("get", "aw", "greedy", "-o", "wide").ok())
                .containsPattern("STATUS .*AGE +QUEUE +REASON +POSITION +ETA +CLUSTER")
                .containsPattern("greedy +Suspended +False .* NodesTooSmall"));

    assertThat(kubectl.run("describe", "aw", "greedy").ok())
        .contains("9 pods, 8 fit", "too little nvidia.com/gpu");
    assertThat(kubectl.run("delete", "aw", "greedy").code()).isZero();
  }

  @Test
  void whoeverWaitsForRoomIsSeenToWaitAndThenToStartAndToRun() {
    create(gang("filling", "", 8, "nvidia.com/gpu: 8"));
    awaitRunning("filling");
    var shown = "-o=jsonpath={.metadata.name} {.status.phase}{\"\\n\"}";
    try (var gangs = kubectl.follow("get", "aw", "-w", shown)) {
      eventually(gangs, lines -> assertThat(lines).contains("filling Running"));
      create(gang("next", "", 8, "nvidia.com/gpu: 8"));
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(kubectl.run("get", "aw", "next", "-o", "wide").ok())
                  .containsPattern("next +Suspended +False .* NodesInUse"));
      assertThat(kubectl.run("delete", "aw", "filling").code()).isZero();
      awaitRunning("next");
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(phases(gangs, "next"))
                  .containsExactly("", "Suspended", "Resuming", "Running"));
    } finally { // else there is no room for others
      kubectl.run("delete", "aw", "filling", "next", "--ignore-not-found").ok();
    }
  }

  /** One after the other, each as often as it was entered; none at all is the first. */
  private static List<String> phases(Program gangs, String name) {
    var phases = new ArrayList<String>();
    for (var line : gangs.out()) {
      var phase = line.startsWith(name + " ") ? line.substring(name.length() + 1) : null;
      if (phase != null && (phases.isEmpty() || !phases.getLast().equals(phase))) {
        phases.add(phase);
      }
    }
    return phases;
  }

  @Test
  void aGangIsSuspendedAndResumedByAPatch() {
    create(gang("paused", "", 1, "cpu: 1"));
    awaitRunning("paused");
    kubectl
        .run("patch", "aw", "paused", "--type=merge", "-p", "{\"spec\":{\"suspend\":true}}")
        .ok();
    var suspended = "--for=jsonpath={.status.phase}=Suspended";
    kubectl.run("wait", "aw/paused", suspended, "--timeout=60s").ok();
    await()
        .atMost(PATIENCE)
        .until(() -> kubectl.run("get", "pods", "-l", "gang=paused").out().isEmpty());
    kubectl
        .run("patch", "aw", "paused", "--type=merge", "-p", "{\"spec\":{\"suspend\":false}}")
        .ok();
    awaitRunning("paused");
    assertThat(kubectl.run("delete", "aw", "paused").code()).isZero();
  }

  @Test
  void misspeltFieldsAreRefused() {
    var refused =
        kubectl.runWith(gang("misspelt", ", finalisers: []", 1, "cpu: 1"), "create", "-f", "-");

    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).contains("unknown field \"metadata.finalisers\"");
    assertThat(kubectl.run("get", "aw", "misspelt").code()).isEqualTo(1);
  }

  @Test
  void fieldsAreExplained() {
    assertThat(kubectl.run("explain", "aw.spec.components").ok())
        .contains("KIND:       AppWrapper", "VERSION:    v1beta2", "template", "podSets");
  }

  @Test
  void nodesAndTheClusterAreListed() {
    assertThat(kubectl.run("get", "nodes", "--no-headers").ok())
        .hasLineCount(8)
        .containsPattern("\\S+ +Ready ");
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(kubectl.run("get", "clusters").ok())
                .containsPattern("NAME +READY +NODES +INTENTS +AGE")
                .containsPattern("local +True +8 +0 +\\d+"));
  }
}
