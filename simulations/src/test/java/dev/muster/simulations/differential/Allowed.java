package dev.muster.simulations.differential;

import dev.muster.simulations.live.objects.Trees;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A difference that may stay.
 *
 * @param title how the documentation calls it
 * @param where which requests it concerns
 * @param hidden what is left of an answer without it
 */
record Allowed(String title, Predicate<Difference> where, UnaryOperator<Reply> hidden) {
  private static final String NOT_READY = "node.kubernetes.io/not-ready";

  /** Each stands in {@code docs/embedded-cluster.md} with its reason. */
  static final List<Allowed> ALL =
      List.of(
          new Allowed(
              "nodes are born without the taint not-ready",
              difference -> difference.step().path().startsWith("/api/v1/nodes"),
              Allowed::withoutTaint),
          new Allowed(
              "the order of several causes in one message, and causes told twice",
              difference -> refused(difference, "Invalid"),
              Allowed::withCausesOnce),
          new Allowed(
              "how a patch is shown that makes no object of its kind",
              difference ->
                  refused(difference, "Invalid") && difference.step().method().equals("PATCH"),
              Allowed::withoutPatch),
          new Allowed(
              "what a decoder finds wrong with bytes that are no JSON",
              difference -> refused(difference, "BadRequest"),
              Allowed::withoutParser),
          new Allowed(
              "the pods in messages about fields that stay",
              difference -> refused(difference, "Invalid"),
              Allowed::withoutPods));

  Difference without(Difference difference) {
    return where.test(difference)
        ? new Difference(
            difference.step(), hidden.apply(difference.embedded()), hidden.apply(difference.real()))
        : difference;
  }

  private static boolean refused(Difference difference, String reason) {
    return reason.equals(difference.embedded().body().get("reason"))
        && reason.equals(difference.real().body().get("reason"));
  }

  private static Reply with(Reply reply, Map<String, @Nullable Object> body) {
    return new Reply(reply.code(), body, reply.warnings());
  }

  private static Reply withoutTaint(Reply reply) {
    return with(reply, Trees.map(withoutTaint(reply.body())));
  }

  private static @Nullable Object withoutTaint(@Nullable Object tree) {
    if (tree instanceof List<?> list) {
      var result = new ArrayList<@Nullable Object>();
      list.forEach(element -> result.add(withoutTaint(element)));
      return result;
    }
    if (!(tree instanceof Map<?, ?>)) {
      return tree;
    }
    var result = new TreeMap<String, @Nullable Object>();
    Trees.map(tree)
        .forEach((key, value) -> {
          @Nullable Object left = key.equals("taints") ? ready(value) : withoutTaint(value);
          if (left != null || value == null) {
            result.put(key, left);
          }
        });
    return result;
  }

  private static @Nullable Object ready(@Nullable Object taints) {
    var result = new ArrayList<@Nullable Object>();
    if (taints instanceof List<?> list) {
      for (Object taint : list) {
        if (!NOT_READY.equals(Trees.map(taint).get("key"))) {
          result.add(taint);
        }
      }
    }
    return result.isEmpty() ? null : result;
  }

  private static Reply withCausesOnce(Reply reply) {
    var causes = causes(reply);
    if (causes.isEmpty()) {
      return reply;
    }
    var texts = new TreeSet<String>();
    causes.forEach(cause -> texts.add(cause.get("field") + ": " + cause.get("message")));
    var message = String.valueOf(reply.body().get("message"));
    int end = message.indexOf(" is invalid: ");
    var rest = message.substring(end < 0 ? 0 : end + " is invalid: ".length());
    for (var text : texts) {
      rest = rest.replace(text, "");
    }
    boolean told = end >= 0 && rest.replaceAll("[\\[\\], ]", "").isEmpty();
    return told ? shown(reply, message.substring(0, end), causes, texts) : reply;
  }

  private static Reply shown(
      Reply reply,
      String start,
      List<Map<String, @Nullable Object>> causes,
      TreeSet<String> texts) {
    var body = Trees.copyOf(reply.body());
    body.put("message", start + " is invalid: " + texts);
    var details = Trees.copyOf(Trees.map(body, "details"));
    details.put("causes", List.copyOf(new LinkedHashSet<>(causes)));
    body.put("details", details);
    return with(reply, body);
  }

  private static List<Map<String, @Nullable Object>> causes(Reply reply) {
    var result = new ArrayList<Map<String, @Nullable Object>>();
    if (Trees.map(reply.body(), "details").get("causes") instanceof List<?> list) {
      list.forEach(cause -> result.add(Trees.copyOf(Trees.map(cause))));
    }
    return result;
  }

  private static Reply withoutPatch(Reply reply) {
    return replaced(reply, "(?s)^(.*patch: )?(Invalid value: \"[\\[{m].*)$", "$1(shown)", "patch");
  }

  private static Reply withoutPods(Reply reply) {
    var result =
        replaced(reply, "(?s)(if it was previously negative\\)).*?(\\]?)\\z", "$1$2", "spec");
    for (var field : List.of("spec.template", "spec.template.spec")) {
      result =
          replaced(
              result, "(?s)(Invalid value: )\\{.*?\\}(: field is immutable)", "$1(pod)$2", field);
    }
    return result;
  }

  /** The message and the causes of that field, with this in place of that. */
  private static Reply replaced(Reply reply, String pattern, String by, String field) {
    var causes = causes(reply);
    if (causes.stream().noneMatch(cause -> field.equals(cause.get("field")))) {
      return reply;
    }
    var body = Trees.copyOf(reply.body());
    body.put("message", String.valueOf(body.get("message")).replaceAll(pattern, by));
    for (var cause : causes) {
      if (field.equals(cause.get("field"))) {
        cause.put("message", String.valueOf(cause.get("message")).replaceAll(pattern, by));
      }
    }
    var details = Trees.copyOf(Trees.map(body, "details"));
    details.put("causes", causes);
    body.put("details", details);
    return with(reply, body);
  }

  private static Reply withoutParser(Reply reply) {
    var body = Trees.copyOf(reply.body());
    var message = String.valueOf(body.get("message"));
    body.put(
        "message",
        message
            .replaceAll("(?s)(json parse error: ).*( \\([^()]*\\))$", "$1(why)$2")
            .replaceAll("(?s)^(error decoding patch: )(?!json: ).*", "$1(why)"));
    return with(reply, body);
  }
}
