package dev.muster.simulations.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.simulations.Kubectl;
import dev.muster.simulations.Objects;
import dev.muster.simulations.TestServer;
import dev.muster.simulations.live.objects.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * AppWrappers of both versions on a server that has them converted by the webhook, registered as it
 * is installed; sent by a user who may create AppWrappers and pods and nothing else.
 */
@Tag(TestServer.BOTH)
final class AppWrapperVersionsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String OLD = "workload.codeflare.dev/v1beta1";
  private static final String TODAYS = "workload.codeflare.dev/v1beta2";
  private static final String TODAYS_KIND = "appwrappers.v1beta2.workload.codeflare.dev";
  private static final String OLD_KIND = "appwrappers.v1beta1.workload.codeflare.dev";
  private static final String NAMESPACE = "muster-system";
  private static final String POD =
      "{apiVersion: v1, kind: Pod, metadata: {name: %s}, spec: {containers: [{name: c, image: x}]}}";

  private final TestServer server = TestServer.bare();
  private final Kubectl admin = Kubectl.with(server.kubeconfig());
  private Kubectl ada = admin;
  private final TestWebhook webhook = webhook();
  private boolean answering = true;
  @TempDir private Path folder;

  private TestWebhook webhook() {
    server.createNamespace(NAMESPACE);
    return new TestWebhook(server, NAMESPACE, "", TestWebhook.Scope.ALL);
  }

  @BeforeEach
  void begin() {
    ada = Kubectl.with(server.kubeconfigFor("default", "ada"));
    server.create(
        """
        {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: ada, namespace: default},
         rules: [{apiGroups: [workload.codeflare.dev], resources: [appwrappers], verbs: ["*"]},
                 {apiGroups: [""], resources: [pods], verbs: [create]}]}
        """);
    server.create(
        """
        {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: ada, namespace: default},
         roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: ada},
         subjects: [{kind: ServiceAccount, name: ada, namespace: default}]}
        """);
    webhook.awaitTrusted();
    // An API server hears of whom to trust a moment after it was written.
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(create(old("probe"), "--dry-run=server")).contains("created"));
  }

  @AfterEach
  void end() {
    stopWebhook();
    server.close();
  }

  private void stopWebhook() {
    if (answering) {
      answering = false;
      webhook.close();
    }
  }

  @Test
  void whatIsSubmittedInTheOldVersionIsReadInBoth() throws IOException {
    assertThat(create(old("a"))).contains("created");

    var old = server.get(OLD, "AppWrapper", "a");
    var today = server.get(TODAYS, "AppWrapper", "a");
    assertThat(old.get("spec")).isEqualTo(Objects.yaml(old("a")).get("spec"));
    assertThat(today.get("spec"))
        .isEqualTo(
            Objects.yaml(
                """
                components:
                - template: %s
                  mcad: {replicas: 1, custompodresources: [{replicas: 1, requests: {cpu: 1}}]}
                mcad: {priority: 9, unheardOf: {x: []}, schedulingSpec: {minAvailable: 1}, resources: {Items: []}}
                """
                    .formatted(POD.formatted("p"))));
  }

  @Test
  void whatIsSubmittedInTheOldVersionIsCheckedAndStamped() throws IOException {
    assertThat(create(old("a"))).contains("created");
    for (var version : new String[] {OLD, TODAYS}) {
      var stored = server.get(version, "AppWrapper", "a");
      assertThat(annotation(stored, "muster.dev/submitter"))
          .startsWith("{\"username\":\"system:serviceaccount:default:ada\",\"uid\":\"");
      assertThat(Trees.text(stored, "metadata", "labels", "workload.codeflare.dev/user"))
          .isEqualTo("system_serviceaccount_default_ada");
    }
    var service = "{apiVersion: v1, kind: Service, metadata: {name: s}}";
    assertThat(
            create(
                old("b")
                    .replace(
                        POD.formatted("p"),
                        POD.formatted("p") + "}, {generictemplate: " + service)))
        .contains("is not authorized to create services in default");
    assertThat(server.find(TODAYS, "AppWrapper", "b")).isEmpty();
  }

  @Test
  void whatIsSubmittedInTodaysVersionGoesThroughTheOldOneUnchanged() throws IOException {
    assertThat(create(today("a"))).contains("created");
    server.patch(TODAYS, "AppWrapper", "a", "status", "{status: {phase: Suspended}}");
    var before = server.get(TODAYS, "AppWrapper", "a");

    var old = ada.run("get", OLD_KIND, "a", "-o", "json").ok();
    var file = Files.writeString(folder.resolve("old.json"), old).toString();
    assertThat(text(ada.run("replace", "-f", file))).contains("replaced");

    assertThat(server.get(TODAYS, "AppWrapper", "a").get("spec")).isEqualTo(before.get("spec"));
    assertThat(server.get(TODAYS, "AppWrapper", "a").get("status")).isEqualTo(before.get("status"));
    assertThat(annotations(server.get(TODAYS, "AppWrapper", "a"))).isEqualTo(annotations(before));
    assertThat(server.get(OLD, "AppWrapper", "a").get("spec"))
        .isEqualTo(
            Objects.yaml(
                """
                resources:
                  GenericItems: [{generictemplate: %s, v1beta2: {annotations: {note: kept}}}]
                v1beta2: {suspend: false}
                """
                    .formatted(POD.formatted("p"))));
    assertThat(Trees.map(server.get(OLD, "AppWrapper", "a"), "status"))
        .containsEntry("state", "Pending")
        .containsEntry("queuejobstate", "Queueing")
        .containsEntry("canrun", false);
  }

  @Test
  void listShowsBothInEitherVersion() throws IOException {
    assertThat(create(old("a"))).contains("created");
    assertThat(create(today("b"))).contains("created");
    server.patch(TODAYS, "AppWrapper", "b", "status", "{status: {phase: Running}}");

    assertThat(server.list(OLD, "AppWrapper")).hasSize(2);
    assertThat(server.list(TODAYS, "AppWrapper")).hasSize(2);
    assertThat(ada.run("get", OLD_KIND).ok().lines().map(line -> line.split(" {3,}")))
        .satisfiesExactly(
            heads -> assertThat(heads).containsExactly("NAME", "STATUS", "RESTARTS", "AGE"),
            a -> assertThat(a).startsWith("a").hasSize(2),
            b -> assertThat(b).startsWith("b", "Running"));
    assertThat(ada.run("get", "aw").ok()).startsWith("NAME   STATUS").contains("QUOTA RESERVED");
    assertThat(
            ada.run("explain", "appwrapper.spec.schedulingSpec.requeuing", "--api-version", OLD)
                .ok())
        .contains("How long is waited for pods before the gang is queued again.");
  }

  @Test
  void changeInTheOldVersionIsKeptAndChangesNothingElse() throws IOException {
    assertThat(create(old("a"))).contains("created");
    server.patch(TODAYS, "AppWrapper", "a", "status", "{status: {phase: Suspended}}");
    var before = server.get(TODAYS, "AppWrapper", "a");

    assertThat(patch(OLD_KIND, "a", "{\"spec\":{\"priority\":5}}")).contains("patched");

    var after = server.get(TODAYS, "AppWrapper", "a");
    assertThat(Trees.map(after, "spec", "mcad")).extracting("priority").asString().isEqualTo("5");
    assertThat(Trees.at(after, "spec", "components"))
        .isEqualTo(Trees.at(before, "spec", "components"));
    assertThat(after.get("status")).isEqualTo(before.get("status"));
    assertThat(patch("aw", "a", "{\"spec\":{\"suspend\":true}}")).contains("patched");
    assertThat(Trees.map(server.get(OLD, "AppWrapper", "a"), "spec"))
        .containsEntry("v1beta2", Map.of("suspend", true, "mcad", Map.of()));
  }

  @Test
  void whatWasSubmittedInTodaysVersionSaysThatTheOldOnesFieldsMeanNothingInIt() throws IOException {
    assertThat(create(today("b"))).contains("created");
    var before = server.get(TODAYS, "AppWrapper", "b");

    assertThat(patch(OLD_KIND, "b", "{\"spec\":{\"priority\":5}}"))
        .contains(
            "spec: attempt to change immutable field; what only v1beta1 has is of AppWrappers");

    assertThat(server.get(TODAYS, "AppWrapper", "b")).isEqualTo(before);
  }

  /** What the old version keeps for today's is checked as it is there. */
  @Test
  void todaysFieldsAreCheckedInTheOldVersionToo() throws IOException {
    var podSets = "replicas: 1, v1beta2: {podSets: [{path: template, replicas: %s}]}";
    assertThat(create(old("a").replaceFirst("replicas: 1", podSets.formatted("-5"))))
        .contains("GenericItems[0].v1beta2.podSets[0].replicas", "greater than or equal to 0");
    assertThat(server.find(TODAYS, "AppWrapper", "a")).isEmpty();

    var more = podSets.formatted("1").replace("podSets", "unheardOf: 1, podSets");
    assertThat(create(old("a").replaceFirst("replicas: 1", more), "--validate=ignore"))
        .contains("created");
    assertThat(Trees.at(server.get(TODAYS, "AppWrapper", "a"), "spec", "components"))
        .isEqualTo(
            Objects.yaml(
                    """
                    of:
                    - template: %s
                      podSets: [{path: template, replicas: 1}]
                      mcad: {replicas: 1, custompodresources: [{replicas: 1, requests: {cpu: 1}}]}
                    """
                        .formatted(POD.formatted("p")))
                .get("of"));
  }

  @Test
  void wrappedObjectsAndTheirDemandStayWhatTheyAreInTheOldVersion() throws IOException {
    assertThat(create(old("a"))).contains("created");
    var before = server.get(OLD, "AppWrapper", "a");

    var changes =
        Map.of(
            "{generictemplate: " + POD.formatted("q") + "}",
                "spec.resources.GenericItems[0].generictemplate",
            "{generictemplate: " + POD.formatted("p") + ", replicas: 2}",
                "spec.resources.GenericItems[0]");
    changes.forEach((item, place) -> {
      var patch = Objects.yaml("{spec: {resources: {GenericItems: [" + item + "]}}}");
      assertThat(patch(OLD_KIND, "a", Objects.json(patch)))
          .contains(place + ": attempt to change immutable field");
    });
    assertThat(patch("aw", "a", "{\"spec\":{\"mcad\":null}}"))
        .contains("spec.mcad: attempt to change immutable field");
    assertThat(server.get(OLD, "AppWrapper", "a")).isEqualTo(before);
  }

  @Test
  void withTheWebhookDownTodaysVersionIsReadAndTheOldOneSaysWhyNot() throws IOException {
    assertThat(create(old("a"))).contains("created");
    assertThat(create(today("b"))).contains("created");
    stopWebhook();

    assertThat(ada.run("get", "aw", "-o", "name").ok())
        .isEqualTo("appwrapper.workload.codeflare.dev/a\nappwrapper.workload.codeflare.dev/b\n");
    assertThat(server.get(TODAYS, "AppWrapper", "a")).containsKey("spec");
    server.patch(TODAYS, "AppWrapper", "a", "status", "{status: {phase: Suspended}}");
    // What an API server has in its cache it may show for a while.
    assertThat(create(old("c")))
        .contains("conversion webhook for workload.codeflare.dev/v1beta1, Kind=AppWrapper failed");
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(text(ada.run("get", OLD_KIND, "a", "-o", "name")))
                .contains(
                    "conversion webhook for workload.codeflare.dev/v1beta2, Kind=AppWrapper failed"));
  }

  /** One odd object would be in the way of every list. */
  @Test
  void whatIsBeingDeletedKeepsWhatIsWrapped() throws IOException {
    var held = old("a").replace("{name: a}", "{name: a, finalizers: [example.com/kept]}");
    assertThat(create(held)).contains("created");
    ada.run("delete", "aw", "a", "--wait=false").ok();
    for (var change :
        new String[] {
          "{\"spec\":{\"components\":[{\"template\":{\"apiVersion\":\"v1\",\"kind\":\"Pod\"}}]}}",
          "{\"spec\":{\"mcad\":{\"x\":" + "[".repeat(1_100) + "]".repeat(1_100) + "}}}"
        }) {
      assertThat(patch(TODAYS_KIND, "a", change)).doesNotContain("patched");
    }
    assertThat(ada.run("get", OLD_KIND, "-o", "name").ok()).contains("/a\n");

    assertThat(patch(OLD_KIND, "a", "{\"metadata\":{\"finalizers\":null}}")).contains("patched");
    assertThat(server.find(TODAYS, "AppWrapper", "a")).isEmpty();
  }

  private String create(String object, String... options) throws IOException {
    var arguments = new ArrayList<String>();
    arguments.add("create");
    arguments.addAll(List.of(options));
    arguments.add("-f");
    arguments.add(Files.writeString(folder.resolve("object.yaml"), object).toString());
    return text(ada.run(arguments.toArray(String[]::new)));
  }

  private String patch(String kind, String name, String patch) {
    return text(ada.run("patch", kind, name, "--type=merge", "-p", patch));
  }

  private static String text(Kubectl.Result result) {
    return result.out() + result.err();
  }

  private static Map<String, @Nullable Object> annotations(Map<String, ?> object) {
    return Trees.map(object, "metadata", "annotations");
  }

  private static String annotation(Map<String, ?> object, String name) {
    return Trees.text(object, "metadata", "annotations", name);
  }

  private static String old(String name) {
    return """
    apiVersion: workload.codeflare.dev/v1beta1
    kind: AppWrapper
    metadata: {name: %s}
    spec:
      priority: 9
      unheardOf: {x: []}
      schedulingSpec: {minAvailable: 1}
      resources:
        Items: []
        GenericItems: [{replicas: 1, custompodresources: [{replicas: 1, requests: {cpu: 1}}], generictemplate: %s}]
    """
        .formatted(name, POD.formatted("p"));
  }

  private static String today(String name) {
    return """
    apiVersion: workload.codeflare.dev/v1beta2
    kind: AppWrapper
    metadata: {name: %s}
    spec:
      suspend: false
      components: [{annotations: {note: kept}, template: %s}]
    """
        .formatted(name, POD.formatted("p"));
  }
}
