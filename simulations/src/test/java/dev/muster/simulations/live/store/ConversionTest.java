package dev.muster.simulations.live.store;

import static dev.muster.simulations.live.store.Things.URL;
import static dev.muster.simulations.live.store.Things.thing;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConversionTest {
  private static final String FROM_V2 = "conversion webhook for example.dev/v2, Kind=Thing ";

  private final Fixture fixture = new Fixture();
  private final Webhooks webhooks = new Webhooks();
  private final List<Response> responses = new ArrayList<>();

  @BeforeEach
  void define() {
    fixture.store.callouts(webhooks);
    fixture.create("customresourcedefinitions.apiextensions.k8s.io", Things.definition());
    webhooks.at(URL, Things::converted);
  }

  private ResourceType type(String version) {
    return fixture.store.type("example.dev", version, "things").orElseThrow();
  }

  private Map<String, @Nullable Object> done(Request request) {
    responses.clear();
    fixture.store.submit(request, responses::add);
    assertThat(responses).hasSize(1);
    assertThat(responses.getFirst()).isInstanceOf(Response.Success.class);
    return ((Response.Success) responses.getFirst()).body();
  }

  private String refusal(Request request) {
    responses.clear();
    fixture.store.submit(request, responses::add);
    assertThat(responses).hasSize(1);
    return responses.getFirst() instanceof Response.Failure failure
        ? failure.code() + " " + failure.reason() + ": " + failure.message()
        : responses.toString();
  }

  private Map<String, @Nullable Object> create(String version, String name, long width) {
    return done(Request.create(type(version), "default", thing(version, name, width)));
  }

  private Map<String, @Nullable Object> get(String version, String name) {
    return done(Request.get(type(version), "default", name));
  }

  private static @Nullable Object width(String version, Map<String, @Nullable Object> object) {
    return Trees.at(object, Things.width(version));
  }

  private List<List<String>> askedNames() {
    return webhooks.asked.stream()
        .map(request ->
            Trees.objects(request.get("objects")).stream()
                .map(object -> Trees.textAt(object, "metadata", "name"))
                .toList())
        .toList();
  }

  @Test
  void storesOneVersionAndShowsEachAsItsOwn() {
    var created = create("v2", "one", 7);
    assertThat(created.get("apiVersion")).isEqualTo("example.dev/v2");
    assertThat(width("v2", created)).isEqualTo(7L);
    assertThat(created).isEqualTo(get("v2", "one"));
    assertThat(webhooks.asked)
        .extracting(request -> request.get("desiredAPIVersion"))
        .containsExactly("example.dev/v1", "example.dev/v2");
    var stored = get("v1", "one");
    assertThat(width("v1", stored)).isEqualTo(7L);
    assertThat(stored.get("metadata")).isEqualTo(created.get("metadata"));
    assertThat(webhooks.asked).hasSize(2);
  }

  @Test
  void asksNobodyAboutTheStorageVersion() {
    create("v1", "one", 7);
    get("v1", "one");
    done(Request.list(type("v1"), "default", Options.NONE));
    assertThat(webhooks.asked).isEmpty();
  }

  @Test
  void asksAboutTheObjectsOfAListAtOnce() {
    List.of("one", "two", "three").forEach(name -> create("v1", name, name.length()));
    var options = Options.NONE.withLimit(2);
    var list = done(Request.list(type("v2"), "default", options));
    assertThat(Trees.at(list, "items"))
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .extracting(object -> Trees.at(object, Things.width("v2")))
        .containsExactly(3L, 5L);
    assertThat(askedNames()).containsExactly(List.of("one", "three"));
    var all = done(Request.list(type("v2"), "default", Options.NONE));
    assertThat(Trees.objects(all.get("items"))).hasSize(3);
    assertThat(askedNames()).containsExactly(List.of("one", "three"), List.of("two"));
  }

  @Test
  void remembersNoMoreThanThereIsRoomForAndTheLatestLongest() {
    var note = Trees.of("note", "x".repeat(200_000));
    for (int i = 0; i < 60; i++) {
      var large = Trees.put(thing("v1", "large-" + i, i), note, "metadata", "annotations");
      done(Request.create(type("v1"), "default", large));
      get("v2", "large-" + i);
    }
    assertThat(webhooks.asked).hasSize(60);

    get("v2", "large-59");
    get("v2", "large-30");
    assertThat(webhooks.asked).hasSize(60);
    get("v2", "large-0");
    assertThat(webhooks.asked).hasSize(61);
  }

  @Test
  void changesAnObjectUnderEveryVersion() {
    create("v1", "one", 1);
    var patch = Fixture.object("spec.shape.width", 2L);
    var patched = done(Request.patch(type("v2"), "default", "one", PatchKind.MERGE, patch));
    assertThat(width("v2", patched)).isEqualTo(2L);
    assertThat(width("v1", get("v1", "one"))).isEqualTo(2L);
    var replaced = Trees.put(patched, 3L, Things.width("v2"));
    var updated = done(Request.update(type("v2"), "default", "one", replaced));
    assertThat(Trees.at(updated, "metadata", "generation")).isEqualTo(3L);
    var applied =
        done(
            Request.patch(type("v2"), "default", "one", PatchKind.APPLY, thing("v2", "one", 4))
                .withOptions(Options.NONE.withFieldManager("me").withForce(true)));
    assertThat(applied).isEqualTo(get("v2", "one"));
    var status =
        Request.patch(
                type("v2"), "default", "one", PatchKind.MERGE, Fixture.object("status.phase", "Up"))
            .withSubresource("status");
    done(status);
    assertThat(Trees.at(get("v1", "one"), "status", "phase")).isEqualTo("Up");
    assertThat(width("v1", get("v1", "one"))).isEqualTo(4L);
    done(Request.delete(type("v2"), "default", "one", Map.of()));
    assertThat(refusal(Request.get(type("v1"), "default", "one"))).startsWith("404");
  }

  @Test
  void deletesACollectionByWhatTheVersionAskedForShows() {
    webhooks.at(URL, labelled("size", "large"));
    create("v1", "one", 1);
    var small = Options.NONE.withLabelSelector("size=small");
    var none =
        new Request(
            Verb.DELETE_COLLECTION,
            type("v2"),
            "default",
            "",
            "",
            small,
            PatchKind.MERGE,
            null,
            "");
    assertThat(Trees.listAt(done(none), "items")).isEmpty();
    var large = none.withOptions(Options.NONE.withLabelSelector("size=large"));
    assertThat(Trees.listAt(done(large), "items")).hasSize(1);
    assertThat(refusal(Request.get(type("v1"), "default", "one"))).startsWith("404");
  }

  private static UnaryOperator<Map<String, @Nullable Object>> changed(
      UnaryOperator<Map<String, @Nullable Object>> change) {
    return (Map<String, @Nullable Object> request) -> Things.answer(changed(request, change));
  }

  private static List<@Nullable Object> changed(
      Map<String, @Nullable Object> request, UnaryOperator<Map<String, @Nullable Object>> change) {
    var objects = new ArrayList<@Nullable Object>();
    for (Map<String, @Nullable Object> object :
        Trees.objects(Things.converted(request).get("convertedObjects"))) {
      objects.add(change.apply(object));
    }
    return objects;
  }

  private static UnaryOperator<Map<String, @Nullable Object>> labelled(String key, String value) {
    return changed(object -> Trees.put(object, value, "metadata", "labels", key));
  }

  @Test
  void letsAWebhookChangeOfTheMetadataOnlyLabelsAndAnnotations() {
    create("v1", "one", 1);
    webhooks.at(
        URL,
        changed(object -> {
          var result = Trees.put(object, "yes", "metadata", "labels", "converted");
          result = Trees.put(result, "2000-01-01T00:00:00Z", "metadata", "creationTimestamp");
          return Trees.put(result, List.of("mine"), "metadata", "finalizers");
        }));
    var shown = get("v2", "one");
    var stored = get("v1", "one");
    assertThat(Trees.remove(shown, "metadata", "labels").get("metadata"))
        .isEqualTo(stored.get("metadata"));
    assertThat(Trees.at(shown, "metadata", "labels")).isEqualTo(Map.of("converted", "yes"));
  }

  @Test
  void dropsWhatTheSchemaOfTheVersionDoesNotKnow() {
    create("v1", "one", 1);
    webhooks.at(URL, changed(object -> Trees.put(object, "?", "spec", "unknown")));
    assertThat(get("v2", "one").get("spec")).isEqualTo(Fixture.object("shape.width", 1L));
  }

  @Test
  void storesNothingAndSaysWhyWhenTheWebhookFails() {
    var request = Request.create(type("v2"), "default", thing("v2", "one", 1));
    webhooks.at(URL, asked -> Things.failed("no such shape"));
    assertThat(refusal(request)).isEqualTo("500 : " + FROM_V2 + "failed: no such shape");
    webhooks.at(URL, asked -> Fixture.object("result.status", "Odd"));
    assertThat(refusal(request))
        .isEqualTo("500 : " + FROM_V2 + "failed: response.result.status was 'Odd', not 'Success'");
    webhooks.at(URL, asked -> Things.answer(List.of()));
    assertThat(refusal(request)).isEqualTo("500 : " + FROM_V2 + "returned 0 objects, expected 1");
    refusesChanged(
        "example.dev/v3",
        "object at index 0: invalid groupVersion (expected example.dev/v1, received example.dev/v3)",
        "apiVersion");
    refusesChanged(
        "Other", "object at index 0: invalid kind (expected Thing, received Other)", "kind");
    refusesChanged("two", "object: must have the same name: one != two", "metadata", "name");
    refusesChanged(
        "x", "object: must have the same namespace: default != x", "metadata", "namespace");
    webhooks.at(URL, changed(object -> Trees.remove(object, "metadata")));
    assertThat(refusal(request)).contains("must have the same name: one != ");
    refusesChanged(
        Trees.of("a", 1L),
        "metadata: metadata.labels[a] must be a string in converted object",
        "metadata",
        "labels");
    assertThat(refusal(Request.get(type("v1"), "default", "one"))).startsWith("404");
  }

  private void refusesChanged(Object value, String problem, String... path) {
    webhooks.at(URL, changed(object -> Trees.put(object, value, path)));
    var request = Request.create(type("v2"), "default", thing("v2", "one", 1));
    assertThat(refusal(request)).isEqualTo("500 : " + FROM_V2 + "returned invalid " + problem);
  }

  @Test
  void refusesAReadThatCannotBeConverted() {
    create("v1", "one", 1);
    webhooks.at(URL, asked -> Things.failed("broken"));
    var problem = "500 : conversion webhook for example.dev/v1, Kind=Thing failed: broken";
    assertThat(refusal(Request.get(type("v2"), "default", "one"))).isEqualTo(problem);
    assertThat(refusal(Request.list(type("v2"), "", Options.NONE))).isEqualTo(problem);
    webhooks.at(URL, Things::converted);
    assertThat(width("v2", get("v2", "one"))).isEqualTo(1L);
  }

  @Test
  void callsNoWebhookForARequestThatIsHandledOutright() {
    create("v1", "one", 1);
    var answer = fixture.store.handle(Request.get(type("v2"), "default", "one"));
    assertThat(((Response.Failure) answer).message())
        .isEqualTo(
            "conversion webhook for example.dev/v1, Kind=Thing failed: this request calls no webhooks");
    assertThat(webhooks.asked).isEmpty();
  }

  @Test
  void decidesOnTheObjectAsItIsWhenTheWebhookHasAnswered() {
    create("v1", "one", 1);
    webhooks.late = true;
    responses.clear();
    fixture.store.submit(Request.get(type("v2"), "default", "one"), responses::add);
    fixture.store.handle(
        Request.patch(
            type("v1"), "default", "one", PatchKind.MERGE, Fixture.object("spec.size", 5L)));
    webhooks.answerNext();
    assertThat(responses).isEmpty();
    webhooks.answerNext();
    assertThat(width("v2", ((Response.Success) responses.getFirst()).body())).isEqualTo(5L);
  }

  private final class Seen implements Watcher {
    private final List<String> events = new ArrayList<>();

    @Override
    public void changed(Change change) {
      var object = change.object();
      assertThat(Trees.textAt(object, "metadata", "resourceVersion"))
          .isEqualTo(Long.toString(change.version()));
      events.add(
          change.type()
              + " "
              + Trees.textAt(object, "metadata", "name")
              + " "
              + width("v2", object));
    }

    @Override
    public void caughtUp() {
      events.add("caught up");
    }

    @Override
    public void broken(Map<String, @Nullable Object> status) {
      events.add("broken: " + status.get("message"));
    }

    private Subscription begin(String from) {
      var options = Options.NONE.withResourceVersion(from);
      return fixture.store.watch(type("v2"), "default", options, this).orElseThrow();
    }
  }

  @Test
  void tellsWatchesInOrderAndAsksOnceForAllOfThem() {
    create("v1", "old", 1);
    create("v1", "elder", 2);
    webhooks.late = true;
    var first = new Seen();
    var second = new Seen();
    var running = first.begin("");
    second.begin("");
    assertThat(askedNames()).containsExactly(List.of("elder", "old"));
    create("v1", "new", 3);
    fixture.store.handle(Request.delete(type("v1"), "default", "old", Map.of()));
    assertThat(first.events).isEmpty();
    assertThat(running.isBehind()).isTrue();
    webhooks.answerNext();
    assertThat(first.events).containsExactly("ADDED elder 2", "ADDED old 1", "caught up");
    assertThat(askedNames().subList(1, 2)).containsExactly(List.of("new", "old"));
    while (webhooks.waiting() > 0) {
      webhooks.answerNext();
    }
    assertThat(first.events.subList(3, 5)).containsExactly("ADDED new 3", "DELETED old 1");
    assertThat(second.events).isEqualTo(first.events);
    assertThat(running.isBehind()).isFalse();
    assertThat(askedNames()).hasSize(2);
    var late = new Seen();
    late.begin(
        Fixture.version(
            fixture.get("customresourcedefinitions.apiextensions.k8s.io", "things.example.dev")));
    assertThat(late.events)
        .containsExactly(
            "ADDED old 1", "ADDED elder 2", "ADDED new 3", "DELETED old 1", "caught up");
    assertThat(askedNames()).hasSize(2);
  }

  @Test
  void endsAWatchWhoseObjectsCannotBeConverted() {
    create("v1", "one", 1);
    var seen = new Seen();
    seen.begin("");
    webhooks.at(URL, asked -> Things.failed("broken"));
    create("v1", "two", 2);
    create("v1", "three", 3);
    assertThat(seen.events)
        .containsExactly(
            "ADDED one 1",
            "caught up",
            "broken: conversion webhook for example.dev/v1, Kind=Thing failed: broken");
  }

  @Test
  void asksAgainWhenTheDefinitionHasChanged() {
    create("v2", "one", 1);
    int before = webhooks.asked.size();
    fixture.merge(
        "customresourcedefinitions.apiextensions.k8s.io",
        "things.example.dev",
        Fixture.object("spec.conversion.webhook.clientConfig.url", "https://new.test/"));
    assertThat(refusal(Request.get(type("v2"), "default", "one")))
        .isEqualTo(
            "500 : conversion webhook for example.dev/v1, Kind=Thing failed: Post"
                + " \"https://new.test/\": connection refused");
    assertThat(webhooks.asked).hasSize(before + 1);
  }

  @Test
  void showsAdmissionWebhooksTheVersionThatTheyWant() {
    var judge = "https://judge.test/";
    var rule =
        Trees.of(
            "operations", List.of("*"),
            "apiGroups", List.of("example.dev"),
            "apiVersions", List.of("v1"),
            "resources", List.of("things"));
    var webhook = Trees.put(Webhooks.webhook("a.test.dev", judge), List.of(rule), "rules");
    fixture.create(
        "validatingwebhookconfigurations.admissionregistration.k8s.io",
        Webhooks.configuration("judge", webhook));
    webhooks.at(judge, asked -> Webhooks.allowed());
    create("v2", "one", 6);
    var asked = webhooks.asked.get(webhooks.urls.indexOf(judge));
    assertThat(width("v1", Trees.objectAt(asked, "object"))).isEqualTo(6L);
    assertThat(Trees.textAt(asked, "requestKind", "version")).isEqualTo("v2");
  }

  @Test
  void refusesDefinitionsWhoseConversionCannotBe() {
    assertThat(refusedConversion(Trees.of("strategy", "Magic")))
        .contains("spec.conversion.strategy: Unsupported value: \"Magic\"");
    assertThat(refusedConversion(Trees.of("strategy", "Webhook")))
        .contains(
            "spec.conversion.webhookClientConfig: Required value: required when strategy is set to Webhook",
            "spec.conversion.conversionReviewVersions: Required value");
    assertThat(
            refusedConversion(
                Fixture.object(
                    "strategy", "Webhook",
                    "webhook.clientConfig.url", "http://plain",
                    "webhook.conversionReviewVersions", List.of("v1beta1"))))
        .contains(
            "spec.conversion.webhookClientConfig.url: Invalid value: \"http\"",
            "must include at least one of v1");
    assertThat(
            refusedConversion(
                Fixture.object("strategy", "None", "webhook.clientConfig.url", "https://a.test")))
        .contains(
            "spec.conversion.webhookClientConfig: Forbidden: should not be set when strategy is not set to Webhook");
  }

  private String refusedConversion(Map<String, @Nullable Object> conversion) {
    var definition = Trees.put(Things.definition(), conversion, "spec", "conversion");
    var type = fixture.type("customresourcedefinitions.apiextensions.k8s.io");
    return refusal(Request.create(type, "", definition));
  }
}
