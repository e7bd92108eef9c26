package dev.muster.simulations.live.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.simulations.Kubectl;
import dev.muster.simulations.TestServer;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The real kubectl and objects of a custom kind and a few built-in ones, on either server, where
 * nobody else changes anything.
 */
@Tag(TestServer.BOTH)
final class KubectlIT {
  @SuppressWarnings("NullAway.Init") // set before the tests
  private static TestServer server;

  @SuppressWarnings("NullAway.Init") // set before the tests
  private static Kubectl kubectl;

  @BeforeAll
  static void start() {
    server = TestServer.bare();
    server.create(Running.resource("gadget-definition.yaml"));
    kubectl = Kubectl.with(server.kubeconfig());
  }

  @AfterAll
  static void close() {
    server.close();
  }

  /** What a command says that goes well; words are divided by single spaces. */
  private static String ok(String command) {
    return kubectl.run(command.split(" ")).ok();
  }

  private static String gadget(String name, String specification) {
    return """
    apiVersion: test.muster.dev/v1
    kind: Gadget
    metadata: {name: %s}
    spec: %s
    """
        .formatted(name, specification);
  }

  private static String pod(String name) {
    return """
    apiVersion: v1
    kind: Pod
    metadata: {name: %s, labels: {app: try}}
    spec: {containers: [{name: main, image: none}]}
    """
        .formatted(name);
  }

  @Test
  void createdObjectsAreListedAndDescribedUntilDeleted() {
    assertThat(kubectl.runWith(gadget("listed", "{size: 3}"), "create", "-f", "-").ok())
        .isEqualTo("gadget.test.muster.dev/listed created\n");
    ok("patch gd listed --subresource=status --type=merge -p {\"status\":{\"phase\":\"Running\"}}");

    assertThat(ok("get gd -A"))
        .containsPattern("NAMESPACE +NAME +PHASE +AGE")
        .containsPattern("default +listed +Running +\\d+s");
    assertThat(ok("get gadgets listed -o wide"))
        .containsPattern("NAME +PHASE +SIZE +AGE")
        .containsPattern("listed +Running +3 +\\d+s");
    assertThat(ok("describe gd listed")).contains("Phase:  Running", "Size:  3", "Events:");
    assertThat(ok("delete gd listed"))
        .matches("gadget.test.muster.dev \"listed\" deleted( from default namespace)?\n");
    assertThat(kubectl.run("get", "gd", "listed").err()).contains("(NotFound)");
  }

  @Test
  void applyCreatesThenChangesThenLeavesAlone() {
    var first = kubectl.runWith(gadget("applied", "{size: 1, note: café}"), "apply", "-f", "-");
    var second = kubectl.runWith(gadget("applied", "{size: 2}"), "apply", "-f", "-");
    var third = kubectl.runWith(gadget("applied", "{size: 2}"), "apply", "-f", "-");

    assertThat(first.ok()).isEqualTo("gadget.test.muster.dev/applied created\n");
    assertThat(second.ok()).isEqualTo("gadget.test.muster.dev/applied configured\n");
    assertThat(third.ok()).isEqualTo("gadget.test.muster.dev/applied unchanged\n");
    assertThat(ok("get gd applied -o jsonpath={.spec}")).isEqualTo("{\"size\":2}");
  }

  @Test
  void builtInKindsAreAppliedByStrategicMerge() {
    kubectl.runWith(pod("strategic"), "apply", "-f", "-").ok();
    var changed = pod("strategic").replace("app: try", "app: tried");

    assertThat(kubectl.runWith(changed, "apply", "-f", "-").ok())
        .isEqualTo("pod/strategic configured\n");
    assertThat(ok("get pod -l app=tried -o name")).isEqualTo("pod/strategic\n");
  }

  @Test
  void misspeltFieldsAreRefusedByDefault() {
    var refused = kubectl.runWith(gadget("misspelt", "{sise: 3}"), "create", "-f", "-");

    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).contains("unknown field \"spec.sise\"");
    assertThat(kubectl.run("get", "gd", "misspelt").code()).isEqualTo(1);
  }

  @Test
  void watchShowsEachChangeOnce() {
    try (var watch = kubectl.follow("get", "pods", "-w", "-l", "app=try")) {
      kubectl.runWith(pod("watched"), "create", "-f", "-").ok();
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(watch.out()).last().asString().startsWith("watched"));
      ok(
          "patch pod watched --subresource=status --type=merge -p {\"status\":{\"phase\":\"Running\"}}");

      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> {
            assertThat(watch.out()).first().asString().startsWith("NAME");
            assertThat(watch.out()).last().asString().matches("watched .* Running .*");
          });
      assertThat(watch.out().stream().filter(line -> line.startsWith("watched"))).hasSize(2);
    }
  }

  @Test
  void waitEndsWhenTheConditionIsMet() {
    kubectl.runWith(gadget("awaited", "{size: 1}"), "create", "-f", "-").ok();
    var jsonPath = "--for=jsonpath={.status.phase}=Done";
    try (var wait = kubectl.follow("wait", "gd/awaited", jsonPath, "--timeout=30s");
        var gone = kubectl.follow("wait", "gd/awaited", "--for=delete", "--timeout=60s")) {
      ok("patch gd awaited --subresource=status --type=merge -p {\"status\":{\"phase\":\"Done\"}}");
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() ->
              assertThat(wait.out())
                  .containsExactly("gadget.test.muster.dev/awaited condition met"));
      ok("delete gd awaited");
      await().atMost(Duration.ofSeconds(30)).until(() -> !gone.isAlive());
      assertThat(gone.exit()).isZero();
    }
  }

  @Test
  void eventsAreListedAndDescribedWithTheirObject() {
    kubectl.runWith(gadget("eventful", "{size: 1}"), "create", "-f", "-").ok();
    var uid = ok("get gd eventful -o jsonpath={.metadata.uid}");
    server.create(
        """
        apiVersion: v1
        kind: Event
        metadata: {name: eventful.1, namespace: default}
        involvedObject:
          {apiVersion: test.muster.dev/v1, kind: Gadget, name: eventful, namespace: default, uid: %s}
        reason: Tried
        message: it was tried
        type: Normal
        count: 1
        firstTimestamp: "2026-01-01T00:00:00Z"
        lastTimestamp: "2026-01-01T00:00:00Z"
        source: {component: test}
        """
            .formatted(uid));

    assertThat(ok("get events")).containsPattern("Normal +Tried +gadget/eventful +it was tried");
    assertThat(ok("describe gd eventful")).containsPattern("Normal +Tried +.* +test +it was tried");
    assertThat(ok("events --for gadget/eventful")).contains("it was tried");
  }

  @Test
  void nodesAreListedAndCordoned() {
    server.create(
        """
        apiVersion: v1
        kind: Node
        metadata: {name: node-1}
        status: {allocatable: {cpu: "8", pods: "110"}, capacity: {cpu: "8", pods: "110"}}
        """);

    ok("cordon node-1");

    assertThat(ok("get nodes")).contains("node-1", "SchedulingDisabled");
    assertThat(ok("describe node node-1")).contains("Unschedulable:      true");
  }
}
