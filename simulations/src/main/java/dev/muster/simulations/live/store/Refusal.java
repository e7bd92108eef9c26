package dev.muster.simulations.live.store;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Ends the handling of a request with a Status. Thrown only inside the store, which turns it into a
 * {@link Response.Failure}; nothing has been written when it is thrown.
 */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Map<String, @Nullable Object> status;
  private final String decoding;

  Refusal(Map<String, @Nullable Object> status) {
    this(status, "");
  }

  /** {@code decoding}: why a body is no object of its kind; empty if something else is wrong. */
  Refusal(Map<String, @Nullable Object> status, String decoding) {
    super(Trees.text(status.get("message")), null, false, false);
    this.status = status;
    this.decoding = decoding;
  }

  String decoding() {
    return decoding;
  }

  Map<String, @Nullable Object> status() {
    return status;
  }
}
