package dev.muster.simulations.live.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.simulations.Kubectl;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The real kubectl against the server and a store alone: nobody else changes anything. */
final class KubectlIT {
  private static final Running RUNNING = Running.inScratch();

  @SuppressWarnings("NullAway.Init") // set before the tests
  private static Kubectl kubectl;

  @BeforeAll
  static void find() {
    kubectl = Kubectl.with(RUNNING.server.kubeconfig());
  }

  @AfterAll
  static void close() {
    RUNNING.close();
    assertThat(RUNNING.failures).isEmpty();
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

  private static String ok(Kubectl.Result result) {
    return result.ok();
  }

  @Test
  void createdObjectsAreListedAndDescribedUntilDeleted() {
    assertThat(ok(kubectl.runWith(gadget("listed", "{size: 3}"), "create", "-f", "-")))
        .isEqualTo("gadget.test.muster.dev/listed created\n");
    ok(
        kubectl.run(
            "patch",
            "gd",
            "listed",
            "--subresource=status",
            "--type=merge",
            "-p",
            "{\"status\":{\"phase\":\"Running\"}}"));

    assertThat(ok(kubectl.run("get", "gd", "-A")))
        .containsPattern("NAMESPACE +NAME +PHASE +AGE")
        .containsPattern("default +listed +Running +\\d+s");
    assertThat(ok(kubectl.run("get", "gadgets", "listed", "-o", "wide")))
        .containsPattern("NAME +PHASE +SIZE +AGE")
        .containsPattern("listed +Running +3 +\\d+s");
    assertThat(ok(kubectl.run("describe", "gd", "listed")))
        .contains("Phase:  Running", "Size:  3", "Events:");
    assertThat(ok(kubectl.run("delete", "gd", "listed")))
        .matches("gadget.test.muster.dev \"listed\" deleted( from default namespace)?\n");
    assertThat(kubectl.run("get", "gd", "listed").err()).contains("(NotFound)");
  }

  @Test
  void applyCreatesThenChangesThenLeavesAlone() {
    var first = kubectl.runWith(gadget("applied", "{size: 1, note: café}"), "apply", "-f", "-");
    var second = kubectl.runWith(gadget("applied", "{size: 2}"), "apply", "-f", "-");
    var third = kubectl.runWith(gadget("applied", "{size: 2}"), "apply", "-f", "-");

    assertThat(ok(first)).isEqualTo("gadget.test.muster.dev/applied created\n");
    assertThat(ok(second)).isEqualTo("gadget.test.muster.dev/applied configured\n");
    assertThat(ok(third)).isEqualTo("gadget.test.muster.dev/applied unchanged\n");
    assertThat(ok(kubectl.run("get", "gd", "applied", "-o", "jsonpath={.spec}")))
        .isEqualTo("{\"size\":2}");
  }

  @Test
  void builtInKindsAreAppliedByStrategicMerge() {
    ok(kubectl.runWith(pod("strategic"), "apply", "-f", "-"));
    var changed = pod("strategic").replace("app: try", "app: tried");

    assertThat(ok(kubectl.runWith(changed, "apply", "-f", "-")))
        .isEqualTo("pod/strategic configured\n");
    assertThat(ok(kubectl.run("get", "pod", "-l", "app=tried", "-o", "name")))
        .isEqualTo("pod/strategic\n");
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
      ok(kubectl.runWith(pod("watched"), "create", "-f", "-"));
      ok(
          kubectl.run(
              "patch",
              "pod",
              "watched",
              "--subresource=status",
              "--type=merge",
              "-p",
              "{\"status\":{\"phase\":\"Running\"}}"));

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
    ok(kubectl.runWith(gadget("awaited", "{size: 1}"), "create", "-f", "-"));
    var jsonPath = "--for=jsonpath={.status.phase}=Done";
    try (var wait = kubectl.follow("wait", "gd/awaited", jsonPath, "--timeout=30s");
        var gone = kubectl.follow("wait", "gd/awaited", "--for=delete", "--timeout=60s")) {
      ok(
          kubectl.run(
              "patch",
              "gd",
              "awaited",
              "--subresource=status",
              "--type=merge",
              "-p",
              "{\"status\":{\"phase\":\"Done\"}}"));
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() ->
              assertThat(wait.out())
                  .containsExactly("gadget.test.muster.dev/awaited condition met"));
      ok(kubectl.run("delete", "gd", "awaited"));
      await().atMost(Duration.ofSeconds(30)).until(() -> !gone.isAlive());
      assertThat(gone.exit()).isZero();
    }
  }

