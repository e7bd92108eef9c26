package dev.muster.simulations.live.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One answer, not yet bytes.
 *
 * @param body a JSON tree, a string if the type is plain text, or the bytes themselves
 * @param warnings sentences for the {@code Warning} header
 */
record Reply(int code, String contentType, @Nullable Object body, List<String> warnings) {
  static final String JSON = "application/json";
  private static final String TEXT = "text/plain; charset=utf-8";

  static Reply json(int code, Map<String, @Nullable Object> body) {
    return new Reply(code, JSON, body, List.of());
  }

  static Reply text(String body) {
    return new Reply(200, TEXT, body, List.of());
  }

  static Reply bytes(String contentType, byte[] body) {
    return new Reply(200, contentType, body, List.of());
  }

  static Reply of(Refusal refusal) {
    return refusal.isPage()
        ? new Reply(refusal.code(), TEXT, refusal.getMessage() + "\n", List.of())
        : json(refusal.code(), refusal.status());
  }

  Reply withContentType(String type) {
    return new Reply(code, type, body, warnings);
  }

  Reply withWarnings(List<String> sentences) {
    return new Reply(code, contentType, body, List.copyOf(sentences));
  }

  /**
   * What the {@code Retry-After} header says: the seconds that a Status asks the client to wait.
   */
  Optional<String> retryAfter() {
    return body instanceof Map<?, ?> status
            && status.get("details") instanceof Map<?, ?> details
            && details.get("retryAfterSeconds") instanceof Long seconds
        ? Optional.of(seconds.toString())
        : Optional.empty();
  }

  /** The body as it goes over the wire. */
  byte[] bytes() {
    if (body instanceof byte[] bytes) {
      return bytes;
    }
    if (body instanceof String text && !contentType.startsWith(JSON)) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    var json = JsonTree.bytes(body);
    var line = Arrays.copyOf(json, json.length + 1);
    line[json.length] = '\n'; // as API servers end a document; some clients print it as it came
    return line;
  }
}
