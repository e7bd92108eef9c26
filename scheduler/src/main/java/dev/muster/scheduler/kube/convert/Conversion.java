package dev.muster.scheduler.kube.convert;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What came of an object that was wanted in another version. */
public sealed interface Conversion {
  /** The same object, in the version that was wanted. */
  record Converted(Map<String, @Nullable Object> object) implements Conversion {}

  /**
   * It is no object that an API server would send.
   *
   * @param problem in words that repeat nothing of it
   */
  record Refused(String problem) implements Conversion {}
}
