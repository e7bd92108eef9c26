package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.simulations.Kubectl;
import dev.muster.simulations.LocalPage;
import dev.muster.simulations.Objects;
import dev.muster.simulations.TestServer;
import dev.muster.simulations.live.objects.Trees;
import dev.muster.webhook.certificates.CertificateKeeper;
import dev.muster.webhook.certificates.Generation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The overlay for cert-manager, as users apply it, with a pod of the webhook that has the rights of
 * that overlay and no others. The test does what cert-manager does: fills the Secret, and enters
 * the authority where the annotation asks for it.
 */
@Tag(TestServer.BOTH)
final class CertManagerIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String NAMESPACE = "muster-system";
  private static final String SECRET = "muster-webhook-tls";
  private static final String HOOKS = "admissionregistration.k8s.io/v1";
  private static final String DEFINITIONS = "apiextensions.k8s.io/v1";
  private static final String DEFINITION = "appwrappers.workload.codeflare.dev";
  private static final Path MANIFESTS = Path.of(System.getProperty("muster.root"), "manifests");
  private static final List<String> HOSTS =
      List.of(
          "muster-webhook.muster-system.svc",
          "muster-webhook.muster-system.svc.cluster.local",
          "127.0.0.1");

  @TempDir private Path folder;
  private final int port = LocalPage.freePort();
  private final TestServer server = TestServer.start("");
  private final Kubectl kubectl = Kubectl.with(server.kubeconfig());
  private final List<InstalledPod> pods = new ArrayList<>();

  @BeforeEach
  void applyTheOverlay() throws IOException {
    for (var kind : List.of("Certificate", "Issuer")) {
      server.create(definition(kind));
    }
    kubectl.run("apply", "--server-side", "--force-conflicts", "-k", overlay().toString()).ok();
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(InstalledPod.namesOf(server, "muster-webhook")).hasSize(2));
    var name = InstalledPod.namesOf(server, "muster-webhook").getFirst();
    pods.add(InstalledPod.startWebhook(server, name, folder.resolve(name), port));
  }

  /** Of cert-manager's kinds, as far as anybody here looks at them. */
  private static Map<String, @Nullable Object> definition(String kind) {
    return Objects.yaml(
        """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: %1$ss.cert-manager.io}
        spec:
          group: cert-manager.io
          scope: Namespaced
          names: {kind: %2$s, listKind: %2$sList, plural: %1$ss, singular: %1$s}
          versions:
          - name: v1
            served: true
            storage: true
            schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
        """
            .formatted(kind.toLowerCase(Locale.ROOT), kind));
  }

  /** With the addresses of the other overlay: no Service is reachable here. */
  private Path overlay() throws IOException {
    var urls = Files.readString(MANIFESTS.resolve("overlays/by-url/kustomization.yaml"));
    var patches =
        urls.substring(urls.indexOf("patches:\n") + "patches:\n".length())
            .replace("127.0.0.1:9443", "127.0.0.1:" + port);
    return Overlay.of(
        "cert-manager",
        folder,
        text -> text.contains("patches:\n") ? text.stripTrailing() + "\n" + patches : text);
  }

  @AfterEach
  void end() {
    pods.forEach(InstalledPod::close);
    server.close();
  }

  private InstalledPod pod() {
    return pods.getFirst();
  }

  @Test
  void webhookServesWithWhatItIsGivenAndWritesNothing() throws IOException {
    awaitLog("there is no such Secret");
    assertThat(pod().isReady()).isFalse();
    put(CertificateKeeper.first(List.of("elsewhere"), System.currentTimeMillis()));
    awaitLog("it does not name muster-webhook.muster-system.svc");
    assertThat(pod().isReady()).isFalse();

    var first = CertificateKeeper.first(HOSTS, System.currentTimeMillis());
    inject(first.authorities());
    put(first);
    // There is no scheduler, and whether one leads is no part of this.
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(submit()).contains("created"));
    assertThat(isHeld()).isTrue();
    await().atMost(PATIENCE).until(() -> pod().isReady());
    var before = versions();

    var second = CertificateKeeper.first(HOSTS, System.currentTimeMillis());
    put(new Generation(first.authorities(), first.certificate(), second.key()));
    awaitLog("the key in tls.key does not match the certificate");
    put(
        CertificateKeeper.first(
            HOSTS, System.currentTimeMillis() - Duration.ofDays(91).toMillis()));
    awaitLog("it was valid until");
    assertThat(submit()).contains("created");
    assertThat(pod().isReady()).isTrue();

    assertThat(versions()).isEqualTo(before);
    inject(second.authorities());
    put(second);
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(submit()).contains("created"));
    assertThat(isHeld()).isTrue();
    assertThat(pod().log()).noneMatch(line -> line.contains("orbidden"));
    assertThat(pod().log().stream().filter(line -> line.contains("with the certificate of")))
        .hasSize(2);
  }

  @Test
  void webhookHasNoRightToWriteAnyOfIt() {
    var account = Kubectl.with(server.kubeconfigFor(NAMESPACE, "muster-webhook"));
    for (var wanted :
        List.of(
            "secrets/" + SECRET,
            "mutatingwebhookconfigurations.admissionregistration.k8s.io/muster-webhook",
            "validatingwebhookconfigurations.admissionregistration.k8s.io/muster-webhook",
            "customresourcedefinitions.apiextensions.k8s.io/" + DEFINITION)) {
      for (var verb : List.of("patch", "update", "create", "delete")) {
        assertThat(account.run("auth", "can-i", verb, wanted, "-n", NAMESPACE).out())
            .as(verb + " " + wanted)
            .startsWith("no");
      }
    }
    assertThat(account.run("auth", "can-i", "get", "secrets/" + SECRET, "-n", NAMESPACE).out())
        .startsWith("yes");
    assertThat(server.find("v1", "Secret", NAMESPACE + "/muster-webhook-certificate")).isEmpty();
    for (var object : called()) {
      assertThat(Trees.annotation(object, "cert-manager.io/inject-ca-from"))
          .isEqualTo(NAMESPACE + "/muster-webhook");
    }
    assertThat(Trees.text(certificate(), "spec", "secretName")).isEqualTo(SECRET);
    assertThat(Trees.texts(certificate(), "spec", "dnsNames"))
        .containsExactlyElementsOf(HOSTS.subList(0, 2));
  }

  private Map<String, @Nullable Object> certificate() {
    return server.get("cert-manager.io/v1", "Certificate", NAMESPACE + "/muster-webhook");
  }

  private List<Map<String, @Nullable Object>> called() {
    return List.of(
        server.get(HOOKS, "MutatingWebhookConfiguration", "muster-webhook"),
        server.get(HOOKS, "ValidatingWebhookConfiguration", "muster-webhook"),
        server.get(DEFINITIONS, "CustomResourceDefinition", DEFINITION));
  }

  private List<String> versions() {
    var versions = new ArrayList<String>();
    called().subList(0, 2).forEach(o -> versions.add(Trees.text(o, "metadata", "resourceVersion")));
    versions.add(Trees.text(called().getLast(), "metadata", "generation"));
    return versions;
  }

  private String submit() {
    var sample = MANIFESTS.resolve("samples/job.yaml").toString();
    var said = kubectl.run("create", "--dry-run=server", "-f", sample);
    return said.out() + said.err();
  }

  /**
   * Whether a Job that names a queue is, which the same registration has the webhook called for.
   */
  private boolean isHeld() {
    var job =
        """
        {metadata: {name: j, labels: {kueue.x-k8s.io/queue-name: q}},
         spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: x}]}}}}
        """;
    var path = "/apis/batch/v1/namespaces/default/jobs?dryRun=All";
    var made = server.raw().post(path, Objects.json(Objects.yaml(job)));
    return made.code() == 201 && Trees.flag(made.body(), "spec", "suspend");
  }

  private void awaitLog(String text) {
    await()
        .atMost(PATIENCE)
        .until(() -> pod().log().stream().anyMatch(line -> line.contains(text)));
  }

  private void put(Generation generation) {
    var data =
        "{tls.crt: '%s', tls.key: '%s', ca.crt: '%s'}"
            .formatted(
                encoded(generation.certificate()),
                encoded(generation.key()),
                encoded(generation.authorities()));
    if (server.find("v1", "Secret", NAMESPACE + "/" + SECRET).isPresent()) {
      server.patch("v1", "Secret", NAMESPACE + "/" + SECRET, "", "{data: " + data + "}");
    } else {
      server.create(
          "{apiVersion: v1, kind: Secret, type: kubernetes.io/tls, metadata: {name: %s, namespace: %s}, data: %s}"
              .formatted(SECRET, NAMESPACE, data));
    }
  }

  /** As cert-manager's ca-injector. */
  private void inject(String authorities) {
    var bundle = encoded(authorities);
    for (var kind : List.of("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration")) {
      int hooks = Trees.maps(server.get(HOOKS, kind, "muster-webhook"), "webhooks").size();
      var path = "/apis/%s/%ss/muster-webhook".formatted(HOOKS, kind.toLowerCase(Locale.ROOT));
      var patch = new ArrayList<@Nullable Object>();
      for (int i = 0; i < hooks; i++) {
        var at = "/webhooks/" + i + "/clientConfig/caBundle";
        patch.add(Trees.object("op", "add", "path", at, "value", bundle));
      }
      var body = Objects.json(patch);
      assertThat(server.raw().send("PATCH", path, "application/json-patch+json", body).code())
          .isEqualTo(200);
    }
    server.patch(
        DEFINITIONS,
        "CustomResourceDefinition",
        DEFINITION,
        "",
        "{spec: {conversion: {webhook: {clientConfig: {caBundle: '" + bundle + "'}}}}}");
  }

  private static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
