package dev.muster.simulations.live.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.simulations.TestServer;
import dev.muster.simulations.live.objects.Trees;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the token of a service account is good for, on either server. */
@Tag(TestServer.BOTH)
class AccountTokenIT {
  private static final String ACCOUNTS = "/api/v1/namespaces/default/serviceaccounts/";
  private static final String REVIEWS = "/apis/authentication.k8s.io/v1/tokenreviews";

  @Test
  void aServiceAccountSpeaksAndActsAsItself() {
    try (var server = TestServer.bare();
        var robot = new RawClient(server.kubeconfigFor("default", "robot"))) {
      var self = robot.post("/apis/authentication.k8s.io/v1/selfsubjectreviews", "{}");
      var user = Trees.map(self.body(), "status", "userInfo");
      assertThat(user)
          .containsEntry("username", "system:serviceaccount:default:robot")
          .containsEntry("uid", Trees.uid(server.get("v1", "ServiceAccount", "robot")))
          .containsEntry(
              "groups",
              List.of(
                  "system:serviceaccounts",
                  "system:serviceaccounts:default",
                  "system:authenticated"));
      assertThat(Trees.map(user, "extra"))
          .containsOnlyKeys("authentication.kubernetes.io/credential-id");
      var refused = robot.get("/api/v1/namespaces/default/configmaps");
      assertThat(refused.code()).isEqualTo(403);
      server.create(
          """
          apiVersion: rbac.authorization.k8s.io/v1
          kind: Role
          metadata: {name: reader}
          rules: [{apiGroups: [""], resources: [configmaps], verbs: [list]}]
          """);
      server.create(
          """
          apiVersion: rbac.authorization.k8s.io/v1
          kind: RoleBinding
          metadata: {name: robots}
          roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
          subjects: [{kind: ServiceAccount, name: robot, namespace: default}]
          """);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> robot.get("/api/v1/namespaces/default/configmaps").code() == 200);
      server.delete("v1", "ServiceAccount", "robot");
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> robot.get("/api/v1/namespaces/default/configmaps").code() == 401);
    }
  }

  @Test
  void tokensAreReviewedAndRefused() {
    try (var server = TestServer.bare()) {
      var given =
          server
              .raw()
              .post(
                  ACCOUNTS + "default/token",
                  """
                  {"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest",
                   "spec":{"audiences":["vault"],"expirationSeconds":700}}
                  """);
      assertThat(given.code()).isEqualTo(201);
      assertThat(given.at("kind")).isEqualTo("TokenRequest");
      assertThat(given.at("metadata", "name")).isEqualTo("default");
      assertThat(given.at("spec", "expirationSeconds")).hasToString("700");
      var token = Trees.text(given.body(), "status", "token");
      assertThat(review(server, token, "vault")).isEqualTo("true [vault] null");
      assertThat(review(server, token, "other"))
          .isEqualTo(
              "null null [invalid bearer token, token audiences [\"vault\"] is invalid for the target audiences [\"other\"]]");
      assertThat(review(server, "nonsense", "other")).isEqualTo("null null invalid bearer token");
      assertThat(refusal(server, "default", "{\"spec\":{\"expirationSeconds\":5}}"))
          .isEqualTo(
              "422 Invalid TokenRequest.authentication.k8s.io \"\" is invalid: spec.expirationSeconds:"
                  + " Invalid value: 5: may not specify a duration less than 10 minutes");
      assertThat(refusal(server, "nobody", "{}"))
          .isEqualTo("404 NotFound serviceaccounts \"nobody\" not found");
      assertThat(
              refusal(
                  server,
                  "default",
                  "{\"spec\":{\"boundObjectRef\":{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"name\":\"x\"}}}"))
          .startsWith("400 BadRequest cannot bind token to object of type");
    }
  }

  private static String review(TestServer server, String token, String audience) {
    var body =
        "{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"TokenReview\",\"spec\":{\"token\":\"%s\",\"audiences\":[\"%s\"]}}"
            .formatted(token, audience);
    var answer = server.raw().post(REVIEWS, body);
    return answer.at("status", "authenticated")
        + " "
        + answer.at("status", "audiences")
        + " "
        + answer.at("status", "error");
  }

  private static String refusal(TestServer server, String account, String body) {
    var answer = server.raw().post(ACCOUNTS + account + "/token", body);
    return answer.code() + " " + answer.at("reason") + " " + answer.at("message");
  }
}
