package dev.muster.simulations.live.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.simulations.TestServer;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Webhooks that are asked under conditions, on either server. */
@Tag(TestServer.BOTH)
class MatchConditionsIT {
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";
  private static final String CONFIGURATIONS =
      "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations";

  private static String configuration(HookEndpoint webhook, String expression) {
    return """
    apiVersion: admissionregistration.k8s.io/v1
    kind: ValidatingWebhookConfiguration
    metadata: {name: judge}
    webhooks:
    - name: judge.example.dev
      clientConfig: {url: "%s", caBundle: "%s"}
      rules: [{operations: [CREATE], apiGroups: [""], apiVersions: [v1], resources: [configmaps]}]
      sideEffects: None
      admissionReviewVersions: [v1]
      matchConditions:
      - {name: wanted, expression: "%s"}
    """
        .formatted(webhook.url(), webhook.authority(), expression);
  }

  private static String created(TestServer server, String name, String value) {
    var answer =
        server
            .raw()
            .post(
                MAPS,
                "{\"metadata\":{\"name\":\"%s\"},\"data\":{\"value\":\"%s\"}}"
                    .formatted(name, value));
    return answer.code() + " " + answer.at("message");
  }

  @Test
  void aWebhookIsAskedAboutWhatItsConditionsTake() throws Exception {
    try (var webhook = new HookEndpoint(request -> Discovery.tree("allowed", false));
        var server = TestServer.bare()) {
      server.create(configuration(webhook, "object.data.value == 'judged'"));
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> created(server, "judged", "judged").startsWith("4"));
      assertThat(created(server, "free", "free")).isEqualTo("201 null");
      assertThat(server.raw().post(MAPS, "{\"metadata\":{\"name\":\"none\"}}").at("message"))
          .isEqualTo(
              "configmaps \"none\" is forbidden: expression 'object.data.value == 'judged''"
                  + " resulted in error: no such key: data");
    }
  }

  @Test
  void conditionsThatMeanNothingAreRefused() throws Exception {
    try (var webhook = new HookEndpoint(request -> Discovery.tree("allowed", true));
        var server = TestServer.bare()) {
      assertThat(refusal(server, configuration(webhook, "1 + 1")))
          .isEqualTo(
              "422 ValidatingWebhookConfiguration.admissionregistration.k8s.io \"judge\" is invalid:"
                  + " webhooks[0].matchConditions[0].expression: Invalid value: \"1 + 1\": must"
                  + " evaluate to bool but got int");
      assertThat(refusal(server, configuration(webhook, "nothing == 1")))
          .startsWith(
              "422 ValidatingWebhookConfiguration.admissionregistration.k8s.io \"judge\" is invalid:"
                  + " webhooks[0].matchConditions[0].expression: Invalid value: \"nothing == 1\":"
                  + " compilation failed: ERROR: <input>:1:1: undeclared reference to 'nothing' (in"
                  + " container '')");
    }
  }

  private static String refusal(TestServer server, String yaml) {
    var answer = server.raw().send("POST", CONFIGURATIONS, "application/yaml", yaml);
    return answer.code() + " " + answer.at("message");
  }
}
