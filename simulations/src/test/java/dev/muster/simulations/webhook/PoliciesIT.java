package dev.muster.simulations.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.Objects;
import dev.muster.simulations.TestServer;
import dev.muster.simulations.live.objects.Trees;
import dev.muster.webhook.certificates.CertificateKeeper;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What API servers refuse by themselves: the wide use of each right, and not the proper one. */
@Tag(TestServer.BOTH)
final class PoliciesIT extends PolicyStage {
  private static final String PODS = "/api/v1/namespaces/default/pods";
  private static final String DEFINITION =
      "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/appwrappers.workload.codeflare.dev";

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
    awaitInForce(() ->
        refused(
            merge(scheduler, held + "?dryRun=All", "metadata: {annotations: {a: b}}"),
            "the scheduler's to"));

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
    awaitInForce(() ->
        refused(
            patch(webhook, DEFINITION + "?dryRun=All", "{metadata: {labels: {a: b}}}"),
            "only the caBundle"));
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
}
