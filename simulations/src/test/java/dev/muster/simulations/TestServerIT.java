package dev.muster.simulations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.simulations.live.http.RawClient;
import dev.muster.simulations.live.objects.Trees;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What tests rely on in their server, whichever it is. */
@Tag(TestServer.BOTH)
final class TestServerIT {
  private static final String GANGS = "workload.codeflare.dev/v1beta2";

  @Test
  void objectsAreCreatedReadChangedListedAndDeleted() {
    try (var server = TestServer.start("")) {
      server.createNamespace("team");
      var created =
          server.create(
              """
              apiVersion: workload.codeflare.dev/v1beta2
              kind: AppWrapper
              metadata: {name: one, namespace: team}
              spec: {components: [{template: {apiVersion: v1, kind: ConfigMap}}]}
              """);
      assertThat(server.get(GANGS, "AppWrapper", "team/one")).isEqualTo(created);
      assertThat(server.find(GANGS, "AppWrapper", "one")).isEmpty();

      var phase = "{status: {phase: Suspended}}";
      var patched = server.patch(GANGS, "AppWrapper", "team/one", "status", phase);

      assertThat(Trees.text(patched, "status", "phase")).isEqualTo("Suspended");
      assertThat(server.list(GANGS, "AppWrapper")).map(Trees::name).containsExactly("one");
      server.delete(GANGS, "AppWrapper", "team/one");
      assertThat(server.find(GANGS, "AppWrapper", "team/one")).isEmpty();
    }
  }

  @Test
  void everyKubeconfigSpeaksForItsUser() {
    try (var server = TestServer.start("")) {
      assertThat(userOf(server.kubeconfig()))
          .matches("admin|system:serviceaccount:kube-system:muster-tests-\\w+");
      assertThat(userOf(server.kubeconfigFor("alice"))).isEqualTo("alice");
      assertThat(userOf(server.kubeconfigFor("kube-system", "muster-scheduler")))
          .isEqualTo("system:serviceaccount:kube-system:muster-scheduler");
    }
  }

  private static String userOf(String kubeconfig) {
    try (var client = new RawClient(kubeconfig)) {
      var review = "{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"SelfSubjectReview\"}";
      var answer = client.post("/apis/authentication.k8s.io/v1/selfsubjectreviews", review);
      return Trees.text(answer.body(), "status", "userInfo", "username");
    }
  }

  @Test
  void noTestMeetsWhatAnotherLeft() {
    var finalizers = "finalizers: [tests.muster.dev/nobody]";
    for (int i = 0; i < 2; i++) {
      try (var server = TestServer.start("1x8gpu")) {
        server.createNamespace("team");
        for (var namespace : List.of("default", "team")) {
          server.create(
              "{apiVersion: v1, kind: ConfigMap, metadata: {name: one, namespace: %s, %s}}"
                  .formatted(namespace, finalizers));
        }
        server.create(
            "{apiVersion: scheduling.k8s.io/v1, kind: PriorityClass, metadata: {name: one}, value: 1}");
        server.create(
            """
            apiVersion: workload.codeflare.dev/v1beta2
            kind: AppWrapper
            metadata: {name: one, %s}
            spec: {components: [{template: {apiVersion: v1, kind: ConfigMap}}]}
            """
                .formatted(finalizers));
      }
    }
  }

  @Test
  void podsAreBoundToTheNodesThatWereAskedFor() {
    try (var server = TestServer.start("2x8gpu")) {
      assertThat(server.list("v1", "Node")).map(Trees::name).containsExactly("node-00", "node-01");
      server.create(
          """
          apiVersion: v1
          kind: Pod
          metadata: {name: one}
          spec: {containers: [{name: main, image: none, resources: {limits: {nvidia.com/gpu: 8}}}]}
          """);
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() ->
              assertThat(Trees.text(server.get("v1", "Pod", "one"), "spec", "nodeName"))
                  .startsWith("node-0"));
    }
  }
}
