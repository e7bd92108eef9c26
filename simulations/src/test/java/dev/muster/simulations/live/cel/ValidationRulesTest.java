package dev.muster.simulations.live.cel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.live.store.Expressions;
import dev.muster.simulations.live.store.PatchKind;
import dev.muster.simulations.live.store.Request;
import dev.muster.simulations.live.store.ResourceType;
import dev.muster.simulations.live.store.Response;
import dev.muster.simulations.live.store.Store;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rules in schemas, written and applied through the store; texts as a real API server has them. */
class ValidationRulesTest {
  private final Store store = new Store(() -> 1_793_664_000_000L);

  ValidationRulesTest() {
    store.expressions(new CelExpressions());
  }

  private static Map<String, @Nullable Object> map(@Nullable Object... keysAndValues) {
    var result = new LinkedHashMap<String, @Nullable Object>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      result.put(String.valueOf(keysAndValues[i]), keysAndValues[i + 1]);
    }
    return result;
  }

  private static Map<String, @Nullable Object> rule(String rule, @Nullable Object... more) {
    var result = map("rule", rule);
    result.putAll(map(more));
    return result;
  }

  /** Defines widgets whose spec has these properties and these rules. */
  private Response define(
      Map<String, @Nullable Object> properties, List<Map<String, @Nullable Object>> rules) {
    var spec = map("type", "object", "properties", properties);
    spec.put("x-kubernetes-validations", rules);
    var schema = map("type", "object", "properties", map("spec", spec, "status", status()));
    var version = map("name", "v1", "served", true, "storage", true);
    version.put("schema", map("openAPIV3Schema", schema));
    version.put("subresources", map("status", map()));
    var definition =
        map(
            "metadata",
            map("name", "widgets.example.com"),
            "spec",
            map(
                "group",
                "example.com",
                "scope",
                "Namespaced",
                "names",
                map("plural", "widgets", "kind", "Widget"),
                "versions",
                List.of(version)));
    var definitions =
        store.type("apiextensions.k8s.io", "v1", "customresourcedefinitions").orElseThrow();
    return store.handle(Request.create(definitions, "", definition));
  }

  private static Map<String, @Nullable Object> status() {
    var phase = map("type", "string");
    phase.put(
        "x-kubernetes-validations",
        List.of(rule("oldSelf != 'Done' || self == 'Done'", "message", "Done is final")));
    return map("type", "object", "properties", map("phase", phase));
  }

  private void defined(
      Map<String, @Nullable Object> properties, List<Map<String, @Nullable Object>> rules) {
    assertThat(define(properties, rules)).isInstanceOf(Response.Success.class);
  }

  private ResourceType widgets() {
    return store.type("example.com", "v1", "widgets").orElseThrow();
  }

  private Response create(Map<String, @Nullable Object> spec) {
    Map<String, @Nullable Object> widget =
        map("kind", "Widget", "metadata", map("name", "one"), "spec", spec);
    return store.handle(Request.create(widgets(), "default", widget));
  }

  private Response patch(Map<String, @Nullable Object> body) {
    return store.handle(Request.patch(widgets(), "default", "one", PatchKind.MERGE, body));
  }

  private Response patchStatus(String phase) {
    var body = map("status", map("phase", phase));
    return store.handle(
        Request.patch(widgets(), "default", "one", PatchKind.MERGE, body)
            .withSubresource("status"));
  }

  private static List<String> causes(Response response) {
    var result = new ArrayList<String>();
    if (response instanceof Response.Failure failure
        && failure.status().get("details") instanceof Map<?, ?> details
        && details.get("causes") instanceof List<?> causes) {
      for (Object cause : causes) {
        if (cause instanceof Map<?, ?> one) {
          result.add(one.get("reason") + " " + one.get("field") + ": " + one.get("message"));
        }
      }
    }
    return result;
  }

  private static Map<String, @Nullable Object> number() {
    return map("type", "integer");
  }

  @Test
  void ruleThatHoldsLetsTheObjectIn() {
    defined(map("least", number(), "most", number()), List.of(rule("self.least <= self.most")));
    assertThat(create(map("least", 1L, "most", 2L))).isInstanceOf(Response.Success.class);
  }

  @Test
  void ruleThatDoesNotHoldIsToldWithItsMessageOrItself() {
    defined(
        map("least", number(), "most", number()),
        List.of(
            rule("self.least <= self.most", "message", "least must not exceed most"),
            rule("self.least >= 0")));
    assertThat(causes(create(map("least", -1L, "most", -2L))))
        .containsExactly(
            "FieldValueInvalid spec: Invalid value: least must not exceed most",
            "FieldValueInvalid spec: Invalid value: failed rule: self.least >= 0");
  }

  @Test
  void messageMayBeAnExpressionAndTheFieldAndReasonBeNamed() {
    defined(
        map("least", number(), "most", number()),
        List.of(
            rule(
                "self.least <= self.most",
                "messageExpression",
                "string(self.least) + ' exceeds ' + string(self.most)",
                "fieldPath",
                ".least",
                "reason",
                "FieldValueForbidden"),
            rule(
                "self.most < 10",
                "message",
                "plain",
                "messageExpression",
                "self.nothing",
                "reason",
                "FieldValueRequired")));
    assertThat(causes(create(map("least", 21L, "most", 20L))))
        .containsExactly(
            "FieldValueForbidden spec.least: Forbidden: 21 exceeds 20",
            "FieldValueRequired spec: Required value: plain");
  }

  @Test
  void scalarIsShown() {
    var name = map("type", "string");
    name.put("x-kubernetes-validations", List.of(rule("self.startsWith('a')")));
    defined(map("name", name), List.of());
    assertThat(causes(create(map("name", "bert"))))
        .containsExactly(
            "FieldValueInvalid spec.name: Invalid value: \"bert\": failed rule:"
                + " self.startsWith('a')");
  }

  @Test
  void transitionRuleAppliesToChangesAlone() {
    defined(
        map("size", number(), "other", number()),
        List.of(rule("self.size >= oldSelf.size", "message", "must not shrink")));
    assertThat(create(map("size", 5L))).isInstanceOf(Response.Success.class);
    assertThat(patch(map("spec", map("size", 6L)))).isInstanceOf(Response.Success.class);
    assertThat(causes(patch(map("spec", map("size", 4L)))))
        .containsExactly("FieldValueInvalid spec: Invalid value: must not shrink");
  }

  @Test
  void transitionRuleOfTheStatusAppliesThereToo() {
    defined(map(), List.of());
    assertThat(create(map())).isInstanceOf(Response.Success.class);
    assertThat(patchStatus("Done")).isInstanceOf(Response.Success.class);
    assertThat(causes(patchStatus("Again")))
        .containsExactly("FieldValueInvalid status.phase: Invalid value: \"Again\": Done is final");
  }

  @Test
  void optionalOldValueIsAskedForAtCreationToo() {
    defined(
        map("size", number()),
        List.of(
            rule(
                "oldSelf.hasValue() || self.size == 1",
                "optionalOldSelf",
                true,
                "message",
                "begins at 1")));
    assertThat(causes(create(map("size", 2L))))
        .containsExactly("FieldValueInvalid spec: Invalid value: begins at 1");
    assertThat(create(map("size", 1L))).isInstanceOf(Response.Success.class);
    assertThat(patch(map("spec", map("size", 2L)))).isInstanceOf(Response.Success.class);
  }

  @Test
  void whatWasWrongAlreadyMayStayWhereNothingChanged() {
    var name = map("type", "string");
    defined(map("name", name, "size", number()), List.of());
    assertThat(create(map("name", "bert", "size", 1L))).isInstanceOf(Response.Success.class);
    name.put("x-kubernetes-validations", List.of(rule("self.startsWith('a')")));
    redefine(name);
    assertThat(patch(map("spec", map("size", 2L)))).isInstanceOf(Response.Success.class);
    assertThat(causes(patch(map("spec", map("name", "carl"))))).hasSize(1);
  }

  private void redefine(Map<String, @Nullable Object> name) {
    var definitions =
        store.type("apiextensions.k8s.io", "v1", "customresourcedefinitions").orElseThrow();
    var operations =
        List.of(
            map(
                "op",
                "replace",
                "path",
                "/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/name",
                "value",
                name));
    assertThat(
            store.handle(
                Request.patch(definitions, "", "widgets.example.com", PatchKind.JSON, operations)))
        .isInstanceOf(Response.Success.class);
  }

  @Test
  void failureOfARuleIsToldInTheWordsOfAnApiServer() {
    defined(
        map("size", number(), "any", map("x-kubernetes-int-or-string", true)),
        List.of(
            rule("self.missing == 1"),
            rule("1 / self.size == 1"),
            rule("self.any + 1 > 1"),
            rule("[1][self.size + 1] == 1")));
    assertThat(causes(create(map("size", 0L, "any", "text"))))
        .containsExactly(
            "FieldValueInvalid spec: Invalid value: \"object\": no such key: missing evaluating"
                + " rule: self.missing == 1",
            "FieldValueInvalid spec: Invalid value: \"object\": division by zero evaluating rule:"
                + " 1 / self.size == 1",
            "FieldValueInvalid spec: Invalid value: \"object\": 'no such overload': call arguments"
                + " did not match a supported operator, function or macro signature for rule:"
                + " self.any + 1 > 1",
            "FieldValueInvalid spec: Invalid value: \"object\": index out of bounds: 1 evaluating"
                + " rule: [1][self.size + 1] == 1");
  }

  @Test
  void rulesAreNotAskedAboutAnObjectOfTheWrongShape() {
    defined(map("size", number()), List.of(rule("self.size > 1")));
    assertThat(causes(create(map("size", "large"))))
        .hasSize(2)
        .last()
        .isEqualTo(
            "FieldValueInvalid <nil>: Invalid value: null: some validation rules were not checked"
                + " because the object was invalid; correct the existing errors to complete"
                + " validation");
  }

  @Test
  void elementsAreComparedByTheirKeys() {
    var item =
        map("type", "object", "properties", map("name", map("type", "string"), "size", number()));
    item.put(
        "x-kubernetes-validations",
        List.of(rule("self.size >= oldSelf.size", "message", "must not shrink")));
    var items = map("type", "array", "items", item, "x-kubernetes-list-type", "map");
    items.put("x-kubernetes-list-map-keys", List.of("name"));
    defined(map("items", items), List.of());
    var a = map("name", "a", "size", 5L);
    var b = map("name", "b", "size", 5L);
    assertThat(create(map("items", List.of(a, b)))).isInstanceOf(Response.Success.class);
    var smaller = map("name", "a", "size", 4L);
    assertThat(causes(patch(map("spec", map("items", List.of(b, smaller))))))
        .containsExactly("FieldValueInvalid spec.items[1]: Invalid value: must not shrink");
  }

  @Test
  void namesInstantsDurationsAndNullsAreWhatRulesExpect() {
    var text = map("type", "string");
    defined(
        map(
            "namespace",
            text,
            "with-dash",
            text,
            "start",
            map("type", "string", "format", "date-time"),
            "wait",
            map("type", "string", "format", "duration"),
            "perhaps",
            map("type", "string", "nullable", true)),
        List.of(
            rule("self.__namespace__ == 'n'"),
            rule("self.with__dash__dash == 'd'"),
            rule("self.start < timestamp('2027-01-01T00:00:00Z')"),
            rule("self.wait == duration('90m')"),
            rule("self.perhaps == null"),
            rule("!has(self.other)")));
    assertThat(
            causes(
                create(
                    map(
                        "namespace",
                        "n",
                        "with-dash",
                        "d",
                        "start",
                        "2026-11-27T00:00:00Z",
                        "wait",
                        "1h30m",
                        "perhaps",
                        null))))
        .isEmpty();
  }

  @Test
  void ruleThatCannotBeReadIsRefusedWhenItIsWritten() {
    var refused =
        causes(
            define(
                map("size", number()), List.of(rule("self.size >"), rule("quantity('1') == 1"))));
    assertThat(refused).hasSize(2);
    assertThat(refused.getFirst())
        .startsWith(
            "FieldValueInvalid"
                + " spec.versions[0].schema.openAPIV3Schema.properties[spec]"
                + ".x-kubernetes-validations[0].rule: Invalid value: \"self.size >\": compilation"
                + " failed: ");
    assertThat(refused.get(1)).contains("quantity");
  }

  @Test
  void ruleThatNeverEndsIsCutOff() {
    defined(
        map("list", map("type", "array", "items", number())),
        List.of(rule("self.list.all(a, self.list.all(b, self.list.all(c, a + b + c >= 0)))")));
    var numbers = new ArrayList<@Nullable Object>();
    for (long i = 0; i < 200; i++) {
      numbers.add(i);
    }
    assertThat(causes(create(map("list", numbers))))
        .singleElement()
        .asString()
        .contains("cost limit exceeded");
  }

  @Test
  void withoutAnEvaluatorRulesAreNotPassedOver() {
    defined(map("size", number()), List.of(rule("self.size > 1")));
    store.expressions(Expressions.NONE);
    assertThat(causes(create(map("size", 2L))))
        .containsExactly(
            "FieldValueInvalid spec: Invalid value: \"object\": rule compile error: no expressions"
                + " are evaluated here");
  }
}
