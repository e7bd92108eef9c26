package dev.muster.webhook.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.muster.webhook.decide.Admission;
import dev.muster.webhook.decide.Admission.Addition;
import dev.muster.webhook.decide.AdmissionRequest;
import dev.muster.webhook.decide.AdmissionRequest.Operation;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is read of an admission review, what is refused, and what is answered. */
final class ReviewTest {
  private static final String GOOD =
      """
      {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {
        "uid": "u-1", "operation": "CREATE", "dryRun": true, "resource":
        {"group": "", "version": "v1", "resource": "pods"}, "object": {"spec": {"priority": 7}}}}
      """;

  @Test
  void requestIsReadAsItIs() throws Exception {
    assertThat(read(GOOD))
        .isEqualTo(
            new Review(
                "u-1",
                new AdmissionRequest(
                    Operation.CREATE, "", "pods", "", Map.of("spec", Map.of("priority", 7L)))));
  }

  @Test
  void deletionHasNoObject() throws Exception {
    var text = GOOD.replace("CREATE", "DELETE").replace("{\"spec\": {\"priority\": 7}}", "null");
    assertThat(read(text).request().object()).isEmpty();
  }

  @Test
  void answerNamesTheRequestAndHasNoPatchWhereNothingChanges() throws Exception {
    var answer = new String(read(GOOD).answer(new Admission(List.of())), StandardCharsets.UTF_8);
    assertThat(answer)
        .isEqualTo(
            "{\"apiVersion\":\"admission.k8s.io/v1\",\"kind\":\"AdmissionReview\","
                + "\"response\":{\"uid\":\"u-1\",\"allowed\":true}}");
  }

  @Test
  void additionsAreAJsonPatch() throws Exception {
    var admission = new Admission(List.of(new Addition("/spec/x", List.of(Map.of("name", "g")))));
    var answer = new String(read(GOOD).answer(admission), StandardCharsets.UTF_8);
    assertThat(answer).contains("\"patchType\":\"JSONPatch\"");
    var patch = answer.replaceAll(".*\"patch\":\"([^\"]+)\".*", "$1");
    assertThat(new String(Base64.getDecoder().decode(patch), StandardCharsets.UTF_8))
        .contains("\"op\":\"add\"")
        .contains("\"path\":\"/spec/x\"")
        .contains("\"value\":[{\"name\":\"g\"}]");
  }

  @Test
  void whatIsNoReviewIsRefused() {
    refused("", "not JSON");
    refused("null", "must be an object");
    refused("[]", "must be an object");
    refused("\"x\"", "must be an object");
    refused("{\"a\": 1", "line 1");
    refused("{}", "not an AdmissionReview");
    refused(GOOD.replace("k8s.io/v1", "k8s.io/v1beta1"), "not an AdmissionReview");
    refused(GOOD.replace("AdmissionReview", "Pod"), "not an AdmissionReview");
    refused(GOOD.replace("u-1", ""), "request.uid");
    refused(GOOD.replace("u-1", "u".repeat(129)), "request.uid");
    refused(GOOD.replace("CREATE", "MELT"), "request.operation");
    refused(GOOD.replace("\"resource\":\n", "\"resources\":\n"), "request.resource");
    refused(GOOD.replace("{\"spec\": {\"priority\": 7}}", "[]"), "request.object");
    refused(GOOD + "{}", "not JSON");
  }

  @Test
  void textBeyondTheLimitsIsRefused() {
    refused(GOOD.replace("7", "[".repeat(64) + "]".repeat(64)), "not JSON within the limits");
    refused(GOOD.replace("7", "\"" + "x".repeat((1 << 20) + 1) + "\""), "within the limits");
    refused(GOOD.replace("7", "1".repeat(65)), "within the limits");
    refused(GOOD.replace("\"priority\": 7", "\"a\": 1, \"a\": 2"), "within the limits");
  }

  @Test
  void refusalRepeatsNothingOfTheText() {
    assertThatExceptionOfType(Review.Unreadable.class)
        .isThrownBy(() -> read("{\"secret-word\": \"\u001b[31m\" oops"))
        .withMessageNotContainingAny("secret-word", "oops", "\u001b");
  }

  private static void refused(String text, String because) {
    assertThatExceptionOfType(Review.Unreadable.class)
        .as(text.substring(0, Math.min(80, text.length())))
        .isThrownBy(() -> read(text))
        .withMessageContaining(because);
  }

  private static Review read(String text) throws Review.Unreadable {
    return Review.read(text.getBytes(StandardCharsets.UTF_8));
  }
}
