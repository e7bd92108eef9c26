package dev.muster.simulations.live.http;

import static dev.muster.simulations.live.http.Discovery.tree;

import dev.muster.simulations.live.store.AccessQuestion;
import dev.muster.simulations.live.store.Requester;
import dev.muster.simulations.live.store.ResourceType;
import dev.muster.simulations.live.store.Store;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers who somebody is and what they may do, from the stored roles and bindings; nothing is
 * stored.
 */
final class Reviews {
  private static final String AUTHENTICATION = "authentication.k8s.io";
  private static final String AUTHORIZATION = "authorization.k8s.io";

  private final Tokens tokens;
  private final Accounts accounts;
  private final Store store;
  private final LongSupplier nowEpochMillis;

  Reviews(Tokens tokens, Accounts accounts, Store store, LongSupplier nowEpochMillis) {
    this.tokens = tokens;
    this.accounts = accounts;
    this.store = store;
    this.nowEpochMillis = nowEpochMillis;
  }

  static List<ResourceType> types() {
    return List.of(
        type(AUTHENTICATION, "SelfSubjectReview", false),
        type(AUTHENTICATION, "TokenReview", false),
        type(AUTHORIZATION, "LocalSubjectAccessReview", true),
        type(AUTHORIZATION, "SelfSubjectAccessReview", false),
        type(AUTHORIZATION, "SelfSubjectRulesReview", false),
        type(AUTHORIZATION, "SubjectAccessReview", false));
  }

  private static ResourceType type(String group, String kind, boolean namespaced) {
    var singular = kind.toLowerCase(Locale.ROOT);
    return new ResourceType(
        group, "v1", kind, singular + "s", singular, List.of(), namespaced, List.of(), List.of());
  }

  /** The answer, if the call is addressed to a review. */
  Optional<Reply> answer(Call call, ApiPath path) {
    return types().stream()
        .filter(type -> type.group().equals(path.group()))
        .filter(type -> type.version().equals(path.version()))
        .filter(type -> type.plural().equals(path.plural()))
        .findFirst()
        .map(type -> answer(call, type, path));
  }

  private Reply answer(Call call, ResourceType type, ApiPath path) {
    if (type.namespaced() == path.namespace().isEmpty() || !path.name().isEmpty()) {
      throw Refusal.notFound();
    }
    if (!call.method().equals("POST")) {
      throw Refusal.methodNotAllowed();
    }
    if (!(call.payload().body() instanceof Map<?, ?> review)) {
      throw Refusal.badRequest("a " + type.kind() + " is expected as the body");
    }
    var answer = new LinkedHashMap<String, @Nullable Object>();
    answer.put("kind", type.kind());
    answer.put("apiVersion", type.group() + "/" + type.version());
    boolean self = type.kind().equals("SelfSubjectReview");
    var metadata = tree("creationTimestamp", self ? now() : null);
    if (type.namespaced()) {
      checkNamespace(Views.object(review.get("metadata")), path.namespace());
      metadata.put("namespace", path.namespace());
    }
    answer.put("metadata", metadata);
    if (!self) {
      answer.put("spec", review.get("spec"));
    }
    answer.put(
        "status", status(call, type.kind(), Views.object(review.get("spec")), path.namespace()));
    return Reply.json(201, answer);
  }

  private static void checkNamespace(Map<String, @Nullable Object> metadata, String namespace) {
    var own = text(metadata, "namespace");
    if (!own.isEmpty() && !own.equals(namespace)) {
      throw Refusal.badRequest(
          "the namespace of the provided object does not match the namespace sent on the request");
    }
  }

  private String now() {
    return Instant.ofEpochMilli(nowEpochMillis.getAsLong())
        .truncatedTo(ChronoUnit.SECONDS)
        .toString();
  }

  private Map<String, @Nullable Object> status(
      Call call, String kind, Map<String, @Nullable Object> specification, String namespace) {
    return switch (kind) {
      case "SelfSubjectReview" -> tree("userInfo", identity(call.requester()));
      case "TokenReview" -> token(specification);
      case "SelfSubjectRulesReview" -> rules(call.requester(), specification);
      case "SelfSubjectAccessReview" -> {
        ReviewRules.check(specification, false, namespace);
        yield decision(call.requester(), specification);
      }
      default -> {
        ReviewRules.check(specification, true, namespace);
        yield decision(subject(specification), specification);
      }
    };
  }

