package dev.muster.simulations.live.store;

import static dev.muster.simulations.live.store.Fixture.configMap;
import static dev.muster.simulations.live.store.Fixture.object;
import static dev.muster.simulations.live.store.Webhooks.allowed;
import static dev.muster.simulations.live.store.Webhooks.configuration;
import static dev.muster.simulations.live.store.Webhooks.denied;
import static dev.muster.simulations.live.store.Webhooks.patched;
import static dev.muster.simulations.live.store.Webhooks.webhook;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private static final String MUTATING =
      "mutatingwebhookconfigurations.admissionregistration.k8s.io";
  private static final String VALIDATING =
      "validatingwebhookconfigurations.admissionregistration.k8s.io";
  private static final String FIRST = "https://first.test/";
  private static final String SECOND = "https://second.test/";

  private final Fixture fixture = new Fixture();
  private final Webhooks webhooks = new Webhooks();
  private final List<Response> responses = new ArrayList<>();

  @BeforeEach
  void connect() {
    fixture.store.callouts(webhooks);
  }

  private void mutating(String name, String url) {
    fixture.create(MUTATING, configuration(name, webhook(name + ".test.dev", url, "configmaps")));
  }

  private void validating(String name, String url) {
    fixture.create(VALIDATING, configuration(name, webhook(name + ".test.dev", url, "configmaps")));
  }

  private void submit(Request request) {
    fixture.store.submit(request, responses::add);
  }

  private Request creation(Map<String, @Nullable Object> object) {
    return Request.create(fixture.type("configmaps"), "default", object);
  }

  private Request merge(String name, Map<String, @Nullable Object> patch) {
    return Request.patch(fixture.type("configmaps"), "default", name, PatchKind.MERGE, patch);
  }

  private String refusal() {
    assertThat(responses).hasSize(1);
    return responses.getFirst() instanceof Response.Failure failure
        ? failure.code() + " " + failure.reason() + ": " + failure.message()
        : responses.toString();
  }

  private String value(String name) {
    return Trees.textAt(fixture.get("configmaps", name), "data", "value");
  }

  @Test
  void answersAtOnceWhenNoWebhookIsConcerned() {
    fixture.create(VALIDATING, configuration("pods", webhook("pods.test.dev", FIRST, "pods")));
    submit(creation(configMap("one", "a")));
    assertThat(responses).hasSize(1);
    assertThat(webhooks.asked).isEmpty();
  }

  @Test
  void tellsTheWebhookEverythingAboutACreation() {
    validating("judge", FIRST);
    webhooks.at(FIRST, request -> allowed());
    submit(creation(configMap("one", "a")).withUser("system:serviceaccount:team:robot"));
    var asked = webhooks.asked.getFirst();
    var stored = Trees.remove(fixture.get("configmaps", "one"), "metadata", "resourceVersion");
    assertThat(asked.get("uid")).isInstanceOf(String.class);
    assertThat(Trees.remove(asked, "uid"))
        .isEqualTo(
            Trees.of(
                "kind",
                Trees.of("group", "", "version", "v1", "kind", "ConfigMap"),
                "resource",
                Trees.of("group", "", "version", "v1", "resource", "configmaps"),
                "requestKind",
                Trees.of("group", "", "version", "v1", "kind", "ConfigMap"),
                "requestResource",
                Trees.of("group", "", "version", "v1", "resource", "configmaps"),
                "name",
                "one",
                "namespace",
                "default",
                "operation",
                "CREATE",
                "userInfo",
                Trees.of(
                    "username",
                    "system:serviceaccount:team:robot",
                    "groups",
                    List.of(
                        "system:serviceaccounts",
                        "system:serviceaccounts:team",
                        "system:authenticated")),
                "object",
                stored,
                "oldObject",
                null,
                "dryRun",
                false,
                "options",
                Trees.of("kind", "CreateOptions", "apiVersion", "meta.k8s.io/v1")));
  }

  @Test
  void refusesWhatAWebhookDenies() {
    validating("judge", FIRST);
    webhooks.at(FIRST, request -> denied("not today"));
    submit(creation(configMap("one", "a")));
    assertThat(refusal())
        .isEqualTo("403 : admission webhook \"judge.test.dev\" denied the request: not today");
    assertThat(fixture.exists("configmaps", "one")).isFalse();
  }

  @Test
  void deniesWithoutExplanationAsABadRequest() {
    validating("judge", FIRST);
    webhooks.at(FIRST, request -> Trees.of("allowed", false));
    submit(creation(configMap("one", "a")));
    assertThat(refusal())
        .isEqualTo(
            "400 : admission webhook \"judge.test.dev\" denied the request without explanation");
  }

  @Test
  void storesWhatTheWebhooksMakeOfTheObjectInTheOrderOfTheirNames() {
    mutating("b-second", SECOND);
    mutating("a-first", FIRST);
    webhooks.at(FIRST, request -> patched("/data/first", "1"));
    webhooks.at(
        SECOND, request -> patched("/data/seen", Trees.textAt(request, "object", "data", "first")));
    submit(creation(configMap("one", "a")));
    assertThat(fixture.get("configmaps", "one").get("data"))
        .isEqualTo(Trees.of("value", "a", "first", "1", "seen", "1"));
  }

  @Test
  void asksAnEarlierWebhookAgainWhenALaterOneChangedTheObject() {
    var first =
        Trees.put(webhook("a.test.dev", FIRST, "configmaps"), "IfNeeded", "reinvocationPolicy");
    fixture.create(MUTATING, configuration("a", first));
    mutating("b", SECOND);
    webhooks.at(FIRST, request -> allowed());
    webhooks.at(SECOND, request -> patched("/data/more", "1"));
    submit(creation(configMap("one", "a")));
    assertThat(webhooks.urls).containsExactly(FIRST, SECOND, FIRST);
    assertThat(Trees.textAt(webhooks.asked.get(2), "object", "data", "more")).isEqualTo("1");
  }

  @Test
  void answersLateWhenTheWebhookDoes() {
    validating("judge", FIRST);
    webhooks.late = true;
    webhooks.at(FIRST, request -> allowed());
    submit(creation(configMap("one", "a")));
    assertThat(responses).isEmpty();
    assertThat(fixture.exists("configmaps", "one")).isFalse();
    webhooks.answerNext();
    assertThat(responses).hasSize(1);
    assertThat(value("one")).isEqualTo("a");
  }

  @Test
  void refusesACreationThatSomebodyElseMadeInTheMeantime() {
    validating("judge", FIRST);
    webhooks.late = true;
    webhooks.at(FIRST, request -> allowed());
    submit(creation(configMap("one", "late")));
    fixture.create("configmaps", configMap("one", "early"));
    webhooks.answerNext();
    assertThat(refusal()).isEqualTo("409 AlreadyExists: configmaps \"one\" already exists");
    assertThat(value("one")).isEqualTo("early");
  }

  @Test
  void appliesAPatchToTheObjectAsItIsWhenTheWebhookAnswersAndAsksAboutThat() {
    fixture.create("configmaps", configMap("one", "a"));
    validating("judge", FIRST);
    webhooks.late = true;
    webhooks.at(FIRST, request -> allowed());
    submit(merge("one", object("data.mine", "m")));
    fixture.merge("configmaps", "one", object("data.theirs", "t"));
    webhooks.answerNext();
    assertThat(responses).isEmpty();
    assertThat(Trees.at(webhooks.asked.get(1), "object", "data"))
        .isEqualTo(Trees.of("value", "a", "theirs", "t", "mine", "m"));
    webhooks.answerNext();
    assertThat(responses).hasSize(1);
    assertThat(fixture.get("configmaps", "one").get("data"))
        .isEqualTo(Trees.of("value", "a", "theirs", "t", "mine", "m"));
  }

  @Test
  void refusesAnUpdateOfAVersionThatWasOvertakenInTheMeantime() {
    var read = fixture.create("configmaps", configMap("one", "a"));
    validating("judge", FIRST);
    webhooks.late = true;
    webhooks.at(FIRST, request -> allowed());
    var mine = Trees.put(read, "mine", "data", "value");
    submit(Request.update(fixture.type("configmaps"), "default", "one", mine));
    fixture.merge("configmaps", "one", object("data.value", "theirs"));
    webhooks.answerNext();
    assertThat(refusal())
        .isEqualTo(
            "409 Conflict: Operation cannot be fulfilled on configmaps \"one\": the object has been"
                + " modified; please apply your changes to the latest version and try again");
    assertThat(value("one")).isEqualTo("theirs");
  }

  @Test
  void givesUpOnAnObjectThatNeverStandsStill() {
    fixture.create("configmaps", configMap("one", "a"));
    validating("judge", FIRST);
    webhooks.late = true;
    webhooks.at(FIRST, request -> allowed());
    submit(merge("one", object("data.mine", "m")));
    for (int i = 0; i < 20 && webhooks.waiting() > 0; i++) {
      fixture.merge("configmaps", "one", object("data.theirs", "t" + i));
      webhooks.answerNext();
    }
    assertThat(refusal()).startsWith("409 Conflict:");
  }

  @Test
  void keepsTheUidAndTheTimeOfACreationThatIsDecidedSeveralTimes() {
    validating("a", FIRST);
    validating("b", SECOND);
    webhooks.late = true;
    webhooks.at(FIRST, request -> allowed());
    webhooks.at(SECOND, request -> allowed());
    submit(creation(object("metadata.generateName", "made-", "data.value", "a")));
    assertThat(webhooks.waiting()).isEqualTo(2);
    fixture.now += 5_000;
    webhooks.answerNext();
    webhooks.answerNext();
    assertThat(responses).hasSize(1);
    var made = responses.getFirst() instanceof Response.Success done ? done.body() : Trees.EMPTY;
    assertThat(Trees.at(webhooks.asked.getFirst(), "object"))
        .isEqualTo(Trees.remove(made, "metadata", "resourceVersion"));
    assertThat(webhooks.asked).hasSize(2);
  }

  @Test
  void tellsWebhooksOfADryRunAndStoresNothing() {
    validating("judge", FIRST);
    webhooks.at(FIRST, request -> allowed());
    submit(creation(configMap("one", "a")).withOptions(Options.NONE.withDryRun(true)));
    assertThat(webhooks.asked.getFirst().get("dryRun")).isEqualTo(true);
    assertThat(Trees.at(webhooks.asked.getFirst(), "options", "dryRun")).isEqualTo(List.of("All"));
    assertThat(responses.getFirst()).isInstanceOf(Response.Success.class);
    assertThat(fixture.exists("configmaps", "one")).isFalse();
  }

  @Test
  void failsWhenAWebhookCannotBeReached() {
    validating("judge", FIRST);
    submit(creation(configMap("one", "a")));
    assertThat(refusal())
        .isEqualTo(
            "500 InternalError: Internal error occurred: failed calling webhook"
                + " \"judge.test.dev\": failed to call webhook: Post \"https://first.test/\":"
                + " connection refused");
  }

  @Test
  void goesOnWhenAWebhookThatMayFailCannotBeReached() {
    var open = Trees.put(webhook("a.test.dev", FIRST, "configmaps"), "Ignore", "failurePolicy");
    fixture.create(MUTATING, configuration("a", open));
    submit(creation(configMap("one", "a")));
    assertThat(value("one")).isEqualTo("a");
  }

  @Test
  void asksBeforeADeletionAndKeepsWhatIsDenied() {
    fixture.create("configmaps", configMap("one", "a"));
    validating("judge", FIRST);
    webhooks.at(FIRST, request -> denied("needed"));
    submit(Request.delete(fixture.type("configmaps"), "default", "one", Trees.EMPTY));
    assertThat(refusal())
        .isEqualTo("403 : admission webhook \"judge.test.dev\" denied the request: needed");
    var asked = webhooks.asked.getFirst();
    assertThat(asked.get("object")).isNull();
    assertThat(asked.get("oldObject")).isEqualTo(fixture.get("configmaps", "one"));
  }

  @Test
  void deletesNothingOfACollectionOfWhichOneMayNotGo() {
    for (String name : List.of("a", "b", "c")) {
      fixture.create("configmaps", configMap(name, name));
    }
    validating("judge", FIRST);
    webhooks.at(FIRST, request -> "b".equals(request.get("name")) ? denied("no") : allowed());
    submit(
        new Request(
            Verb.DELETE_COLLECTION,
            fixture.type("configmaps"),
            "default",
            "",
            "",
            Options.NONE,
            PatchKind.MERGE,
            null,
            ""));
    assertThat(refusal()).startsWith("403");
    assertThat(webhooks.asked).hasSize(3);
    assertThat(
            fixture.namesOf(
                fixture.done(Request.list(fixture.type("configmaps"), "default", Options.NONE))))
        .containsExactly("a", "b", "c");
  }

  @Test
  void passesWarningsOn() {
    validating("judge", FIRST);
    webhooks.at(FIRST, request -> Trees.put(allowed(), List.of("mind the gap"), "warnings"));
    submit(creation(configMap("one", "a")));
    assertThat(responses.getFirst())
        .isInstanceOfSatisfying(
            Response.Success.class,
            done -> assertThat(done.warnings()).containsExactly("mind the gap"));
  }

  @Test
  void choosesByNamespaceAndByEitherStateOfTheObject() {
    var chosen =
        Trees.put(
            webhook("a.test.dev", FIRST, "configmaps"),
            Trees.of("matchLabels", Trees.of("watched", "yes")),
            "objectSelector");
    chosen =
        Trees.put(
            chosen,
            Trees.of(
                "matchExpressions", List.of(Trees.of("key", "off", "operator", "DoesNotExist"))),
            "namespaceSelector");
    fixture.create(VALIDATING, configuration("a", chosen));
    webhooks.at(FIRST, request -> allowed());
    submit(creation(configMap("plain", "a")));
    assertThat(webhooks.asked).isEmpty();
    submit(creation(Trees.put(configMap("one", "a"), "yes", "metadata", "labels", "watched")));
    submit(merge("one", object("metadata.labels.watched", null)));
    assertThat(webhooks.asked).hasSize(2);
    submit(merge("one", object("data.value", "b")));
    assertThat(webhooks.asked).hasSize(2);
    fixture.merge("namespaces", "default", object("metadata.labels.off", "yes"));
    submit(creation(Trees.put(configMap("two", "a"), "yes", "metadata", "labels", "watched")));
    assertThat(webhooks.asked).hasSize(2);
  }

  @Test
  void neverAsksAboutWebhookConfigurations() {
    fixture.create(VALIDATING, configuration("all", webhook("all.test.dev", FIRST, "*/*")));
    submit(Request.delete(fixture.type(VALIDATING), "", "all", Trees.EMPTY));
    assertThat(responses.getFirst()).isInstanceOf(Response.Success.class);
    assertThat(webhooks.asked).isEmpty();
  }

  @Test
  void asksAboutBindingsAndScalesAsWhatTheyAre() {
    fixture.create("pods", Fixture.pod("p"));
    fixture.create(
        VALIDATING, configuration("all", webhook("all.test.dev", FIRST, "*/binding", "*/scale")));
    webhooks.at(FIRST, request -> allowed());
    submit(
        Request.create(fixture.type("pods"), "default", object("target.name", "n1"))
            .withSubresource("binding"));
    assertThat(responses).hasSize(1);
    assertThat(webhooks.asked.getFirst())
        .containsEntry("subResource", "binding")
        .containsEntry("kind", Trees.of("group", "", "version", "v1", "kind", "Binding"));
  }

  @Test
  void refusesAConfigurationThatCannotBeObeyed() {
    var broken = Trees.remove(webhook("short", "http://plain", "pods"), "sideEffects");
    assertThat(
            fixture.refusal(
                Request.create(fixture.type(VALIDATING), "", configuration("bad", broken))))
        .startsWith("422 Invalid:")
        .contains("webhooks[0].name: Invalid value: \"short\"")
        .contains("webhooks[0].sideEffects: Required value")
        .contains("webhooks[0].clientConfig.url: Invalid value: \"http\": 'https' is the only");
  }

  @Test
  void failsOnAnAnswerToAnotherQuestion() {
    validating("judge", FIRST);
    fixture.store.callouts((target, body, then) ->
        then.accept(
            new Callout.Outcome.Answered(
                object(
                    "kind", "AdmissionReview",
                    "response.uid", "another",
                    "response.allowed", true))));
    submit(creation(configMap("one", "a")));
    assertThat(refusal())
        .startsWith(
            "500 InternalError: Internal error occurred: failed calling webhook"
                + " \"judge.test.dev\": received invalid webhook response: expected response.uid=");
    assertThat(fixture.exists("configmaps", "one")).isFalse();
  }
}
