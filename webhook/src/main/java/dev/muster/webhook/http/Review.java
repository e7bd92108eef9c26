package dev.muster.webhook.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.muster.scheduler.model.User;
import dev.muster.webhook.decide.Admission;
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
 */
record Review(String uid, AdmissionRequest request) {
  private static final String VERSION = "admission.k8s.io/v1";
  private static final String KIND = "AdmissionReview";
  private static final int DEEPEST = 64;
  private static final int LONGEST_TEXT = 1 << 20;
  private static final int LONGEST_NUMBER = 64;
  private static final int LONGEST_UID = 128;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEEPEST)
                          .maxStringLength(LONGEST_TEXT)
                          .maxNameLength(LONGEST_TEXT)
                          .maxNumberLength(LONGEST_NUMBER)
                          .build())
                  .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.USE_LONG_FOR_INTS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** What is wrong with a text, in words that repeat nothing of it. */
  static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1;

    Unreadable(String message) {
      super(message);
    }
  }

  static Review read(byte[] text) throws Unreadable {
    var review = tree(text);
    if (!Objects.equals(review.get("apiVersion"), VERSION)
        || !Objects.equals(review.get("kind"), KIND)) {
      throw new Unreadable("the body is not an AdmissionReview of " + VERSION);
    }
    var request = map(review.get("request"), "request");
    var uid = text(request, "uid");
    if (uid.isEmpty() || uid.length() > LONGEST_UID) {
      throw new Unreadable("request.uid must have 1 to " + LONGEST_UID + " characters");
    }
    var resource = map(request.get("resource"), "request.resource");
    return new Review(
        uid,
        new AdmissionRequest(
            operation(text(request, "operation")),
            new AdmissionRequest.Resource(
                text(resource, "group"),
                text(resource, "version"),
                text(resource, "resource"),
                text(request, "subResource")),
            text(request, "namespace"),
            user(request.get("userInfo")),
            object(request, "object"),
            object(request, "oldObject")));
  }

  private static Map<String, @Nullable Object> object(
      Map<String, @Nullable Object> request, String field) throws Unreadable {
    var object = request.get(field);
    return object == null ? new LinkedHashMap<>() : map(object, "request." + field);
  }

  private static User user(@Nullable Object from) throws Unreadable {
    if (from == null) {
      return User.named("");
    }
    var told = map(from, "request.userInfo");
    var extra = new TreeMap<String, List<String>>();
    if (told.get("extra") != null) {
      for (var entry : map(told.get("extra"), "request.userInfo.extra").entrySet()) {
        extra.put(entry.getKey(), texts(entry.getValue(), "request.userInfo.extra"));
      }
    }
    return new User(
        text(told, "username"),
        text(told, "uid"),
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

  private static Map<String, @Nullable Object> tree(byte[] text) throws Unreadable {
    try {
      return map(MAPPER.readValue(text, Object.class), "the body");
    } catch (JsonProcessingException wrong) {
      var at = wrong.getLocation();
      throw new Unreadable(
          at == null
              ? "the body is not JSON within the limits"
              : "the body is not JSON within the limits at line %d, column %d"
                  .formatted(at.getLineNr(), at.getColumnNr()));
    } catch (IOException broken) {
      throw new Unreadable("the body is not JSON within the limits");
    }
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

  @SuppressWarnings("unchecked") // names of JSON objects are strings
  private static Map<String, @Nullable Object> map(@Nullable Object value, String where)
      throws Unreadable {
    if (value instanceof Map<?, ?> map) {
      return (Map<String, @Nullable Object>) map;
    }
    throw new Unreadable(where + " must be an object");
  }

  private static String text(Map<String, @Nullable Object> in, String field) {
    return in.get(field) instanceof String text ? text : "";
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
        status.put("message", refuse.message());
        response.put("status", status);
      }
      case Admission.Ask ask -> throw new IllegalArgumentException("not decided: " + ask);
    }
    var review = new LinkedHashMap<String, Object>();
    review.put("apiVersion", VERSION);
    review.put("kind", KIND);
    review.put("response", response);
    return MAPPER.writeValueAsBytes(review);
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
    response.put("patch", MAPPER.writeValueAsBytes(patch)); // written as base64, as it must be
  }
}
