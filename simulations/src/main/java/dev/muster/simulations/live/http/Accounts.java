package dev.muster.simulations.live.http;

import static dev.muster.simulations.live.http.Discovery.tree;

import dev.muster.simulations.live.http.AccountTokens.Bound;
import dev.muster.simulations.live.http.AccountTokens.Claims;
import dev.muster.simulations.live.store.Request;
import dev.muster.simulations.live.store.Response;
import dev.muster.simulations.live.store.Store;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives service accounts tokens, and says whether those given still hold: until they expire, and
 * for as long as the account, and what they are bound to, is the one that it was. Confined to the
 * loop.
 */
final class Accounts {
  private static final String GROUP = "authentication.k8s.io";
  private static final String KIND = "TokenRequest";
  private static final long SECONDS = 3600;
  private static final long FEWEST_SECONDS = 600;
  private static final long MOST_SECONDS = 1L << 32;

  private final Store store;
  private final AccountTokens tokens;
  private final LongSupplier nowEpochMillis;

  Accounts(Store store, AccountTokens tokens, LongSupplier nowEpochMillis) {
    this.store = store;
    this.tokens = tokens;
    this.nowEpochMillis = nowEpochMillis;
  }

  /** Refuses with 401 a caller whose token does not hold any more, or is for somebody else. */
  void check(Caller caller) {
    caller
        .claims()
        .ifPresent(claims -> {
          if (!problem(claims).isEmpty() || !claims.audiences().contains(AccountTokens.AUDIENCE)) {
            throw Refusal.unauthorized();
          }
        });
  }

  /** Why the token does not hold any more; empty if it does. */
  String problem(Claims claims) {
    if (nowEpochMillis.getAsLong() >= claims.term().expires() * 1000) {
      return "service account token has expired";
    }
    var account = get("serviceaccounts", claims.namespace(), claims.name());
    if (account.isEmpty() || !uid(account.get()).equals(claims.uid())) {
      return "service account token has been invalidated";
    }
    return claims.bound().filter(bound -> !stands(claims.namespace(), bound)).isPresent()
        ? "service account token has been invalidated"
        : "";
  }

  private boolean stands(String namespace, Bound bound) {
    var object = get(bound.field() + "s", namespace, bound.name());
    return object.isPresent() && uid(object.get()).equals(bound.uid());
  }

  /** The answer, if the call asks for a token. */
  Optional<Reply> answer(Call call, ApiPath path) {
    boolean asks =
        path.group().isEmpty()
            && path.version().equals("v1")
            && path.plural().equals("serviceaccounts")
            && path.subresource().equals("token");
    if (!asks) {
      return Optional.empty();
    }
    if (!call.method().equals("POST")) {
      throw Refusal.methodNotAllowed();
    }
    return Optional.of(issue(call, path));
  }

  private Reply issue(Call call, ApiPath path) {
    var body = Views.object(call.payload().body());
    checkKind(body);
    var specification = Views.object(body.get("spec"));
    var account = require("serviceaccounts", path.namespace(), path.name());
    long seconds = specification.get("expirationSeconds") instanceof Long given ? given : SECONDS;
    checkDuration(seconds);
    var audiences = audiences(specification.get("audiences"));
    var bound = bound(path, specification.get("boundObjectRef"));
    long now = nowEpochMillis.getAsLong() / 1000;
    var term = new AccountTokens.Term(UUID.randomUUID().toString(), now, now + seconds);
    var claims = new Claims(path.namespace(), path.name(), uid(account), bound, audiences, term);
    return Reply.json(
        201,
        tree(
            "kind",
            KIND,
            "apiVersion",
            GROUP + "/v1",
            "metadata",
            tree(
                "name", path.name(), "namespace", path.namespace(), "creationTimestamp", time(now)),
            "spec",
            tree(
                "audiences",
                audiences,
                "expirationSeconds",
                seconds,
                "boundObjectRef",
                specification.get("boundObjectRef")),
            "status",
            tree("token", tokens.sign(claims), "expirationTimestamp", time(now + seconds))));
  }

  private static void checkKind(Map<String, @Nullable Object> body) {
    var kind = body.getOrDefault("kind", KIND);
    var version = body.getOrDefault("apiVersion", GROUP + "/v1");
    if (!KIND.equals(kind) || !(GROUP + "/v1").equals(version)) {
      throw Refusal.badRequest(
          "a %s of %s/v1 is expected as the body, not %s of %s"
              .formatted(KIND, GROUP, kind, version));
    }
  }

  private static void checkDuration(long seconds) {
    if (seconds < FEWEST_SECONDS) {
      throw invalidDuration(seconds, "may not specify a duration less than 10 minutes");
    }
    if (seconds > MOST_SECONDS) {
      throw invalidDuration(seconds, "may not specify a duration larger than 2^32 seconds");
    }
  }

  private static Refusal invalidDuration(long seconds, String why) {
    return Refusal.invalidField(
        GROUP,
        KIND,
        "FieldValueInvalid",
        "spec.expirationSeconds",
        "Invalid value: %d: %s".formatted(seconds, why));
  }

  private static List<String> audiences(@Nullable Object given) {
    var audiences = new ArrayList<String>();
    if (given instanceof List<?> list) {
      list.forEach(audience -> audiences.add(String.valueOf(audience)));
    }
    return audiences.isEmpty() ? List.of(AccountTokens.AUDIENCE) : audiences;
  }

  private Optional<Bound> bound(ApiPath path, @Nullable Object reference) {
    if (!(reference instanceof Map<?, ?>)) {
      return Optional.empty();
    }
    var wanted = Views.object(reference);
    var kind = String.valueOf(wanted.get("kind"));
    if (!List.of("Pod", "Secret", "Node").contains(kind)) {
      throw Refusal.badRequest("cannot bind token to object of type %s".formatted(kind));
    }
    var name = String.valueOf(wanted.get("name"));
    var object = require(new Bound(kind, "", "").field() + "s", path.namespace(), name);
    var account = Views.object(object.get("spec")).getOrDefault("serviceAccountName", "default");
    if (kind.equals("Pod") && !path.name().equals(account)) {
      throw Refusal.badRequest(
          "cannot bind token for serviceaccount \"%s\" to pod running with different serviceaccount name."
              .formatted(path.name()));
    }
    if (wanted.get("uid") instanceof String uid && !uid.isEmpty() && !uid.equals(uid(object))) {
      throw new Refusal(
          409,
          "Conflict",
          "the UID in the bound object reference (%s) does not match the UID in record. The object might have been deleted and then recreated"
              .formatted(uid));
    }
    return Optional.of(new Bound(kind, name, uid(object)));
  }

  private Map<String, @Nullable Object> require(String plural, String namespace, String name) {
    return get(plural, namespace, name)
        .orElseThrow(
            () -> new Refusal(404, "NotFound", "%s \"%s\" not found".formatted(plural, name)));
  }

  private Optional<Map<String, @Nullable Object>> get(
      String plural, String namespace, String name) {
    var type = store.type("", "v1", plural).orElseThrow();
    return store.handle(Request.get(type, type.namespaced() ? namespace : "", name))
            instanceof Response.Success success
        ? Optional.of(success.body())
        : Optional.empty();
  }

  private static String uid(Map<String, @Nullable Object> object) {
    return String.valueOf(Views.object(object.get("metadata")).get("uid"));
  }

  private static String time(long seconds) {
    return Instant.ofEpochSecond(seconds).truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
