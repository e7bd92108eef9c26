package dev.muster.simulations.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.simulations.Kubectl;
import dev.muster.simulations.TestServer;
import dev.muster.simulations.live.objects.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * AppWrappers that kubectl sends through the webhook, registered as it is installed: of an
 * administrator, and of a user who may create AppWrappers and pods and nothing else.
 */
@Tag(TestServer.BOTH)
final class AppWrapperChecksIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String API = "workload.codeflare.dev/v1beta2";
  private static final String NAMESPACE = "muster-system";

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
  void begin() throws IOException {
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
         subjects: [{kind: ServiceAccount, name: ada, namespace: default},
                    {kind: ServiceAccount, name: muster-scheduler, namespace: muster-system}]}
        """);
    webhook.awaitTrusted();
    // An API server hears of a registration a moment after it was written.
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(create(ada, "probe", service("s"), "--dry-run=server"))
                .contains("components contains no podspecs"));
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
  void userWrapsWhatTheUserMayCreateAndNothingElse() throws IOException {
    assertThat(create(ada, "pods", pod("p"))).contains("created");
    assertThat(create(ada, "deployments", deployment()))
        .contains(
            "admission webhook \"vappwrapper.kb.io\" denied the request:"
                + " spec.components[0].template: User system:serviceaccount:default:ada is not"
                + " authorized to create deployments.apps in default");
    assertThat(create(ada, "mixed", pod("p") + deployment())).contains("is not authorized");
    assertThat(create(admin, "deployments", deployment())).contains("created");
    assertThat(server.find(API, "AppWrapper", "mixed")).isEmpty();

    server.patch(
        "rbac.authorization.k8s.io/v1",
        "Role",
        "ada",
        "",
        """
        {rules: [{apiGroups: [workload.codeflare.dev], resources: [appwrappers], verbs: ["*"]},
                 {apiGroups: ["apps"], resources: [deployments], verbs: [create]}]}
        """);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(create(ada, "granted", deployment(), "--dry-run=server"))
                .contains("created"));
  }

  @Test
  void submitterIsRecordedWhateverIsClaimed() throws IOException {
    var forged =
        wrapper("forged", pod("p"))
            .replaceFirst(
                "metadata: \\{",
                "metadata: {labels: {workload.codeflare.dev/user: root}, annotations:"
                    + " {muster.dev/submitter: root}, ");
    assertThat(apply(ada, forged)).contains("created");
    var stored = server.get(API, "AppWrapper", "forged");
    assertThat(Trees.text(stored, "metadata", "labels", "workload.codeflare.dev/user"))
        .isEqualTo("system_serviceaccount_default_ada");
    var stamp = Trees.text(stored, "metadata", "annotations", "muster.dev/submitter");
    assertThat(stamp)
        .startsWith("{\"username\":\"system:serviceaccount:default:ada\",\"uid\":\"")
        .contains("\"groups\":[\"system:serviceaccounts\",\"system:serviceaccounts:default\"");

    assertThat(annotate("forged", "muster.dev/submitter=root"))
        .contains("attempt to change immutable field");
    assertThat(annotate("forged", "muster.dev/submitter-"))
        .contains("attempt to change immutable field");
    assertThat(annotate("forged", "example.com/note=x")).contains("annotated");
    assertThat(
            Trees.text(
                server.get(API, "AppWrapper", "forged"),
                "metadata",
                "annotations",
                "muster.dev/submitter"))
        .isEqualTo(stamp);
  }

  private String annotate(String name, String annotation) {
    return text(admin.run("annotate", "aw", name, annotation, "--overwrite"));
  }

  @Test
  void applyingTheSameAgainChangesNothingAndNeverMeetsAConflict() throws IOException {
    var file = file("same", wrapper("same", pod("p")));
    for (int i = 0; i < 2; i++) {
      var said =
          text(ada.run("apply", "--server-side", "--field-manager=codeflare-sdk", "-f", file));
      assertThat(said).isEqualTo("appwrapper.workload.codeflare.dev/same serverside-applied\n");
    }
    var first = server.get(API, "AppWrapper", "same");
    assertThat(text(ada.run("apply", "--server-side", "--field-manager=codeflare-sdk", "-f", file)))
        .contains("serverside-applied");
    assertThat(version(server.get(API, "AppWrapper", "same"))).isEqualTo(version(first));
    assertThat(Trees.text(first, "metadata", "annotations", "muster.dev/submitter")).isNotEmpty();
  }

  private static String version(Map<String, ?> object) {
    return Trees.text(object, "metadata", "resourceVersion");
  }

  @Test
  void whatIsQueuedStaysWhatItIs() throws IOException {
    assertThat(create(admin, "queued", pod("p"))).contains("created");
    var other = file("other", wrapper("queued", pod("q")));
    assertThat(text(admin.run("apply", "--server-side", "--force-conflicts", "-f", other)))
        .contains("spec.components[0].template: attempt to change immutable field");
    var more = file("more", wrapper("queued", pod("p") + pod("q")));
    assertThat(text(admin.run("apply", "--server-side", "--force-conflicts", "-f", more)))
        .contains("spec.components: attempt to change immutable field")
        .contains("(2, were 1)");
    assertThat(
            text(
                admin.run(
                    "patch",
                    "aw",
                    "queued",
                    "--type=merge",
                    "-p",
                    "{\"spec\":{\"suspend\":true}}")))
        .contains("patched");
  }

  @Test
  void eachProblemIsToldWithItsPlace() throws IOException {
    assertThat(create(admin, "a", pod("p").replace("metadata: {", "metadata: {namespace: other, ")))
        .contains("spec.components[0].template.metadata.namespace: AppWrappers cannot create");
    assertThat(
            create(
                admin,
                "b",
                pod("p")
                    + "  - template: {apiVersion: "
                    + API
                    + ", kind: AppWrapper, metadata: {name: x}, spec: {components: []}}\n"))
        .contains("Nested AppWrappers are forbidden");
    assertThat(create(admin, "c", pod("p").repeat(9))).contains("at most 8 are allowed");
    assertThat(
            create(
                admin,
                "d",
                pod("p")
                    + "  - template: {apiVersion: nowhere.example.com/v1,"
                    + " kind: Ship, metadata: {name: s}}\n"))
        .contains("no kind \"Ship\" is served in \"nowhere.example.com/v1\"");
    assertThat(
            create(
                admin,
                "e",
                pod("p")
                    + "  - template: {apiVersion: v1, kind: Namespace,"
                    + " metadata: {name: s}}\n"))
        .contains("is in no namespace");
  }

  /** Not even one whose pods could mount what lies there. */
  @Test
  void noNamespaceIsAWayAround() throws IOException {
    server.create(
        """
        {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: submitter},
         rules: [{apiGroups: [workload.codeflare.dev], resources: [appwrappers], verbs: ["*"]}]}
        """);
    server.create(
        """
        {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: submitter},
         roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: submitter},
         subjects: [{kind: ServiceAccount, name: ada, namespace: default}]}
        """);
    for (var namespace : List.of("kube-system", NAMESPACE)) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(create(ada, "around", pod("p"), "-n", namespace))
                  .contains("is not authorized to create pods in " + namespace));
    }
  }

  /** It is refused rather than unchecked; what is there can be deleted, and is not held up. */
  @Test
  void withTheWebhookDownNothingIsSubmittedUncheckedAndNothingElseIsHeldUp() throws IOException {
    assertThat(create(ada, "before", pod("p"))).contains("created");
    stopWebhook();
    assertThat(create(ada, "after", pod("p"))).contains("failed calling webhook");
    assertThat(server.find(API, "AppWrapper", "after")).isEmpty();
    server.patch(API, "AppWrapper", "before", "status", "{status: {phase: Suspended}}");
    assertThat(annotate("before", "example.com/note=x")).contains("failed calling webhook");
    var scheduler = Kubectl.with(server.kubeconfigFor(NAMESPACE, "muster-scheduler"));
    var finalizer = "{\"metadata\":{\"finalizers\":[\"workload.codeflare.dev/finalizer\"]}}";
    assertThat(text(scheduler.run("patch", "aw", "before", "--type=merge", "-p", finalizer)))
        .contains("patched");
    assertThat(create(scheduler, "own", pod("p"))).contains("failed calling webhook");
    assertThat(text(ada.run("delete", "aw", "before", "--wait=false"))).contains("deleted");
    var none = "{\"metadata\":{\"finalizers\":[]}}";
    assertThat(text(ada.run("patch", "aw", "before", "--type=merge", "-p", none)))
        .contains("patched");
    assertThat(server.find(API, "AppWrapper", "before")).isEmpty();
  }

  private String create(Kubectl user, String name, String components, String... options)
      throws IOException {
    var arguments = new ArrayList<String>();
    arguments.add("create");
    arguments.addAll(List.of(options));
    arguments.addAll(List.of("-f", file(name, wrapper(name, components))));
    return text(user.run(arguments.toArray(String[]::new)));
  }

  private String apply(Kubectl user, String wrapper) throws IOException {
    return text(user.run("create", "-f", file("applied", wrapper)));
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name + ".yaml"), text).toString();
  }

  private static String text(Kubectl.Result result) {
    return result.out() + result.err();
  }

  private static String wrapper(String name, String components) {
    return """
    apiVersion: workload.codeflare.dev/v1beta2
    kind: AppWrapper
    metadata: {name: %s}
    spec:
      components:
    """
            .formatted(name)
        + components;
  }

  private static String pod(String name) {
    return "  - template: {apiVersion: v1, kind: Pod, metadata: {name: "
        + name
        + "}, spec: {containers: [{name: c, image: x}]}}\n";
  }

  private static String service(String name) {
    return "  - template: {apiVersion: v1, kind: Service, metadata: {name: "
        + name
        + "}, spec: {ports: [{port: 80}]}}\n";
  }

  private static String deployment() {
    return "  - template: {apiVersion: apps/v1, kind: Deployment, metadata: {name: d}, spec:"
        + " {selector: {matchLabels: {app: d}}, template: {metadata: {labels: {app: d}}, spec:"
        + " {containers: [{name: c, image: x}]}}}}\n";
  }
}
