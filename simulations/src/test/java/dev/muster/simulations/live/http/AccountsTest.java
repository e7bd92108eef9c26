package dev.muster.simulations.live.http;

import static dev.muster.simulations.live.http.Discovery.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.simulations.live.store.Request;
import dev.muster.simulations.live.store.Requester;
import dev.muster.simulations.live.store.Response;
import dev.muster.simulations.live.store.Store;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens of service accounts at times that a test chooses. */
class AccountsTest {
  private static final long START = 1_793_664_000_000L; // 2026-11-03T00:00:00Z
  private static final String PATH = "/api/v1/namespaces/default/serviceaccounts/robot/token";

  private final Store store = new Store(() -> START);
  private final Tokens tokens = new Tokens(AccountTokens.fresh());
  private long now = START;
  private final Accounts accounts = new Accounts(store, tokens.accounts(), () -> now);

  @BeforeEach
  void createAccount() {
    create("serviceaccounts", tree("metadata", tree("name", "robot")));
  }

  private void create(String plural, Map<String, @Nullable Object> object) {
    var type = store.type("", "v1", plural).orElseThrow();
    assertThat(store.handle(Request.create(type, "default", object)))
        .isInstanceOf(Response.Success.class);
  }

  private void delete(String plural, String name) {
    var type = store.type("", "v1", plural).orElseThrow();
    assertThat(store.handle(Request.delete(type, "default", name, Map.of())))
        .isInstanceOf(Response.Success.class);
  }

  private Map<String, @Nullable Object> request(
      String path, Map<String, @Nullable Object> specification) {
    var call =
        new Call(
            "POST",
            path,
            new TreeMap<>(),
            Map.of(),
            Caller.self(Known.lasting(Requester.ANONYMOUS)),
            new Call.Payload(tree("spec", specification), List.of(), null, ""));
    var reply = accounts.answer(call, ApiPath.of(path).orElseThrow()).orElseThrow();
    assertThat(reply.code()).isEqualTo(201);
    return Views.object(reply.body());
  }

  private String token(Object... specification) {
    var status = Views.object(request(PATH, tree(specification)).get("status"));
    return String.valueOf(status.get("token"));
  }

  private AccountTokens.Claims claims(String token) {
    return tokens.known(token).orElseThrow().claims().orElseThrow();
  }

  @Test
  void aTokenSaysWhoseItIsAndUntilWhen() {
    var answer = request(PATH, tree("expirationSeconds", 600L, "audiences", List.of("vault")));
    assertThat(Views.object(answer.get("status")))
        .containsEntry("expirationTimestamp", "2026-11-03T00:10:00Z");
    var token = String.valueOf(Views.object(answer.get("status")).get("token"));
    var payload =
        new String(Base64.getUrlDecoder().decode(token.split("\\.")[1]), StandardCharsets.UTF_8);
    var decoded = Views.object(JsonTree.json(payload.getBytes(StandardCharsets.UTF_8)).tree());
    assertThat(decoded)
        .containsEntry("sub", "system:serviceaccount:default:robot")
        .containsEntry("aud", List.of("vault"))
        .containsEntry("exp", START / 1000 + 600);
    assertThat(claims(token).requester().groups())
        .containsExactly(
            "system:serviceaccounts", "system:serviceaccounts:default", "system:authenticated");
  }

  @Test
  void aTokenHoldsUntilItExpires() {
    var claims = claims(token());
    now = START + 3_599_999;
    assertThat(accounts.problem(claims)).isEmpty();
    now = START + 3_600_000;
    assertThat(accounts.problem(claims)).isEqualTo("service account token has expired");
    var caller = Caller.self(Known.claimed(claims));
    assertThatThrownBy(() -> accounts.check(caller))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo(401));
  }

  @Test
  void aTokenDiesWithItsAccountThoughAnotherOfTheNameComes() {
    var claims = claims(token());
    delete("serviceaccounts", "robot");
    assertThat(accounts.problem(claims)).isEqualTo("service account token has been invalidated");
    createAccount();
    assertThat(accounts.problem(claims)).isEqualTo("service account token has been invalidated");
    assertThat(accounts.problem(claims(token()))).isEmpty();
  }

  @Test
  void aTokenDiesWithWhatItIsBoundTo() {
    create("secrets", tree("metadata", tree("name", "anchor")));
    var claims =
        claims(
            token("boundObjectRef", tree("kind", "Secret", "apiVersion", "v1", "name", "anchor")));
    assertThat(accounts.problem(claims)).isEmpty();
    assertThat(claims.requester().extra())
        .containsEntry("authentication.kubernetes.io/secret-name", List.of("anchor"));
    delete("secrets", "anchor");
    assertThat(accounts.problem(claims)).isEqualTo("service account token has been invalidated");
  }

  @Test
  void aTokenForSomebodyElseIsNotTakenHere() {
    var caller = Caller.self(Known.claimed(claims(token("audiences", List.of("vault")))));
    assertThatThrownBy(() -> accounts.check(caller)).hasMessage("Unauthorized");
  }

  @Test
  void nobodyForgesAToken() {
    var parts = token().split("\\.");
    var claims = claims(String.join(".", parts));
    assertThat(AccountTokens.fresh().read(String.join(".", parts))).isEmpty();
    assertThat(tokens.known(AccountTokens.fresh().sign(claims))).isEmpty();
    var payload =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString("{}".getBytes(StandardCharsets.UTF_8));
    assertThat(tokens.known(parts[0] + "." + payload + "." + parts[2])).isEmpty();
    assertThat(tokens.known(parts[0] + "." + parts[1] + ".")).isEmpty();
    assertThat(tokens.known(parts[0] + "." + parts[1] + ".%%%")).isEmpty();
    assertThat(tokens.known("..")).isEmpty();
  }

  @Test
  void refusesWhatCannotBeGiven() {
    assertRefused(
        tree("expirationSeconds", 599L),
        422,
        "TokenRequest.authentication.k8s.io \"\" is invalid: spec.expirationSeconds: Invalid value:"
            + " 599: may not specify a duration less than 10 minutes");
    assertRefused(
        tree("boundObjectRef", tree("kind", "Pod", "name", "none")),
        404,
        "pods \"none\" not found");
    assertRefused(
        tree("boundObjectRef", tree("kind", "ConfigMap", "name", "x")),
        400,
        "cannot bind token to object of type ConfigMap");
    var unreadable = "TokenRequest in version \"v1\" cannot be handled as a TokenRequest: ";
    assertRefused(
        tree("expirationSeconds", "long"),
        400,
        unreadable + "spec.expirationSeconds is no whole number");
    assertRefused(
        tree("audiences", "vault"), 400, unreadable + "spec.audiences is no list of texts");
    assertRefused(
        tree("audiences", List.of("vault", 1L)),
        400,
        unreadable + "spec.audiences is no list of texts");
    assertRefused(
        tree("boundObjectRef", "pod"), 400, unreadable + "spec.boundObjectRef is no object");
  }

  private void assertRefused(
      Map<String, @Nullable Object> specification, int code, String message) {
    assertThatThrownBy(() -> request(PATH, specification))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo(code))
        .hasMessage(message);
  }

  @Test
  void aServerThatComesBackKnowsItsTokens(@TempDir Path folder) {
    var claims = claims(token());
    var given = Credentials.keptIn(folder, START).tokens().accounts().sign(claims);
    assertThat(Credentials.keptIn(folder, START).tokens().accounts().read(given)).contains(claims);
  }
}
