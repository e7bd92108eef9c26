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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * AppWrappers of MCAD's first group, as kubectl sends them, checked by the webhook and run by a
 * scheduler with the rights that the manifests give.
 */
@Tag(TestServer.BOTH)
final class OlderGroupIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String OLDER = "mcad.ibm.com/v1beta1";

  private final TestServer server = TestServer.operated("1x4cpu");
  private final Kubectl admin = Kubectl.with(server.kubeconfig());
  private final Installed muster = installed();
  private Kubectl ada = admin;
  @TempDir private Path folder;

  /** The kind is served before Muster looks, as where it takes the place of MCAD. */
  private Installed installed() {
    var definitions = Path.of(System.getProperty("muster.root"), "manifests/crds/mcad").toString();
    admin.run("apply", "--server-side", "-k", definitions).ok();
    server.awaitServed("appwrappers.mcad.ibm.com");
    return new Installed(server, "", TestWebhook.Scope.ALL);
  }

  @BeforeEach
  void begin() {
    ada = Kubectl.with(server.kubeconfigFor("default", "ada"));
    server.create(
        """
        {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: ada, namespace: default},
         rules: [{apiGroups: [mcad.ibm.com], resources: [appwrappers], verbs: ["*"]},
                 {apiGroups: [batch], resources: [jobs], verbs: [create]}]}
        """);
    server.create(
        """
        {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: ada, namespace: default},
         roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: ada},
         subjects: [{kind: ServiceAccount, name: ada, namespace: default}]}
        """);
    muster.webhook().awaitTrusted();
    // An API server hears of whom to trust, and of rights, a moment after it was written.
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(create(ada, OLDER, "probe", job("probe", 1), "--dry-run=server"))
                .contains("created"));
  }

  @AfterEach
  void end() {
    muster.close();
    server.close();
  }

  private String create(
      Kubectl kubectl, String apiVersion, String name, String item, String... more)
      throws IOException {
    var text =
        """
        apiVersion: %s
        kind: AppWrapper
        metadata: {name: %s, namespace: default}
        spec:
          priority: 5
          resources:
            GenericItems:
        %s
        """
            .formatted(apiVersion, name, item.indent(4));
    var file = Files.writeString(folder.resolve("sent.yaml"), text).toString();
    var arguments = new ArrayList<>(List.of("create", "-f", file));
    arguments.addAll(List.of(more));
    var result = kubectl.run(arguments.toArray(String[]::new));
    return result.out() + result.err();
  }

  private static String job(String name, int seconds) {
    return """
    - replicas: 1
      completionstatus: Complete
      generictemplate:
        apiVersion: batch/v1
        kind: Job
        metadata: {name: %s}
        spec:
          template:
            metadata: {annotations: {demo.muster.dev/run-seconds: "%d"}}
            spec:
              restartPolicy: Never
              containers: [{name: main, image: work, resources: {requests: {cpu: "2"}}}]
    """
        .formatted(name, seconds);
  }

  private Map<String, @Nullable Object> status(String name) {
    return Trees.map(server.get(OLDER, "AppWrapper", name), "status");
  }

  private void awaitWords(String name, String words) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          var status = status(name);
          assertThat(
                  "%s %s %s"
                      .formatted(
                          status.get("state"), status.get("queuejobstate"), status.get("canrun")))
              .isEqualTo(words);
        });
  }

  @Test
  void userOfANamespaceRunsOneBesideItsNamesakeAndReadsItInMcadsWords() throws IOException {
    assertThat(create(ada, OLDER, "tune", job("tune", 3600)))
        .isEqualTo("appwrapper.mcad.ibm.com/tune created\n");
    awaitWords("tune", "Running Running true");
    assertThat(create(admin, "workload.codeflare.dev/v1beta1", "tune", job("namesake", 3600)))
        .isEqualTo("appwrapper.workload.codeflare.dev/tune created\n");
    admin.run("wait", "aw/tune", "--for=jsonpath={.status.phase}=Running", "--timeout=60s").ok();
    assertThat(create(ada, OLDER, "short", job("short", 2))).contains("created");

    var stored = server.get(OLDER, "AppWrapper", "tune");
    assertThat(Trees.text(stored, "metadata", "labels", "workload.codeflare.dev/user"))
        .isEqualTo("system_serviceaccount_default_ada");
    assertThat(Trees.map(stored, "spec")).containsOnlyKeys("priority", "resources");
    assertThat(ada.run("get", "appwrappers.mcad.ibm.com").ok())
        .containsPattern("NAME +STATUS +RESTARTS +AGE")
        .containsPattern("tune +Running +0 +\\d+");
    assertThat(ada.run("describe", "appwrappers.mcad.ibm.com", "tune").out())
        .containsPattern("State: +Running");
    assertThat(
            admin.run("get", "events", "--field-selector=involvedObject.apiVersion=" + OLDER).ok())
        .contains("appwrapper/tune");

    assertThat(ada.run("delete", "appwrappers.mcad.ibm.com", "tune", "--timeout=60s").ok())
        .contains("\"tune\" deleted");
    awaitWords("short", "Completed Completed false"); // there was no room before
    assertThat(status("short")).containsEntry("Succeeded", 1L).containsEntry("systempriority", 5L);
    assertThat(admin.run("get", "jobs", "-o", "name").ok())
        .isEqualTo("job.batch/namesake\njob.batch/short\n");
    assertThat(admin.run("get", "aw", "tune", "-o", "jsonpath={.status.phase}").ok())
        .isEqualTo("Running");
  }

  @Test
  void whatIsWrongIsRefusedInTheWordsOfItsVersion() throws IOException {
    var pod =
        """
        - generictemplate:
            apiVersion: v1
            kind: Pod
            metadata: {name: p}
            spec: {containers: [{name: main, image: work}]}
        """;
    assertThat(create(ada, OLDER, "pod", pod))
        .contains(
            "spec.resources.GenericItems[0].generictemplate: User"
                + " system:serviceaccount:default:ada is not authorized to create pods in default");
    assertThat(create(ada, OLDER, "fine", job("fine", 3600))).contains("created");
    var changed =
        ada.run(
            "patch",
            "appwrappers.mcad.ibm.com",
            "fine",
            "--type=json",
            "-p",
            "[{\"op\":\"replace\",\"path\":\"/spec/resources/GenericItems/0/generictemplate/metadata"
                + "/name\",\"value\":\"other\"}]");
    assertThat(changed.err()).contains("spec.resources.GenericItems[0].generictemplate");
    assertThat(changed.code()).isEqualTo(1);
  }
}
