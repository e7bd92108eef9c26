package dev.muster.simulations.live.http;

import static dev.muster.simulations.live.http.Discovery.tree;

import dev.muster.simulations.live.store.ResourceType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Answers who somebody is and what they may do. Whoever has a token may do everything here, and
 * these answers say so; nothing is stored.
 */
final class Reviews {
  private static final String AUTHENTICATION = "authentication.k8s.io";
  private static final String AUTHORIZATION = "authorization.k8s.io";

  private final Tokens tokens;

  Reviews(Tokens tokens) {
    this.tokens = tokens;
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
        .map(type -> answer(call, type));
  }

  private Reply answer(Call call, ResourceType type) {
    if (!call.method().equals("POST")) {
      throw Refusal.methodNotAllowed();
    }
    if (!(call.payload().body() instanceof Map<?, ?> review)) {
      throw Refusal.badRequest("a " + type.kind() + " is expected as the body");
    }
    var answer = new LinkedHashMap<String, @Nullable Object>();
    answer.put("kind", type.kind());
    answer.put("apiVersion", type.group() + "/" + type.version());
    answer.put("metadata", tree("creationTimestamp", null));
    answer.put("spec", review.get("spec"));
    answer.put("status", status(call.user(), type.kind(), review.get("spec")));
    return Reply.json(201, answer);
  }

  private Map<String, @Nullable Object> status(
      String user, String kind, @Nullable Object specification) {
    return switch (kind) {
      case "SelfSubjectReview" -> tree("userInfo", identity(user));
      case "TokenReview" -> token(specification);
      case "SelfSubjectRulesReview" -> everything();
      default -> tree("allowed", true, "reason", "every authenticated user may do everything");
    };
  }

  private Map<String, @Nullable Object> token(@Nullable Object specification) {
    var token = specification instanceof Map<?, ?> spec ? spec.get("token") : null;
    return token instanceof String text && tokens.user(text).isPresent()
        ? tree("authenticated", true, "user", identity(tokens.user(text).orElseThrow()))
        : tree("authenticated", false, "error", "unknown token");
  }

  private static Map<String, @Nullable Object> identity(String user) {
    return tree("username", user, "groups", List.of("system:authenticated"));
  }

  private static Map<String, @Nullable Object> everything() {
    var all = List.of("*");
    return tree(
        "resourceRules",
        List.of(tree("verbs", all, "apiGroups", all, "resources", all)),
        "nonResourceRules",
        List.of(tree("verbs", all, "nonResourceURLs", all)),
        "incomplete",
        false);
  }
}
