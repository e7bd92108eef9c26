package dev.muster.simulations.live.scenario;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Something that a user does, {@code atMillis} after the start of the scenario. */
public sealed interface Act {
  long atMillis();

  /** Creates the object (with apiVersion, kind and metadata). */
  record Submit(long atMillis, Map<String, @Nullable Object> object) implements Act {}

  /** Sets {@code spec.suspend} of an AppWrapper. */
  record Suspend(long atMillis, String namespace, String name, boolean suspend) implements Act {}
}
