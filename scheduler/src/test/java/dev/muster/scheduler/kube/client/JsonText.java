package dev.muster.scheduler.kube.client;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** JSON as it comes from an API server, for tests in other packages. */
public final class JsonText {
  private JsonText() {}

  /** The object that these bytes are; empty if they are none. */
  public static Optional<Map<String, @Nullable Object>> read(byte[] bytes) {
    try {
      return Optional.of(Json.read(bytes));
    } catch (IOException noObject) {
      return Optional.empty();
    }
  }
}
