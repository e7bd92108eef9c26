package dev.muster.simulations.live.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Webhooks in the same process that answer when the test lets them, and what they were asked. */
final class Webhooks implements Callout {
  private record Call(Map<String, @Nullable Object> body, String url, Consumer<Outcome> then) {}

  final List<Map<String, @Nullable Object>> asked = new ArrayList<>();
  final List<String> urls = new ArrayList<>();
  private final Map<String, UnaryOperator<Map<String, @Nullable Object>>> answers =
      new LinkedHashMap<>();
  private final ArrayDeque<Call> open = new ArrayDeque<>();
  boolean late;

  /** Whoever is called at this URL answers with what {@code answer} makes of the request. */
  void at(String url, UnaryOperator<Map<String, @Nullable Object>> answer) {
    answers.put(url, answer);
  }

  @Override
  public void call(Target target, Map<String, @Nullable Object> body, Consumer<Outcome> then) {
    var url = target.address() instanceof Address.Url address ? address.url() : "service";
    asked.add(Trees.objectAt(body, "request"));
    urls.add(url);
    open.add(new Call(body, url, then));
    if (!late) {
      answerNext();
    }
  }

  int waiting() {
    return open.size();
  }

  /** Lets the one that was called first answer. */
  void answerNext() {
    var call = open.remove();
    var answer = answers.get(call.url);
    if (answer == null) {
      call.then.accept(new Outcome.Failed("Post \"" + call.url + "\": connection refused"));
      return;
    }
    var request = Trees.objectAt(call.body, "request");
    var response = Trees.put(answer.apply(request), request.get("uid"), "uid");
    call.then.accept(
        new Outcome.Answered(Trees.put(Trees.remove(call.body, "request"), response, "response")));
  }

  static Map<String, @Nullable Object> allowed() {
    return Trees.of("allowed", true);
  }

  static Map<String, @Nullable Object> denied(String message) {
    return Fixture.object("allowed", false, "status.message", message, "status.code", 403L);
  }

  /** Allows and adds a value at a path. */
  static Map<String, @Nullable Object> patched(String path, String value) {
    var operation = Trees.of("op", "add", "path", path, "value", value);
    return Trees.of("allowed", true, "patchType", "JSONPatch", "patch", List.of(operation));
  }

  /** One webhook of a configuration, for these resources of the core group. */
  static Map<String, @Nullable Object> webhook(String name, String url, String... resources) {
    var rule =
        Trees.of(
            "operations", List.of("*"),
            "apiGroups", List.of("*"),
            "apiVersions", List.of("*"),
            "resources", List.of(resources));
    return Trees.of(
        "name", name,
        "clientConfig", Trees.of("url", url),
        "rules", List.of(rule),
        "sideEffects", "None",
        "admissionReviewVersions", List.of("v1"));
  }

  @SafeVarargs
  static Map<String, @Nullable Object> configuration(
      String name, Map<String, @Nullable Object>... webhooks) {
    return Fixture.object("metadata.name", name, "webhooks", List.of(webhooks));
  }
}
