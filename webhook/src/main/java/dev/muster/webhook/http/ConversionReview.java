package dev.muster.webhook.http;

import dev.muster.scheduler.kube.convert.Conversion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An {@code apiextensions.k8s.io/v1} ConversionReview: from its text to the objects, and from what
 * came of them to the text of the answer. Anybody may have written it, so all of it is bounded; but
 * what an API server can have stored is read, for what is not converted cannot be listed, nor
 * anything beside it. That can be ten thousand levels deep.
 *
 * @param uid what the answer must name
 * @param desired the apiVersion in which the objects are wanted
 */
record ConversionReview(String uid, String desired, List<Map<String, @Nullable Object>> objects) {
  private static final String VERSION = "apiextensions.k8s.io/v1";
  private static final String KIND = "ConversionReview";
  private static final int LONGEST_UID = 128;
  private static final JsonBody JSON =
      new JsonBody(new JsonBody.Bounds(10_100, 1 << 23, 1_000, true));

  ConversionReview {
    objects = Collections.unmodifiableList(objects);
  }

  static ConversionReview read(byte[] text) throws Unreadable {
    var review = JSON.read(text);
    if (!Objects.equals(review.get("apiVersion"), VERSION)
        || !Objects.equals(review.get("kind"), KIND)) {
      throw new Unreadable("the body is not a ConversionReview of " + VERSION);
    }
    var request = JsonBody.map(review.get("request"), "request");
    var uid = JsonBody.text(request, "uid");
    if (uid.isEmpty() || uid.length() > LONGEST_UID) {
      throw new Unreadable("request.uid must have 1 to " + LONGEST_UID + " characters");
    }
    if (!(request.get("objects") instanceof List<?> list)) {
      throw new Unreadable("request.objects must be a list");
    }
    var objects = new ArrayList<Map<String, @Nullable Object>>();
    for (var object : list) {
      objects.add(JsonBody.map(object, "each of request.objects"));
    }
    return new ConversionReview(uid, JsonBody.text(request, "desiredAPIVersion"), objects);
  }

  /**
   * The answer: all objects in their order, or the first problem.
   *
   * @param conversions one for each object
   */
  byte[] answer(List<Conversion> conversions) throws IOException {
    var response = new LinkedHashMap<String, Object>();
    response.put("uid", uid);
    var converted = new ArrayList<Object>();
    for (var conversion : conversions) {
      switch (conversion) {
        case Conversion.Converted done -> converted.add(done.object());
        case Conversion.Refused refused -> {
          var place = "objects[" + converted.size() + "]: ";
          response.put("result", result("Failed", place + refused.problem()));
          return written(response);
        }
      }
    }
    response.put("result", result("Success", ""));
    response.put("convertedObjects", converted);
    return written(response);
  }

  private static Map<String, Object> result(String status, String message) {
    var result = new LinkedHashMap<String, Object>();
    result.put("status", status);
    if (!message.isEmpty()) {
      result.put("message", message);
    }
    return result;
  }

  private static byte[] written(Map<String, Object> response) throws IOException {
    var review = new LinkedHashMap<String, Object>();
    review.put("apiVersion", VERSION);
    review.put("kind", KIND);
    review.put("response", response);
    return JSON.write(review);
  }
}