  private Map<String, @Nullable Object> decision(
      Requester requester, Map<String, @Nullable Object> specification) {
    var answer = store.authorize(requester, question(specification));
    var status = Views.object(tree("allowed", answer.allowed()));
    if (!answer.reason().isEmpty()) {
      status.put("reason", answer.reason());
    }
    return status;
  }

  private static AccessQuestion question(Map<String, @Nullable Object> specification) {
    if (specification.get("nonResourceAttributes") instanceof Map<?, ?>) {
      var attributes = Views.object(specification.get("nonResourceAttributes"));
      return AccessQuestion.path(text(attributes, "verb"), text(attributes, "path"));
    }
    var attributes = Views.object(specification.get("resourceAttributes"));
    return new AccessQuestion(
        text(attributes, "verb"),
        text(attributes, "group"),
        text(attributes, "resource"),
        text(attributes, "subresource"),
        text(attributes, "namespace"),
        text(attributes, "name"),
        "");
  }

  private static Requester subject(Map<String, @Nullable Object> specification) {
    var extra = new TreeMap<String, List<String>>();
    Views.object(specification.get("extra")).forEach((key, value) -> extra.put(key, texts(value)));
    return new Requester(
        text(specification, "user"),
        text(specification, "uid"),
        texts(specification.get("groups")),
        extra);
  }

  private Map<String, @Nullable Object> token(Map<String, @Nullable Object> specification) {
    var known = tokens.known(text(specification, "token"));
    if (known.isEmpty()) {
      return unknown("invalid bearer token");
    }
    var claims = known.get().claims();
    var problem = claims.map(accounts::problem).orElse("");
    if (!problem.isEmpty()) {
      return unknown("[invalid bearer token, " + problem + "]");
    }
    var audiences =
        claims.map(AccountTokens.Claims::audiences).orElse(List.of(AccountTokens.AUDIENCE));
    var asked = texts(specification.get("audiences"));
    var wanted = asked.isEmpty() ? List.of(AccountTokens.AUDIENCE) : asked;
    var met = wanted.stream().filter(audiences::contains).toList();
    if (!met.isEmpty()) {
      return tree(
          "authenticated", true, "user", identity(known.get().requester()), "audiences", met);
    }
    var foreign =
        "token audiences %s is invalid for the target audiences %s"
            .formatted(quoted(audiences), quoted(wanted));
    return unknown(claims.isEmpty() ? foreign : "[invalid bearer token, " + foreign + "]");
  }

  private static Map<String, @Nullable Object> unknown(String error) {
    return tree("user", tree(), "error", error);
  }

  private static List<String> quoted(List<String> audiences) {
    return audiences.stream().map(one -> '"' + one + '"').toList();
  }

  private static Map<String, @Nullable Object> identity(Requester requester) {
    return requester.toUserInfo();
  }

  private Map<String, @Nullable Object> rules(
      Requester requester, Map<String, @Nullable Object> specification) {
    var namespace = text(specification, "namespace");
    if (namespace.isEmpty()) {
      throw Refusal.badRequest("no namespace on request");
    }
    var resources = new ArrayList<Map<String, @Nullable Object>>();
    var paths = new ArrayList<Map<String, @Nullable Object>>();
    for (var rule : store.rules(requester, namespace)) {
      (rule.containsKey("nonResourceURLs") ? paths : resources).add(rule);
    }
    return tree("resourceRules", resources, "nonResourceRules", paths, "incomplete", false);
  }

  private static String text(Map<String, @Nullable Object> tree, String field) {
    return tree.get(field) instanceof String text ? text : "";
  }

  private static List<String> texts(@Nullable Object list) {
    var result = new ArrayList<String>();
    if (list instanceof List<?> elements) {
      elements.forEach(element -> result.add(String.valueOf(element)));
    }
    return result;
  }
}
