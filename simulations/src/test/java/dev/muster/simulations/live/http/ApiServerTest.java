package dev.muster.simulations.live.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The server as a client sees it that sends exactly what it means. */
final class ApiServerTest {
  private static final String CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";
  private static final String HALF_BODY =
      "POST %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Length: 99\r\n\r\n{";
  private static final Running RUNNING = Running.inScratch();
  private static final RawClient CLIENT = new RawClient(RUNNING.server.kubeconfig());

  @AfterAll
  static void close() {
    CLIENT.close();
    RUNNING.close();
    assertThat(RUNNING.failures).isEmpty();
  }

  private static String configMap(String name) {
    return """
    {"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"%s"},"data":{"a":"b"}}\
    """
        .formatted(name);
  }

  @Test
  void whoeverHasAnUnknownTokenIsUnauthorizedAndWhoeverHasNoneMayDoNothing() {
    var without = CLIENT.send(HttpRequest.newBuilder(URI.create(CLIENT.root + CONFIG_MAPS)));
    var unknown =
        CLIENT.send(
            HttpRequest.newBuilder(URI.create(CLIENT.root + "/apis"))
                .header("Authorization", "Bearer nobody"));

    assertThat(without.code()).isEqualTo(403);
    assertThat(without.at("message"))
        .isEqualTo(
            "configmaps is forbidden: User \"system:anonymous\" cannot list resource \"configmaps\""
                + " in API group \"\" in the namespace \"default\"");
    assertThat(unknown.body())
        .isEqualTo(
            Discovery.tree(
                "kind",
                "Status",
                "apiVersion",
                "v1",
                "metadata",
                Discovery.tree(),
                "status",
                "Failure",
                "message",
                "Unauthorized",
                "reason",
                "Unauthorized",
                "code",
                401L));
    assertThat(unknown.code()).isEqualTo(401);
  }

  @Test
  void healthAndVersionNeedNoToken() {
    var health = CLIENT.send(HttpRequest.newBuilder(URI.create(CLIENT.root + "/readyz")));
    var version = CLIENT.send(HttpRequest.newBuilder(URI.create(CLIENT.root + "/version")));

    assertThat(health.at("text")).isEqualTo("ok");
    assertThat(version.at("minor")).isEqualTo("32");
  }

  @Test
  void unknownGroupsKindsAndNamesAreNotFound() {
    var codes = new ArrayList<Integer>();
    for (var path :
        List.of(
            "/apis/nowhere.dev/v1",
            "/apis/nowhere.dev/v1/namespaces/default/things",
            "/api/v1/things",
            CONFIG_MAPS + "/missing",
            "/api/v1/namespaces/default/nodes",
            "/elsewhere",
            "/openapi/v1")) {
      codes.add(CLIENT.get(path).code());
    }

    assertThat(codes).containsOnly(404).hasSize(7);
    assertThat(CLIENT.get(CONFIG_MAPS + "/missing").at("message"))
        .isEqualTo("configmaps \"missing\" not found");
  }

  @Test
  void whatNoGroupServesIsAPageAndWhatABuiltInGroupDoesNotServeAStatus() {
    var pages = List.of("/apis/nowhere.dev", "/apis/nowhere.dev/v1/namespaces/a/things", "/here");
    var statuses = List.of("/apis/apps/v9", "/apis/apps/v1/namespaces/a/things", "/api/v1/things");

    assertThat(pages)
        .extracting(path -> CLIENT.get(path).body())
        .containsOnly(Map.of("text", "404 page not found\n"));
    assertThat(statuses)
        .extracting(path -> CLIENT.get(path).at("message"))
        .containsOnly("the server could not find the requested resource");
  }

  @Test
  void brokenJsonIsRefusedWithItsPosition() {
    var answer = CLIENT.post(CONFIG_MAPS, "{\"kind\":\n  \"ConfigMap\",,}");

    assertThat(answer.code()).isEqualTo(400);
    assertThat(answer.at("reason")).isEqualTo("BadRequest");
    assertThat(answer.at("message"))
        .asString()
        .startsWith("the object provided is unrecognized (must be of type ConfigMap): ")
        .contains("json parse error: the body is not valid JSON at line 2, column 15");
  }

