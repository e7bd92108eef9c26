package dev.muster.simulations.live.demo;

import java.io.IOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** What a demo has opened; closed the other way round, each whatever became of the others. */
final class Parts implements AutoCloseable {
  private final ArrayDeque<AutoCloseable> open = new ArrayDeque<>();

  <T extends AutoCloseable> T add(T part) {
    open.push(part);
    return part;
  }

  /** Closes all; throws what went wrong first, with the rest of it suppressed. */
  @Override
  public void close() throws IOException {
    @Nullable Exception first = null;
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception failed) {
        if (first == null) {
          first = failed;
        } else {
          first.addSuppressed(failed);
        }
      }
    }
    switch (first) {
      case null -> {}
      case IOException failed -> throw failed;
      case RuntimeException failed -> throw failed;
      case Exception failed -> throw new IllegalStateException("cannot be closed", failed);
    }
  }

  /** Closes all because of this failure, which stays the one to tell. */
  void closeAfter(Exception failure) {
    try {
      close();
    } catch (IOException | RuntimeException another) {
      failure.addSuppressed(another);
    }
  }
}
