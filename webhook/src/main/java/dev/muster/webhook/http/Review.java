package dev.muster.webhook.http;

import dev.muster.scheduler.kube.convert.OlderGroup;
import dev.muster.scheduler.kube.convert.Places;
import dev.muster.scheduler.model.User;
import dev.muster.webhook.decide.Admission;
import dev.muster.webhook.decide.Admission.Problem;
import dev.muster.webhook.decide.AdmissionRequest;
import dev.muster.webhook.decide.AdmissionRequest.Operation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An {@code admission.k8s.io/v1} AdmissionReview: from its text to a request, and from the decision
 * to the text of the answer. Anybody may have written it, so all of it is bounded.
 *
 * @param uid what the answer must name
 * @param inV1beta1 whether its sender wrote an AppWrapper in v1beta1, of which that in the request
 *     was made
 */
record Review(String uid, boolean inV1beta1, AdmissionRequest request) {
  private static final String VERSION = "admission.k8s.io/v1";
  private static final String KIND = "AdmissionReview";
  private static final String GROUP = "workload.codeflare.dev";
  private static final int LONGEST_UID = 128;
  private static final JsonBody JSON = new JsonBody(new JsonBody.Bounds(64, 1 << 20, 64, false));

  static Review read(byte[] text) throws Unreadable {
    var review = JSON.read(text);
    if (!Objects.equals(review.get("apiVersion"), VERSION)
        || !Objects.equals(review.get("kind"), KIND)) {
      throw new Unreadable("the body is not an AdmissionReview of " + VERSION);
    }
    var request = JsonBody.map(review.get("request"), "request");
    var uid = JsonBody.text(request, "uid");
    if (uid.isEmpty() || uid.length() > LONGEST_UID) {
      throw new Unreadable("request.uid must have 1 to " + LONGEST_UID + " characters");
    }
    var resource = JsonBody.map(request.get("resource"), "request.resource");
    boolean older = JsonBody.text(resource, "group").equals(OlderGroup.GROUP);
    return new Review(
        uid,
        older || isInV1beta1(request),
        new AdmissionRequest(
            uid,
            operation(JsonBody.text(request, "operation")),
            new AdmissionRequest.Resource(
                older ? GROUP : JsonBody.text(resource, "group"),
                older ? "v1beta2" : JsonBody.text(resource, "version"),
                JsonBody.text(resource, "resource"),
                JsonBody.text(request, "subResource")),
            JsonBody.text(request, "namespace"),
            user(request.get("userInfo")),
            object(request, "object", older),
            object(request, "oldObject", older)));
  }

  private static boolean isInV1beta1(Map<String, @Nullable Object> request) {
    return request.get("requestResource") instanceof Map<?, ?> asked
        && Objects.equals(asked.get("group"), GROUP)
        && Objects.equals(asked.get("version"), "v1beta1");
  }

  /** AppWrappers of MCAD's first group are judged by what v1beta2 would make of them. */
  private static Map<String, @Nullable Object> object(
      Map<String, @Nullable Object> request, String field, boolean older) throws Unreadable {
    var object = request.get(field);
    if (object == null) {
      return new LinkedHashMap<>();
    }
    var map = JsonBody.map(object, "request." + field);
    return older ? OlderGroup.read(map) : map;
  }

  private static User user(@Nullable Object from) throws Unreadable {
    if (from == null) {
      return User.named("");
    }
    var told = JsonBody.map(from, "request.userInfo");
    var extra = new TreeMap<String, List<String>>();
    if (told.get("extra") != null) {
      for (var entry : JsonBody.map(told.get("extra"), "request.userInfo.extra").entrySet()) {
        extra.put(entry.getKey(), texts(entry.getValue(), "request.userInfo.extra"));
      }
    }
    return new User(
        JsonBody.text(told, "username"),
        JsonBody.text(told, "uid"),
        texts(told.get("groups"), "request.userInfo.groups"),
        extra);
  }

  private static List<String> texts(@Nullable Object value, String where) throws Unreadable {
    if (value == null) {
      return List.of();
    }
    var texts = new ArrayList<String>();
    if (value instanceof List<?> list) {
      for (var entry : list) {
        if (entry instanceof String text) {
          texts.add(text);
        }
      }
      if (texts.size() == list.size()) {
        return texts;
      }
    }
    throw new Unreadable(where + " must hold lists of strings");
  }

  private static Operation operation(String word) throws Unreadable {
    return switch (word) {
      case "CREATE" -> Operation.CREATE;
      case "UPDATE" -> Operation.UPDATE;
      case "DELETE" -> Operation.DELETE;
      case "CONNECT" -> Operation.CONNECT;
      default ->
          throw new Unreadable("request.operation must be CREATE, UPDATE, DELETE or CONNECT");
    };
  }

  /** The answer; without a patch where there is nothing to change. */
  byte[] answer(Admission admission) throws IOException {
    var response = new LinkedHashMap<String, Object>();
    response.put("uid", uid);
    switch (admission) {
      case Admission.Let let -> {
        response.put("allowed", true);
        patch(let, response);
      }
      case Admission.Refuse refuse -> {
        response.put("allowed", false);
        var status = new LinkedHashMap<String, Object>();
        status.put("code", 403);
        status.put("reason", "Forbidden");
        status.put("message", told(refuse).message());
        response.put("status", status);
      }
      case Admission.Ask ask -> throw new IllegalArgumentException("not decided: " + ask);
    }
    var review = new LinkedHashMap<String, Object>();
    review.put("apiVersion", VERSION);
    review.put("kind", KIND);
    review.put("response", response);
    return JSON.write(review);
  }

  /** With the places in which its sender wrote. */
  private Admission.Refuse told(Admission.Refuse refuse) {
    return inV1beta1
        ? new Admission.Refuse(
            refuse.problems().stream()
                .map(problem -> new Problem(Places.inV1beta1(problem.path()), problem.text()))
                .toList())
        : refuse;
  }

  private static void patch(Admission.Let let, Map<String, Object> response) throws IOException {
    if (let.additions().isEmpty()) {
      return;
    }
    var patch = new ArrayList<Map<String, Object>>();
    for (var addition : let.additions()) {
      var step = new LinkedHashMap<String, Object>();
      step.put("op", "add");
      step.put("path", addition.path());
      step.put("value", addition.value());
      patch.add(step);
    }
    response.put("patchType", "JSONPatch");
    response.put("patch", JSON.write(patch)); // written as base64, as it must be
  }
}