  @Test
  void bottomlessNestingIsRefused() {
    var answer = CLIENT.post(CONFIG_MAPS, "{\"data\":" + "[".repeat(100_000));

    assertThat(answer.code()).isEqualTo(400);
    assertThat(answer.at("message")).asString().contains("nesting depth").contains("1000");
  }

  @Test
  void bodiesOfMoreThanThreeMebibytesAreTooLarge() {
    var large = configMap("large").replace("\"b\"", "\"" + "x".repeat(Bodies.LIMIT) + "\"");

    var answer = CLIENT.post(CONFIG_MAPS, large);

    assertThat(answer.code()).isEqualTo(413);
    assertThat(answer.at("reason")).isEqualTo("RequestEntityTooLarge");
  }

  @Test
  void namesGivenTwiceAreRefusedUnderStrictValidationAndWarnedOfOtherwise() {
    var twice = configMap("twice").replace("\"a\":\"b\"", "\"a\":\"b\",\"a\":\"c\"");

    var strict = CLIENT.post(CONFIG_MAPS + "?fieldValidation=Strict", twice);
    var lenient = CLIENT.post(CONFIG_MAPS, twice);

    assertThat(strict.code()).isEqualTo(400);
    assertThat(strict.at("message")).isEqualTo("strict decoding error: duplicate field \"data.a\"");
    assertThat(lenient.code()).isEqualTo(201);
    assertThat(lenient.at("data", "a")).isEqualTo("c");
    assertThat(lenient.headers().get("warning"))
        .containsExactly("299 - \"duplicate field \\\"data.a\\\"\"");
  }

  @Test
  void yamlIsReadLikeJson() {
    var yaml = "kind: ConfigMap\napiVersion: v1\nmetadata: {name: yaml}\ndata: {a: 'café'}\n";

    var answer = CLIENT.send("POST", CONFIG_MAPS, "application/yaml", yaml);

    assertThat(answer.code()).isEqualTo(201);
    assertThat(CLIENT.get(CONFIG_MAPS + "/yaml").at("data", "a")).isEqualTo("café");
  }

  @Test
  void otherMediaTypesAreNeitherReadNorWritten() {
    var written = CLIENT.send("POST", CONFIG_MAPS, "application/cbor", "x");
    var patch = CLIENT.send("PATCH", CONFIG_MAPS + "/x", "application/json", "{}");
    var read = CLIENT.get(CONFIG_MAPS, "application/vnd.kubernetes.protobuf");
    var either = CLIENT.get(CONFIG_MAPS, "application/vnd.kubernetes.protobuf,application/json");

    assertThat(List.of(written.code(), patch.code(), read.code(), either.code()))
        .containsExactly(415, 415, 406, 200);
  }

  @Test
  void methodsThatMakeNoSenseAreNotAllowed() {
    var everywhere = CLIENT.post("/api/v1/configmaps", configMap("everywhere"));
    var named = CLIENT.post(CONFIG_MAPS + "/named", configMap("named"));
    var collection = CLIENT.send("PUT", CONFIG_MAPS, "application/json", configMap("put"));

    assertThat(List.of(everywhere.code(), named.code(), collection.code())).containsOnly(405);
  }

  @Test
  void parametersThatCannotBeReadAreRefused() {
    var limit = CLIENT.get(CONFIG_MAPS + "?limit=many");
    var selector = CLIENT.get(CONFIG_MAPS + "?labelSelector=%3D%3D%3D");
    var watched = CLIENT.get(CONFIG_MAPS + "?watch=true&labelSelector=%3D%3D%3D");
    var dryRun = CLIENT.post(CONFIG_MAPS + "?dryRun=Some", configMap("dry"));
    var initial = CLIENT.get(CONFIG_MAPS + "?watch=1&sendInitialEvents=true");

    assertThat(
            List.of(limit.code(), selector.code(), watched.code(), dryRun.code(), initial.code()))
        .containsExactly(400, 400, 400, 422, 422);
  }

