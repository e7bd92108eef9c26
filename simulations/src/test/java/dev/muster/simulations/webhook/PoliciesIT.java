package dev.muster.simulations.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.simulations.Objects;
import dev.muster.simulations.TestServer;
import dev.muster.simulations.live.http.RawClient;
import dev.muster.simulations.live.objects.Trees;
import dev.muster.webhook.certificates.CertificateKeeper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What API servers refuse by themselves: the wide use of each right, and not the proper one. */
@Tag(TestServer.BOTH)
final class PoliciesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Path MANIFESTS = Path.of(System.getProperty("muster.root"), "manifests");
  private static final String NAMESPACE = "muster-system";
  private static final String GANGS =
      "/apis/workload.codeflare.dev/v1beta2/namespaces/default/appwrappers";
  private static final String PODS = "/api/v1/namespaces/default/pods";
  private static final String DEFINITION =
      "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/appwrappers.workload.codeflare.dev";
  private static final String STAMP = "muster.dev/submitter";

  private final List<RawClient> clients = new ArrayList<>();
  private TestServer server;

  PoliciesIT() {
    Assumptions.assumeTrue(
        TestServer.isReal(), "SKIPPED: the embedded server has no ValidatingAdmissionPolicies");
    server = TestServer.bare();
  }

  @BeforeEach
  void applyThePolicies() {
    server.createNamespace(NAMESPACE);
    for (var file : List.of("submitter", "scheduler_pods", "webhook_definition")) {
      Objects.documents(MANIFESTS.resolve("policies/" + file + ".yaml")).forEach(server::create);
    }
    // They come into force a moment later.
    await()
        .atMost(PATIENCE)
        .until(() -> server.raw().post(GANGS + "?dryRun=All", gang("x", "")).code() == 403);
  }

  @AfterEach
  void end() {
    clients.forEach(RawClient::close);
    server.close();
  }

  private RawClient client(String kubeconfig) {
    clients.add(new RawClient(kubeconfig));
    return clients.getLast();
  }

  @Test
  void nobodyIsRecordedButWhoeverSendsIt() {
    var names = List.of("ada", "o\"brien\\x", "ada");
    var stamps = new ArrayList<String>();
    try (var webhook = new TestWebhook(server, NAMESPACE, "", TestWebhook.Scope.ALL)) {
      webhook.awaitTrusted();
      int number = 0;
      for (var name : names) {
        letDoAnything(name);
        var user = client(server.kubeconfigFor(name));
        var gang = gang("stamped-" + number++, "");
        await()
            .atMost(PATIENCE)
            .untilAsserted(() -> assertThat(user.post(GANGS, gang).code()).isIn(201, 409));
        var made =
            server.get("workload.codeflare.dev/v1beta2", "AppWrapper", "stamped-" + (number - 1));
        stamps.add(Trees.text(made, "metadata", "annotations", STAMP));
      }
    }
    server.delete(
        "admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration", "muster-webhook");
    server.delete(
        "admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration", "muster-webhook");
    var ada = client(server.kubeconfigFor("ada"));
    var own = stamps.getFirst();
    assertThat(own).startsWith("{\"username\":\"ada\"");
    await()
        .atMost(PATIENCE)
        .until(() -> ada.post(GANGS + "?dryRun=All", gang("own", own)).code() == 201);

    refused(ada.post(GANGS, gang("unstamped", "")), "does not name who sends this");
    refused(ada.post(GANGS, gang("forged", own.replace("ada", "root"))), "does not name who sends");
    refused(
        ada.post(
            GANGS, gang("groups", own.replace("\"groups\":[", "\"groups\":[\"system:masters\","))),
        "does not name who sends this");
    refused(ada.post(GANGS, gang("longer", own.replace("\"ada\"", "\"adam\""))), "does not name");
    refused(server.raw().post(GANGS, gang("others", own)), "does not name who sends this");
    var at = GANGS + "/stamped-0";
    refused(
        patch(ada, at, "{metadata: {annotations: {muster.dev/submitter: null}}}"),
        "cannot be changed");
    refused(
        patch(server.raw(), at, "{metadata: {annotations: {muster.dev/submitter: '{}'}}}"),
        "cannot be changed");
    assertThat(patch(ada, at, "{metadata: {labels: {a: b}, annotations: {c: d}}}").code())
        .isEqualTo(200);
  }

  private void letDoAnything(String user) {
    var unused =
        server
            .raw()
            .post(
                "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
                Objects.json(
                        Objects.yaml(
                            """
                            {metadata: {generateName: all-}, subjects: [{kind: User, apiGroup: rbac.authorization.k8s.io, name: ''}],
                             roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}}
                            """))
                    .replace("\"name\":\"\"", "\"name\":" + Objects.json(user)));
  }

  @Test
  void schedulerLiftsItsGateAndChangesNothingElseOfPods() {
    Objects.documents(MANIFESTS.resolve("rbac/scheduler.yaml")).forEach(server::create);
    var scheduler = client(server.kubeconfigFor(NAMESPACE, "muster-scheduler"));
    create(pod("held", "[{name: muster.dev/placement}, {name: other}]"));
    create(pod("free", "[]"));
    create(pod("others", "[{name: other}]"));
    var lifted =
        "spec: {schedulingGates: [{name: other}], affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution:"
            + " {nodeSelectorTerms: [{matchFields: [{key: metadata.name, operator: In, values: [n]}]}]}}}}";
    var held = PODS + "/held";

    for (var wide :
        List.of(
            "spec: {activeDeadlineSeconds: 1}",
            "spec: {schedulingGates: [{name: muster.dev/placement}]}",
            "spec: {schedulingGates: []}",
            "metadata: {labels: {app: mine}}",
            "metadata: {labels: {team: null}}",
            "metadata: {annotations: {a: b}}",
            "metadata: {finalizers: [a.example/b]}",
            "metadata: {ownerReferences: [{apiVersion: v1, kind: Node, name: n, uid: u}]}",
            lifted + ", metadata: {labels: {app: mine}}")) {
      refused(merge(scheduler, held, wide), "the scheduler's to");
      assertThat(merge(server.raw(), held + "?dryRun=All", wide).code()).as(wide).isEqualTo(200);
    }
    for (var wide :
        List.of(
            "{op: replace, path: /spec/containers/0/image, value: evil}",
            "{op: add, path: /spec/tolerations/-, value: {operator: Exists}}")) {
      var body = "[" + Objects.json(Objects.yaml(wide)) + "]";
      var json = "application/json-patch+json";
      refused(scheduler.send("PATCH", held, json, body), "the scheduler's to");
      assertThat(server.raw().send("PATCH", held + "?dryRun=All", json, body).code())
          .isEqualTo(200);
    }
    refused(
        merge(scheduler, PODS + "/free", "metadata: {labels: {muster.dev/a: b}}"),
        "only pods that bear the gate");
    refused(
        merge(scheduler, PODS + "/others", "spec: {schedulingGates: []}"),
        "only pods that bear the gate");
    assertThat(merge(scheduler, held, "spec: {nodeSelector: {disk: ssd}}").code()).isEqualTo(200);
    var sent = merge(scheduler, held, lifted + ", metadata: {labels: {muster.dev/a: b}}");
    assertThat(sent.code()).as(() -> sent.body().toString()).isEqualTo(200);
    assertThat(Trees.maps(sent.body(), "spec", "schedulingGates")).hasSize(1);
    refused(
        merge(scheduler, held, "metadata: {labels: {muster.dev/a: c}}"),
        "only pods that bear the gate");
  }

  @Test
  void webhookEntersItsAuthorityAndChangesNothingElseOfTheDefinition() {
    Replicas.documents("rbac").forEach(server::create);
    var webhook = client(server.kubeconfigFor(NAMESPACE, "muster-webhook"));
    Hooks.convert(server, "https://127.0.0.1:1");
    var old = Trees.map(server.raw().get(DEFINITION).body(), "spec", "names");
    for (var wide :
        List.of(
            "{metadata: {labels: {a: b}}}",
            "{metadata: {annotations: {a: b}}}",
            "{metadata: {finalizers: [a.example/b]}}",
            "{spec: {preserveUnknownFields: null, names: {shortNames: [x]}}}",
            "{spec: {versions: []}}",
            "{spec: {conversion: {strategy: None, webhook: null}}}",
            "{spec: {conversion: {webhook: {conversionReviewVersions: [v1beta1, v1]}}}}",
            "{spec: {conversion: {webhook: {clientConfig: {url: 'https://evil.example/convert'}}}}}")) {
      var answer = patch(webhook, DEFINITION, wide);
      assertThat(answer.code()).as(wide).isIn(403, 422);
      assertThat(Trees.map(server.raw().get(DEFINITION).body(), "spec", "names")).isEqualTo(old);
      if (!wide.contains("versions: []")) {
        refused(answer, "only the caBundle");
      }
    }
    var made = CertificateKeeper.first(List.of("x"), System.currentTimeMillis()).authorities();
    var authority = Base64.getEncoder().encodeToString(made.getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < 2; i++) {
      var entered =
          patch(
              webhook,
              DEFINITION,
              "{spec: {conversion: {webhook: {clientConfig: {caBundle: '" + authority + "'}}}}}");
      assertThat(entered.code()).as(() -> entered.body().toString()).isEqualTo(200);
    }
    assertThat(patch(server.raw(), DEFINITION, "{metadata: {labels: {a: b}}}").code())
        .isEqualTo(200);
  }

  private static void refused(RawClient.Answer answer, String why) {
    assertThat(answer.code()).as(() -> answer.body().toString()).isEqualTo(403);
    assertThat(String.valueOf(answer.body().get("message"))).contains(why);
  }

  private static RawClient.Answer merge(RawClient client, String path, String fields) {
    return patch(client, path, "{" + fields + "}");
  }

  private static RawClient.Answer patch(RawClient client, String path, String yaml) {
    return client.send(
        "PATCH", path, "application/merge-patch+json", Objects.json(Objects.yaml(yaml)));
  }

  private void create(String yaml) {
    var unused = server.create(yaml);
  }

  private static String pod(String name, String gates) {
    return """
    {apiVersion: v1, kind: Pod, metadata: {name: %s, labels: {team: a}},
     spec: {schedulingGates: %s, containers: [{name: c, image: x}]}}
    """
        .formatted(name, gates);
  }

  private static String gang(String name, String stamp) {
    Map<String, @Nullable Object> gang =
        Objects.yaml(
            """
            {apiVersion: workload.codeflare.dev/v1beta2, kind: AppWrapper, metadata: {name: %s},
             spec: {components: [{template: {apiVersion: v1, kind: Pod, metadata: {name: %s},
                    spec: {containers: [{name: c, image: x}]}}}]}}
            """
                .formatted(name, name));
    if (!stamp.isEmpty()) {
      var metadata = Trees.copyOf(Trees.map(gang, "metadata"));
      metadata.put("annotations", Trees.object(STAMP, stamp));
      gang.put("metadata", metadata);
    }
    return Objects.json(gang);
  }
}
