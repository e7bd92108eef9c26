package dev.muster.simulations.live.operators;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An object that is no longer what it was, as far as the {@link World} knows.
 *
 * @param before null if it was not known
 * @param after null if it is gone
 */
record News(
    Kind kind,
    @Nullable Map<String, @Nullable Object> before,
    @Nullable Map<String, @Nullable Object> after) {

  /** Whether the object still exists. */
  boolean exists() {
    return after != null;
  }

  /** Its present state or, if it is gone, its last. */
  Map<String, @Nullable Object> object() {
    return after != null ? after : Objects.requireNonNull(before);
  }
}
