package dev.muster.simulations.live.store;

import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Who is told by a watch of a {@link Store}; in the store's thread, in the order of versions. */
public interface Watcher {
  /** Of a kind whose objects no webhook converts: that watch cannot break. */
  static Watcher trusting(Consumer<Change> sink) {
    return new Watcher() {
      @Override
      public void changed(Change change) {
        sink.accept(change);
      }

      @Override
      public void broken(Map<String, @Nullable Object> status) {
        throw new IllegalStateException(Trees.text(status.get("message")));
      }
    };
  }

  void changed(Change change);

  /** All that was there when the watch began is told; called once. */
  default void caughtUp() {}

  /**
   * The watch has ended, for what is to be told next cannot be shown in the version asked for.
   *
   * @param status why, as a {@code v1} Status
   */
  void broken(Map<String, @Nullable Object> status);
}