  @Test
  void eventsAreListedAndDescribedWithTheirObject() {
    ok(kubectl.runWith(gadget("eventful", "{size: 1}"), "create", "-f", "-"));
    var uid = ok(kubectl.run("get", "gd", "eventful", "-o", "jsonpath={.metadata.uid}"));
    RUNNING.create(
        "",
        "v1",
        "events",
        "default",
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

    assertThat(ok(kubectl.run("get", "events")))
        .containsPattern("Normal +Tried +gadget/eventful +it was tried");
    assertThat(ok(kubectl.run("describe", "gd", "eventful")))
        .containsPattern("Normal +Tried +.* +test +it was tried");
    assertThat(ok(kubectl.run("events", "--for", "gadget/eventful"))).contains("it was tried");
  }

  @Test
  void nodesAreListedAndCordoned() {
    RUNNING.create(
        "",
        "v1",
        "nodes",
        "",
        """
        apiVersion: v1
        kind: Node
        metadata: {name: node-1}
        status: {allocatable: {cpu: "8", pods: "110"}, capacity: {cpu: "8", pods: "110"}}
        """);

    ok(kubectl.run("cordon", "node-1"));

    assertThat(ok(kubectl.run("get", "nodes"))).contains("node-1", "SchedulingDisabled");
    assertThat(ok(kubectl.run("describe", "node", "node-1"))).contains("Unschedulable:      true");
  }

  @Test
  void kindsAreDiscoveredAndExplained() {
    assertThat(ok(kubectl.run("api-resources", "--api-group=test.muster.dev", "--no-headers")))
        .containsPattern("gadgets +gd +test.muster.dev/v1 +true +Gadget");
    assertThat(ok(kubectl.run("explain", "gd.spec.size")))
        .contains("FIELD: size <integer>", "How large it shall be.");
    assertThat(ok(kubectl.run("api-versions"))).contains("apps/v1\n", "test.muster.dev/v1\n");
  }

  @Test
  void commandsThatSendProtobufAreUnderstood() {
    assertThat(ok(kubectl.run("auth", "can-i", "create", "pods"))).isEqualTo("yes\n");
    assertThat(ok(kubectl.run("auth", "whoami"))).contains("admin");
    ok(kubectl.run("create", "namespace", "team"));
    ok(kubectl.run("create", "configmap", "notes", "-n", "team", "--from-literal=a=café"));
    ok(kubectl.run("create", "secret", "generic", "keys", "-n", "team", "--from-literal=a=b"));
    ok(kubectl.run("create", "serviceaccount", "robot", "-n", "team"));
    ok(kubectl.run("create", "priorityclass", "urgent", "--value=7", "--description=soon"));
    ok(kubectl.run("create", "deployment", "web", "--image=none", "--replicas=2", "-n", "team"));
    ok(kubectl.run("create", "job", "once", "--image=none", "-n", "team", "--", "true"));

    assertThat(ok(kubectl.run("get", "cm", "notes", "-n", "team", "-o", "jsonpath={.data.a}")))
        .isEqualTo("café");
    assertThat(ok(kubectl.run("get", "pc", "urgent", "-o", "jsonpath={.value}"))).isEqualTo("7");
    assertThat(
            ok(
                kubectl.run(
                    "get", "deploy", "web", "-n", "team", "-o", "jsonpath={.spec.replicas}")))
        .isEqualTo("2");
    assertThat(ok(kubectl.run("delete", "namespace", "team")))
        .isEqualTo("namespace \"team\" deleted\n");
  }

  @Test
  void everyUserHasAKubeconfigOfTheirOwn() {
    var other = Kubectl.with(RUNNING.server.kubeconfigFor("alice"));

    assertThat(ok(other.run("auth", "whoami", "-o", "jsonpath={.status.userInfo.username}")))
        .isEqualTo("alice");
  }

  @Test
  void appliedOnTheServerFieldsHaveOwnersAndConflicts() {
    var mine = configMap("shared", "{k: v}");
    var other = configMap("shared", "{k: w}");

    assertThat(ok(kubectl.runWith(mine, "apply", "--server-side", "-f", "-")))
        .isEqualTo("configmap/shared serverside-applied\n");
    var refused =
        kubectl.runWith(other, "apply", "--server-side", "--field-manager=other", "-f", "-");
    assertThat(refused.err())
        .contains("Apply failed with 1 conflict: conflict with \"kubectl\": .data.k");
    assertThat(
            ok(
                kubectl.runWith(
                    other,
                    "apply",
                    "--server-side",
                    "--force-conflicts",
                    "--field-manager=other",
                    "-f",
                    "-")))
        .isEqualTo("configmap/shared serverside-applied\n");
    assertThat(ok(kubectl.run("get", "cm", "shared", "-o", "jsonpath={.data.k}"))).isEqualTo("w");
    assertThat(
            ok(
                kubectl.run(
                    "get",
                    "cm",
                    "shared",
                    "--show-managed-fields",
                    "-o",
                    "jsonpath={.metadata.managedFields[*].manager}")))
        .isEqualTo("other");
  }

  @Test
  void diffShowsWhatAnApplyWouldChange() {
    ok(kubectl.runWith(configMap("compared", "{k: v}"), "apply", "-f", "-"));

    assertThat(ok(kubectl.runWith(configMap("compared", "{k: v}"), "diff", "-f", "-"))).isEmpty();
    var changed = kubectl.runWith(configMap("compared", "{k: w}"), "diff", "-f", "-");
    assertThat(changed.out()).contains("-  k: v", "+  k: w");
  }

  @Test
  void builtInKindsAreExplainedAndCheckedByTheirSchemas() {
    assertThat(ok(kubectl.run("explain", "pods.spec.containers")))
        .contains("FIELD: containers <[]Container>", "ports\t<[]ContainerPort>")
        .containsPattern("name\\t<string> -required-");
    var misspelt = pod("misspelt").replace("image:", "imagee:");
    assertThat(kubectl.runWith(misspelt, "apply", "--validate=strict", "-f", "-").err())
        .contains("strict decoding error: unknown field \"spec.containers[0].imagee\"");
  }

  private static String configMap(String name, String data) {
    return """
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: %s}
    data: %s
    """
        .formatted(name, data);
  }
}
