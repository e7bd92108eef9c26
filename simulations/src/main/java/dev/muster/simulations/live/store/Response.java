package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the store answers to a request. */
public sealed interface Response {
  /** It was done; {@code body} is an object, a list or a Status. */
  record Success(int code, Map<String, @Nullable Object> body, List<String> warnings)
      implements Response {
    public Success(int code, Map<String, @Nullable Object> body) {
      this(code, body, List.of());
    }

    Success withWarnings(List<String> more) {
      var all = new ArrayList<>(warnings);
      all.addAll(more);
      return new Success(code, body, List.copyOf(all));
    }
  }

  /** It was refused; {@code status} is a {@code v1} Status with the HTTP code in it. */
  record Failure(Map<String, @Nullable Object> status, List<String> warnings) implements Response {
    public Failure(Map<String, @Nullable Object> status) {
      this(status, List.of());
    }

    public int code() {
      return status.get("code") instanceof Long code ? code.intValue() : 500;
    }

    public String reason() {
      return Trees.text(status.get("reason"));
    }

    public String message() {
      return Trees.text(status.get("message"));
    }
  }
}
