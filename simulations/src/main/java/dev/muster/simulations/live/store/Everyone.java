package dev.muster.simulations.live.store;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells several of something; one that throws does not keep it from the others. */
final class Everyone {
  private Everyone() {}

  /** Throws what was thrown first, when all have been told. */
  static <T> void tell(Iterable<T> all, Consumer<T> telling) {
    @Nullable RuntimeException first = null;
    for (var one : all) {
      try {
        telling.accept(one);
      } catch (RuntimeException failure) {
        first = first == null ? failure : first;
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
