package dev.muster.simulations.live.http;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.TestServer;
import dev.muster.simulations.live.objects.Trees;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A kind whose versions differ, and the webhook that knows how, on either server. */
@Tag(TestServer.BOTH)
class ConversionIT {
  private static final String JSON = "application/json";
  private static final String PATCH = "application/merge-patch+json";
  private static final String DEFINITION =
      """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: things.example.dev}
      spec:
        group: example.dev
        scope: Namespaced
        names: {plural: things, singular: thing, kind: Thing, listKind: ThingList}
        versions:
        - name: v1
          served: true
          storage: true
          subresources: {status: {}}
          schema:
            openAPIV3Schema:
              type: object
              properties:
                spec: {type: object, properties: {size: {type: integer}}}
                status: {type: object, properties: {phase: {type: string}}}
        - name: v2
          served: true
          storage: false
          subresources: {status: {}}
          schema:
            openAPIV3Schema:
              type: object
              properties:
                spec: {type: object, properties: {width: {type: integer}}}
                status: {type: object, properties: {phase: {type: string}}}
        conversion:
          strategy: Webhook
          webhook:
            conversionReviewVersions: [v1]
            clientConfig: {url: "%s", caBundle: "%s"}
      """;

  private static @Nullable TestServer server;
  private static @Nullable HookEndpoint webhook;

  @BeforeAll
  static void start() throws Exception {
    webhook = new HookEndpoint(ConversionIT::converted);
    server = TestServer.bare();
    var unused = server().create(DEFINITION.formatted(webhook().url(), webhook().authority()));
  }

  @AfterAll
  static void stop() {
    server().close();
    webhook().close();
  }

  @BeforeEach
  void mend() {
    webhook().answers(ConversionIT::converted);
  }

  private static TestServer server() {
    return requireNonNull(server);
  }

  private static HookEndpoint webhook() {
    return requireNonNull(webhook);
  }

  private static Map<String, @Nullable Object> converted(Map<String, @Nullable Object> request) {
    var desired = Trees.text(request, "desiredAPIVersion");
    var objects = new ArrayList<Map<String, @Nullable Object>>();
    for (var original : Trees.maps(request, "objects")) {
      var object = new LinkedHashMap<String, @Nullable Object>(original);
      object.put("apiVersion", desired);
      var size = Trees.at(original, "spec", "size");
      var width = size == null ? Trees.at(original, "spec", "width") : size;
      object.put(
          "spec", Discovery.tree(desired.equals("example.dev/v1") ? "size" : "width", width));
      objects.add(object);
    }
    return Discovery.tree(
        "result", Discovery.tree("status", "Success"), "convertedObjects", objects);
  }

  private static String path(String version, String name) {
    var collection = "/apis/example.dev/" + version + "/namespaces/default/things";
    return name.isEmpty() ? collection : collection + "/" + name;
  }

  private static RawClient.Answer create(String version, String name, String spec) {
    return server()
        .raw()
        .post(
            path(version, ""),
            "{\"apiVersion\":\"example.dev/%s\",\"kind\":\"Thing\",\"metadata\":{\"name\":\"%s\"},\"spec\":%s}"
                .formatted(version, name, spec));
  }

  private static List<Object> spec(RawClient.Answer answer) {
    return List.of(
        answer.code(), String.valueOf(answer.at("apiVersion")), String.valueOf(answer.at("spec")));
  }

