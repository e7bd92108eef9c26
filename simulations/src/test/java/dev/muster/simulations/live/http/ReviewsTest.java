package dev.muster.simulations.live.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Where reviews are asked for, and which of them make no sense. */
final class ReviewsTest {
  private static final Running RUNNING = Running.inScratch();
  private static final RawClient CLIENT = new RawClient(RUNNING.server.kubeconfig());
  private static final String GROUP = "/apis/authorization.k8s.io/v1";
  private static final String LOCAL = GROUP + "/namespaces/default/localsubjectaccessreviews";
  private static final String INVALID = ".authorization.k8s.io \"\" is invalid: ";
  private static final String INSIDE =
      """
      {"spec":{"user":"u","resourceAttributes":
        {"namespace":"default","verb":"get","resource":"pods"}}}
      """;

  @AfterAll
  static void close() {
    CLIENT.close();
    RUNNING.close();
    assertThat(RUNNING.failures).isEmpty();
  }

  private static Object message(String path, String body) {
    var answer = CLIENT.post(path, body);
    assertThat(answer.code()).isEqualTo(422);
    return String.valueOf(answer.at("message"));
  }

  @Test
  void whatReviewsTheWholeClusterIsNotThereInANamespace() {
    for (var path :
        new String[] {
          GROUP + "/namespaces/default/subjectaccessreviews",
          GROUP + "/namespaces/default/selfsubjectaccessreviews",
          "/apis/authentication.k8s.io/v1/namespaces/default/tokenreviews",
          GROUP + "/subjectaccessreviews/named",
          GROUP + "/subjectaccessreviews/named/status",
          GROUP + "/localsubjectaccessreviews"
        }) {
      var answer = CLIENT.post(path, INSIDE);
      assertThat(answer.code()).as(path).isEqualTo(404);
      assertThat(answer.at("message"))
          .isEqualTo("the server could not find the requested resource");
    }
    assertThat(CLIENT.get(GROUP + "/subjectaccessreviews").code()).isEqualTo(405);
  }

  @Test
  void aLocalReviewIsAboutItsNamespace() {
    var answer = CLIENT.post(LOCAL, INSIDE);
    assertThat(answer.code()).isEqualTo(201);
    assertThat(answer.at("metadata", "namespace")).isEqualTo("default");
    assertThat(answer.at("status", "allowed")).isEqualTo(false);
    assertThat(message(LOCAL, INSIDE.replace("default", "kube-system")))
        .isEqualTo(
            INVALID
                + "spec.resourceAttributes.namespace: Invalid value: \"kube-system\": must match"
                + " metadata.namespace");
    assertThat(
            message(
                LOCAL, "{\"spec\":{\"user\":\"u\",\"nonResourceAttributes\":{\"path\":\"/x\"}}}"))
        .isEqualTo(
            INVALID
                + "spec.nonResourceAttributes: Invalid value: {\"Path\":\"/x\",\"Verb\":\"\"}:"
                + " disallowed on this kind of request");
    var elsewhere =
        CLIENT.post(LOCAL, INSIDE.replaceFirst("\\{", "{\"metadata\":{\"namespace\":\"x\"},"));
    assertThat(elsewhere.code()).isEqualTo(400);
  }

  @Test
  void aReviewSaysWhomItIsAboutAndOneThing() {
    var path = GROUP + "/subjectaccessreviews";
    assertThat(message(path, "{\"spec\":{\"user\":\"u\"}}"))
        .isEqualTo(
            INVALID
                + "spec.resourceAttributes: Invalid value: null: exactly one of"
                + " nonResourceAttributes or resourceAttributes must be specified");
    assertThat(
            message(
                path,
                "{\"spec\":{\"resourceAttributes\":{},\"nonResourceAttributes\":{\"verb\":\"get\"}}}"))
        .isEqualTo(
            INVALID
                + "[spec.nonResourceAttributes: Invalid value: {\"Path\":\"\",\"Verb\":\"get\"}:"
                + " cannot be specified in combination with resourceAttributes, spec.user: Invalid"
                + " value: \"\": at least one of user or group must be specified]");
  }
}
