package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Ends the handling of a request with a Status. Thrown only inside the store, which turns it into a
 * {@link Response.Failure}; nothing has been written when it is thrown.
 */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Map<String, @Nullable Object> status;
  private final transient List<Cause> causes;
  private final transient List<String> warnings;

  Refusal(Map<String, @Nullable Object> status) {
    this(status, List.of());
  }

  Refusal(Map<String, @Nullable Object> status, List<Cause> causes) {
    this(status, causes, List.of());
  }

  private Refusal(Map<String, @Nullable Object> status, List<Cause> causes, List<String> warnings) {
    super(Trees.text(status.get("message")), null, false, false);
    this.status = status;
    this.causes = List.copyOf(causes);
    this.warnings = List.copyOf(warnings);
  }

  /** The same refusal, and what else there is to say of the request. */
  Refusal withWarnings(List<String> more) {
    var all = new ArrayList<>(more);
    all.addAll(warnings);
    return new Refusal(status, causes, all);
  }

  Response.Failure failure() {
    return new Response.Failure(status, warnings);
  }

  /** What is wrong with the object; empty if it is refused for anything else. */
  List<Cause> causes() {
    return causes;
  }

  Map<String, @Nullable Object> status() {
    return status;
  }
}
