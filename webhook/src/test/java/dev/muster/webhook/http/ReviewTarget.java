package dev.muster.webhook.http;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.webhook.decide.Admission.Addition;
import dev.muster.webhook.decide.AdmissionRequest;
import dev.muster.webhook.decide.Admitter;
import dev.muster.webhook.decide.Facts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Any body is a review, or is refused in a line of plain words; what is decided can be applied, and
 * decided again it changes nothing more; the answer is JSON and names the request.
 */
public final class ReviewTarget {
  private static final Facts LEADING = new Facts(true);
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_LONG_FOR_INTS);

  private ReviewTarget() {}

  public static void fuzzerTestOneInput(byte[] input) {
    Review review;
    try {
      review = Review.read(input);
    } catch (Review.Unreadable refused) {
      var line = String.valueOf(refused.getMessage());
      if (!line.matches("[ -~]{10,200}")) {
        throw new AssertionError("refused with: " + line);
      }
      return;
    }
    try {
      check(review);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  private static void check(Review review) throws IOException {
    var request = review.request();
    var admission = Admitter.admit(request, LEADING);
    if (!admission.equals(Admitter.admit(request, LEADING))) {
      throw new AssertionError("decided twice it is not the same");
    }
    var changed = with(request, admission.additions());
    if (!Admitter.admit(changed, LEADING).additions().isEmpty()) {
      throw new AssertionError("decided again it changes more: " + admission);
    }
    var answer = JSON.readTree(review.answer(admission)).get("response");
    boolean patched = answer.has("patch");
    if (!answer.get("uid").asText().equals(printable(review.uid()))
        || !answer.get("allowed").asBoolean()
        || patched == admission.additions().isEmpty()) {
      throw new AssertionError("answered: " + answer);
    }
    if (patched && !JSON.readTree(answer.get("patch").binaryValue()).isArray()) {
      throw new AssertionError("no JSON patch: " + answer);
    }
  }

  /** Half a surrogate pair has no bytes of its own; it is written as a question mark. */
  private static String printable(String text) {
    return new String(
        text.getBytes(java.nio.charset.StandardCharsets.UTF_8),
        java.nio.charset.StandardCharsets.UTF_8);
  }

  private static AdmissionRequest with(AdmissionRequest request, List<Addition> additions) {
    var object = new LinkedHashMap<String, @Nullable Object>(request.object());
    for (var addition : additions) {
      var spec = new LinkedHashMap<String, @Nullable Object>();
      if (object.get("spec") instanceof Map<?, ?> map) {
        map.forEach((key, value) -> spec.put(String.valueOf(key), value));
      }
      switch (addition.path()) {
        case "/spec/schedulingGates" -> spec.put("schedulingGates", addition.value());
        case "/spec/schedulingGates/-" -> {
          var gates = new ArrayList<@Nullable Object>();
          if (spec.get("schedulingGates") instanceof List<?> list) {
            gates.addAll(list);
          }
          gates.add(addition.value());
          spec.put("schedulingGates", gates);
        }
        default -> throw new AssertionError("adds at " + addition.path());
      }
      object.put("spec", spec);
    }
    return new AdmissionRequest(
        request.operation(), request.group(), request.resource(), request.subresource(), object);
  }
}