  @Test
  void servesEveryVersionOfWhatWasWrittenInAnother() {
    assertThat(spec(create("v2", "one", "{\"width\":3}")))
        .containsExactly(201, "example.dev/v2", "{width=3}");
    assertThat(spec(server().raw().get(path("v1", "one"))))
        .containsExactly(200, "example.dev/v1", "{size=3}");
    var patched =
        server().raw().send("PATCH", path("v2", "one"), PATCH, "{\"spec\":{\"width\":4}}");
    assertThat(spec(patched)).containsExactly(200, "example.dev/v2", "{width=4}");
    var applied =
        server()
            .raw()
            .send(
                "PATCH",
                path("v2", "one") + "?fieldManager=me&force=true",
                "application/apply-patch+yaml",
                "{\"apiVersion\":\"example.dev/v2\",\"kind\":\"Thing\",\"metadata\":{\"name\":\"one\"},\"spec\":{\"width\":5}}");
    assertThat(spec(applied)).containsExactly(200, "example.dev/v2", "{width=5}");
    var status =
        server()
            .raw()
            .send("PATCH", path("v2", "one") + "/status", PATCH, "{\"status\":{\"phase\":\"Up\"}}");
    assertThat(status.code()).isEqualTo(200);
    var stored = server().raw().get(path("v1", "one"));
    assertThat(stored.at("spec", "size")).hasToString("5");
    assertThat(stored.at("status", "phase")).isEqualTo("Up");
    assertThat(spec(create("v1", "two", "{\"size\":7}")))
        .containsExactly(201, "example.dev/v1", "{size=7}");
    var list = server().raw().get(path("v2", ""));
    assertThat(Trees.maps(list.body(), "items"))
        .extracting(item -> Trees.text(item, "metadata", "name") + item.get("spec"))
        .contains("one{width=5}", "two{width=7}");
    assertThat(server().raw().send("DELETE", path("v2", "one"), JSON, "{}").code()).isEqualTo(200);
    assertThat(server().raw().get(path("v1", "one")).code()).isEqualTo(404);
  }

  @Test
  void watchesShowTheVersionThatTheyWereBegunUnder() {
    create("v1", "seen", "{\"size\":1}");
    var from = path("v2", "") + "?watch=1&resourceVersion=0&fieldSelector=metadata.name%3Dseen";
    try (var events = server().raw().watch(from, JSON)) {
      var iterator = events.iterator();
      assertThat(event(iterator.next())).isEqualTo("ADDED example.dev/v2 {width=1}");
      server().raw().send("PATCH", path("v1", "seen"), PATCH, "{\"spec\":{\"size\":2}}");
      assertThat(event(iterator.next())).isEqualTo("MODIFIED example.dev/v2 {width=2}");
      server().raw().send("DELETE", path("v1", "seen"), JSON, "{}");
      assertThat(event(iterator.next())).isEqualTo("DELETED example.dev/v2 {width=2}");
    }
  }

  private static String event(Map<String, @Nullable Object> event) {
    return event.get("type")
        + " "
        + Trees.text(event, "object", "apiVersion")
        + " "
        + Trees.at(event, "object", "spec");
  }

  @Test
  void tellsTheClientWhatTheWebhookDidWrong() {
    webhook()
        .answers(request ->
            Discovery.tree(
                "result", Discovery.tree("status", "Failure", "message", "no such shape")));
    refuses("failed: no such shape");
    webhook().answers(request -> Discovery.tree("result", Discovery.tree("status", "Success")));
    refuses("returned 0 objects, expected 1");
    webhook().answers(request -> named(converted(request), "other"));
    refuses("returned invalid object: must have the same name: never != other");
    assertThat(server().raw().get(path("v1", "never")).code()).isEqualTo(404);
  }

  private static void refuses(String problem) {
    var answer = create("v2", "never", "{\"width\":1}");
    assertThat(answer.code() + " " + answer.at("reason") + " " + answer.at("message"))
        .isEqualTo("500 null conversion webhook for example.dev/v2, Kind=Thing " + problem);
  }

  private static Map<String, @Nullable Object> named(
      Map<String, @Nullable Object> response, String name) {
    var objects = new ArrayList<Map<String, @Nullable Object>>();
    for (var converted : Trees.maps(response, "convertedObjects")) {
      var object = new LinkedHashMap<String, @Nullable Object>(converted);
      var metadata = Views.object(object.get("metadata"));
      metadata.put("name", name);
      object.put("metadata", metadata);
      objects.add(object);
    }
    return Discovery.tree("result", response.get("result"), "convertedObjects", objects);
  }

  @Test
  void refusesDefinitionsThatDoNotSayWhomToAsk() {
    var definition =
        DEFINITION
            .formatted("http://plain", "")
            .replace("things", "stones")
            .replace("Thing", "Stone")
            .replace("thing", "stone");
    var answer =
        server()
            .raw()
            .send(
                "POST",
                "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
                "application/yaml",
                definition);
    assertThat(String.valueOf(answer.at("message")))
        .isEqualTo(
            "CustomResourceDefinition.apiextensions.k8s.io \"stones.example.dev\" is invalid:"
                + " spec.conversion.webhookClientConfig.url: Invalid value: \"http\": 'https' is the"
                + " only allowed URL scheme; desired format: https://host[/path]");
  }
}