  @Test
  void clientThatIsToldToComeBackLearnsWhen() {
    var answer = CLIENT.get(CONFIG_MAPS + "?resourceVersion=999999999");

    assertThat(answer.code()).isEqualTo(504);
    assertThat(answer.headers().get("retry-after")).containsExactly("1");
  }

  @Test
  void theStoreLearnsWhoAsked() {
    var users = new ArrayList<String>();
    RUNNING.onLoop(() -> {
      RUNNING.store.onChange(change -> {
        if (change.object().toString().contains("whose")) {
          users.add(change.user());
        }
      });
      return true;
    });
    try (var other = new RawClient(RUNNING.server.kubeconfigFor("scheduler"))) {
      other.post(CONFIG_MAPS, configMap("whose-1"));
      other.send(other.to(CONFIG_MAPS + "/whose-1").DELETE());
    }
    CLIENT.post(CONFIG_MAPS, configMap("whose-2"));

    assertThat(RUNNING.onLoop(() -> List.copyOf(users)))
        .containsExactly("scheduler", "scheduler", "admin");
  }

  @Test
  void reviewsSayWhoOneIsAndThatAllIsAllowed() {
    var self = CLIENT.post("/apis/authentication.k8s.io/v1/selfsubjectreviews", "{}");
    var access =
        CLIENT.post(
            "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
            "{\"spec\":{\"resourceAttributes\":{\"verb\":\"create\"}}}");
    var token =
        CLIENT.post(
            "/apis/authentication.k8s.io/v1/tokenreviews", "{\"spec\":{\"token\":\"nobody's\"}}");

    assertThat(self.at("status", "userInfo", "username")).isEqualTo("admin");
    assertThat(access.at("status", "allowed")).isEqualTo(true);
    assertThat(token.at("status", "authenticated")).isNull();
    assertThat(CLIENT.get("/apis/authentication.k8s.io/").at("kind")).isEqualTo("APIGroup");
  }

  @Test
  void metadataAloneIsGivenToWhoeverAsksForIt() {
    CLIENT.post(CONFIG_MAPS, configMap("partial"));

    var one =
        CLIENT.get(
            CONFIG_MAPS + "/partial",
            "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1");
    var list =
        CLIENT.get(
            CONFIG_MAPS,
            "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json");

    assertThat(one.body().keySet()).containsExactly("kind", "apiVersion", "metadata");
    assertThat(one.at("metadata", "name")).isEqualTo("partial");
    assertThat(list.at("kind")).isEqualTo("PartialObjectMetadataList");
  }

  @Test
  void deletionTakesItsOptionsFromBodyOrQuery() {
    CLIENT.post(CONFIG_MAPS, configMap("guarded"));
    var path = CONFIG_MAPS + "/guarded";

    var wrong =
        CLIENT.send(
            "DELETE", path, "application/json", "{\"preconditions\":{\"uid\":\"another\"}}");
    var dry = CLIENT.send(CLIENT.to(path + "?dryRun=All").DELETE());
    var right = CLIENT.send(CLIENT.to(path + "?propagationPolicy=Background").DELETE());

    assertThat(List.of(wrong.code(), dry.code(), right.code())).containsExactly(409, 200, 200);
    assertThat(CLIENT.get(path).code()).isEqualTo(404);
  }

  @Test
  void whoeverSendsHalfARequestHoldsNobodyUp() throws IOException {
    var sockets = new ArrayList<Socket>();
    try {
      for (int i = 0; i < 50; i++) {
        var socket = CLIENT.tls.getSocketFactory().createSocket("127.0.0.1", RUNNING.server.port());
        sockets.add(socket);
        var half = i % 2 == 0 ? "POST %s HTTP/1.1\r\nHost: x\r\n" : HALF_BODY;
        socket
            .getOutputStream()
            .write(half.formatted(CONFIG_MAPS, CLIENT.token).getBytes(StandardCharsets.US_ASCII));
      }

      assertThat(CLIENT.get(CONFIG_MAPS).code()).isEqualTo(200);
    } finally {
      for (var socket : sockets) {
        socket.close();
      }
    }
  }
}
