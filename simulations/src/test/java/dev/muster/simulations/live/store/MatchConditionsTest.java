package dev.muster.simulations.live.store;

import static dev.muster.simulations.live.store.Fixture.configMap;
import static dev.muster.simulations.live.store.Webhooks.configuration;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.live.cel.CelExpressions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MatchConditionsTest {
  private static final String VALIDATING =
      "validatingwebhookconfigurations.admissionregistration.k8s.io";
  private static final String URL = "https://judge.test/";

  private final Fixture fixture = new Fixture();
  private final Webhooks webhooks = new Webhooks();

  @BeforeEach
  void connect() {
    fixture.store.expressions(new CelExpressions());
    fixture.store.callouts(webhooks);
    webhooks.at(URL, request -> Webhooks.denied("judged"));
  }

  private static Map<String, @Nullable Object> webhook(String policy, String... expressions) {
    var conditions = new ArrayList<@Nullable Object>();
    for (var expression : expressions) {
      conditions.add(Trees.of("name", "c" + conditions.size(), "expression", expression));
    }
    var webhook = Webhooks.webhook("a.test.dev", URL, "configmaps");
    webhook = Trees.put(webhook, policy, "failurePolicy");
    return Trees.put(webhook, Trees.frozen(conditions), "matchConditions");
  }

  private void configure(String policy, String... expressions) {
    fixture.create(VALIDATING, configuration("judge", webhook(policy, expressions)));
  }

  private String outcome(Request request) {
    var responses = new ArrayList<Response>();
    fixture.store.submit(request, responses::add);
    assertThat(responses).hasSize(1);
    return responses.getFirst() instanceof Response.Failure failure
        ? failure.code() + " " + failure.message()
        : "done";
  }

  private String created(String name, String value) {
    return outcome(Request.create(fixture.type("configmaps"), "default", configMap(name, value)));
  }

  private String refusedConfiguration(Map<String, @Nullable Object> webhook) {
    return outcome(Request.create(fixture.type(VALIDATING), "", configuration("bad", webhook)));
  }

  @Test
  void asksOnlyAboutWhatMeetsEveryCondition() {
    configure("Fail", "object.data.value != 'free'", "request.operation == 'CREATE'");
    assertThat(created("one", "free")).isEqualTo("done");
    assertThat(webhooks.asked).isEmpty();
    assertThat(created("two", "bound"))
        .isEqualTo("403 admission webhook \"a.test.dev\" denied the request: judged");
    var patch = Fixture.object("data.value", "bound");
    assertThat(
            outcome(
                Request.patch(
                    fixture.type("configmaps"), "default", "one", PatchKind.MERGE, patch)))
        .isEqualTo("done");
  }

  @Test
  void conditionsSeeTheOldObjectWhoAsksAndNothingWhereNothingIs() {
    configure(
        "Fail",
        "request.userInfo.username == 'eve'",
        "object == null",
        "oldObject.data.value == 'kept'");
    assertThat(created("one", "kept")).isEqualTo("done");
    var deletion = Request.delete(fixture.type("configmaps"), "default", "one", Map.of());
    assertThat(outcome(deletion.withUser("eve"))).startsWith("403 ");
    assertThat(outcome(deletion.withUser("adam"))).isEqualTo("done");
  }

  @Test
  void aConditionThatFailsRefusesOrPassesOverByThePolicy() {
    configure("Fail", "object.data.missing == 'x'");
    assertThat(created("one", "a"))
        .isEqualTo(
            "403 configmaps \"one\" is forbidden: expression 'object.data.missing == 'x'' resulted"
                + " in error: no such key: missing");
    fixture.delete(VALIDATING, "judge");
    configure("Ignore", "object.data.missing == 'x'");
    assertThat(created("one", "a")).isEqualTo("done");
    assertThat(webhooks.asked).isEmpty();
  }

  @Test
  void aFalseConditionOutweighsOneThatFails() {
    configure("Fail", "object.data.missing == 'x'", "false");
    assertThat(created("one", "a")).isEqualTo("done");
  }

  @Test
  void tellsOfAllConditionsThatFail() {
    configure("Fail", "object.a", "object.b", "true");
    assertThat(created("one", "a"))
        .isEqualTo(
            "403 configmaps \"one\" is forbidden: [expression 'object.a' resulted in error: no such"
                + " key: a, expression 'object.b' resulted in error: no such key: b]");
  }

  @Test
  void refusesConditionsThatCannotBeEvaluated() {
    assertThat(refusedConfiguration(webhook("Fail", "object.", "1 + 1", "nothing == 1")))
        .contains(
            "webhooks[0].matchConditions[0].expression: Invalid value: \"object.\": compilation failed: ERROR",
            "webhooks[0].matchConditions[1].expression: Invalid value: \"1 + 1\": must evaluate to bool but got int",
            "undeclared reference to 'nothing'");
    assertThat(
            refusedConfiguration(webhook("Fail", "authorizer.path('/x').check('get').allowed()")))
        .contains("the authorizer is not known to conditions on this server");
    var unnamed =
        Trees.put(
            webhook("Fail"),
            List.of(
                Trees.of("expression", "true"),
                Trees.of("name", "same", "expression", " "),
                Trees.of("name", "same", "expression", "true"),
                Trees.of("name", "not a name", "expression", "true")),
            "matchConditions");
    assertThat(refusedConfiguration(unnamed))
        .contains(
            "webhooks[0].matchConditions[0].name: Required value",
            "webhooks[0].matchConditions[1].expression: Required value",
            "webhooks[0].matchConditions[2].name: Duplicate value: \"same\"",
            "webhooks[0].matchConditions[3].name: Invalid value: \"not a name\": name part must consist");
  }

  @Test
  void refusesEveryConditionWhereNothingEvaluatesThem() {
    fixture.store.expressions(Expressions.NONE);
    assertThat(refusedConfiguration(webhook("Fail", "true")))
        .contains("compilation failed: no expressions are evaluated here");
  }
}
