package dev.muster.webhook.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.muster.scheduler.model.User;
import dev.muster.webhook.decide.Admission;
import dev.muster.webhook.decide.Admission.Addition;
import dev.muster.webhook.decide.AdmissionRequest;
import dev.muster.webhook.decide.AdmissionRequest.Operation;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is read of an admission review, what is refused, and what is answered. */
final class ReviewTest {
  private static final String GOOD =
      """
      {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {
        "uid": "u-1", "operation": "CREATE", "dryRun": true, "resource":
        {"group": "", "version": "v1", "resource": "pods"}, "namespace": "team", "userInfo":
        {"username": "ada", "uid": "7", "groups": ["g"], "extra": {"scopes": ["a", "b"]}}, "object": {"spec": {"priority": 7}}}}
      """;

  @Test
  void requestIsReadAsItIs() throws Exception {
    assertThat(read(GOOD))
        .isEqualTo(
            new Review(
                "u-1",
                false,
                new AdmissionRequest(
                    "u-1",
                    Operation.CREATE,
                    new AdmissionRequest.Resource("", "v1", "pods", ""),
                    "team",
                    new User(
                        "ada",
                        "7",
                        List.of("g"),
                        new TreeMap<>(Map.of("scopes", List.of("a", "b")))),
                    Map.of("spec", Map.of("priority", 7L)),
                    Map.of())));
  }

  @Test
  void changeHasBothObjects() throws Exception {
    var text =
        GOOD.replace("CREATE", "UPDATE").replace("\"object\"", "\"oldObject\": {}, \"object\"");
    assertThat(read(text).request().old()).isEmpty();
    var changed = text.replace("\"oldObject\": {}", "\"oldObject\": {\"spec\": 1}");
    assertThat(read(changed).request().old()).isEqualTo(Map.of("spec", 1L));
  }

  @Test
  void appWrapperOfTheOlderGroupIsJudgedAsTodaysAndToldInItsOwnPlaces() throws Exception {
    var review =
        read(
            """
            {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {
              "uid": "u-1", "operation": "CREATE", "namespace": "team", "resource":
              {"group": "mcad.ibm.com", "version": "v1beta1", "resource": "appwrappers"}, "object":
              {"apiVersion": "mcad.ibm.com/v1beta1", "kind": "AppWrapper", "spec": {"priority": 3, "resources":
               {"GenericItems": [{"replicas": 2, "generictemplate": {"kind": "Job"}}]}}}}}
            """);

    assertThat(review.request().resource())
        .isEqualTo(
            new AdmissionRequest.Resource("workload.codeflare.dev", "v1beta2", "appwrappers", ""));
    assertThat(review.request().object().get("spec"))
        .isEqualTo(
            Map.of(
                "mcad",
                Map.of("priority", 3L),
                "components",
                List.of(
                    Map.of("template", Map.of("kind", "Job"), "mcad", Map.of("replicas", 2L)))));
    var refusal = new Admission.Problem("spec.components[0].template.kind", "wrong");
    assertThat(new String(review.answer(new Admission.Refuse(List.of(refusal))), UTF_8))
        .contains("spec.resources.GenericItems[0].generictemplate.kind: wrong");
  }

  @Test
  void whoAsksWithoutAUserIsNobody() throws Exception {
    var text = GOOD.replace("userInfo", "somebody");
    assertThat(read(text).request().user()).isEqualTo(User.named(""));
  }

  @Test
  void deletionHasNoObject() throws Exception {
    var text = GOOD.replace("CREATE", "DELETE").replace("{\"spec\": {\"priority\": 7}}", "null");
    assertThat(read(text).request().object()).isEmpty();
  }

  @Test
  void answerNamesTheRequestAndHasNoPatchWhereNothingChanges() throws Exception {
    var answer = new String(read(GOOD).answer(Admission.UNCHANGED), StandardCharsets.UTF_8);
    assertThat(answer)
        .isEqualTo(
            "{\"apiVersion\":\"admission.k8s.io/v1\",\"kind\":\"AdmissionReview\","
                + "\"response\":{\"uid\":\"u-1\",\"allowed\":true}}");
  }

  @Test
  void additionsAreAJsonPatch() throws Exception {
    var admission =
        new Admission.Let(List.of(new Addition("/spec/x", List.of(Map.of("name", "g")))));
    var answer = new String(read(GOOD).answer(admission), StandardCharsets.UTF_8);
    assertThat(answer).contains("\"patchType\":\"JSONPatch\"");
    var patch = answer.replaceAll(".*\"patch\":\"([^\"]+)\".*", "$1");
    assertThat(new String(Base64.getDecoder().decode(patch), StandardCharsets.UTF_8))
        .contains("\"op\":\"add\"")
        .contains("\"path\":\"/spec/x\"")
        .contains("\"value\":[{\"name\":\"g\"}]");
  }

  @Test
  void refusalSaysWhatIsWrongInALineOfBoundedLength() throws Exception {
    var problem = new Admission.Problem("spec.x", "is \"odd\"");
    var answer =
        new String(
            read(GOOD).answer(new Admission.Refuse(List.of(problem))), StandardCharsets.UTF_8);
    assertThat(answer)
        .isEqualTo(
            "{\"apiVersion\":\"admission.k8s.io/v1\",\"kind\":\"AdmissionReview\",\"response\":"
                + "{\"uid\":\"u-1\",\"allowed\":false,\"status\":{\"code\":403,"
                + "\"reason\":\"Forbidden\",\"message\":\"spec.x: is \\\"odd\\\"\"}}}");
    var endless = new Admission.Problem("spec.y", "x".repeat(5_000));
    var many = new Admission.Refuse(Collections.nCopies(50, endless));
    assertThat(read(GOOD).answer(many)).hasSizeLessThan(1_250);
    assertThat(many.message()).endsWith("; and 47 more");
  }

  @Test
  void whoWroteInTheOldVersionIsToldThePlacesOfThat() throws Exception {
    var asked = "\"requestResource\": {\"group\": \"%s\", \"version\": \"v1beta1\"}, \"namespace\"";
    var refuse =
        new Admission.Refuse(List.of(new Admission.Problem("spec.components[0].template", "odd")));
    var old = GOOD.replace("\"namespace\"", asked.formatted("workload.codeflare.dev"));
    assertThat(new String(read(old).answer(refuse), StandardCharsets.UTF_8))
        .contains("\"spec.resources.GenericItems[0].generictemplate: odd\"");
    var other = GOOD.replace("\"namespace\"", asked.formatted("example.com"));
    for (var text : List.of(GOOD, other)) {
      assertThat(new String(read(text).answer(refuse), StandardCharsets.UTF_8))
          .contains("\"spec.components[0].template: odd\"");
    }
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
    refused(GOOD.replace("[\"g\"]", "[1]"), "request.userInfo.groups");
    refused(GOOD.replace("[\"a\", \"b\"]", "\"a\""), "request.userInfo.extra");
    refused(GOOD.replace("{\"scopes\": [\"a\", \"b\"]}", "[]"), "request.userInfo.extra");
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
    assertThatExceptionOfType(Unreadable.class)
        .isThrownBy(() -> read("{\"secret-word\": \"\u001b[31m\" oops"))
        .withMessageNotContainingAny("secret-word", "oops", "\u001b");
  }

  private static void refused(String text, String because) {
    assertThatExceptionOfType(Unreadable.class)
        .as(text.substring(0, Math.min(80, text.length())))
        .isThrownBy(() -> read(text))
        .withMessageContaining(because);
  }

  private static Review read(String text) throws Unreadable {
    return Review.read(text.getBytes(StandardCharsets.UTF_8));
  }
}
