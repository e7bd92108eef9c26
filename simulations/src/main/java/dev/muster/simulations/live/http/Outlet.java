package dev.muster.simulations.live.http;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A client's end of one watch. Used on its connection's event loop alone. */
interface Outlet {
  /** Sends one event: {@code type} and {@code object}. */
  void write(Map<String, @Nullable Object> event);

  /** Whether the client is behind; nothing more is to be written until it has drained. */
  boolean full();

  /** Says what to do when the client has caught up, and when it is gone. */
  void listen(Runnable drained, Runnable gone);

  /** Ends the stream in good order. */
  void end();

  /** Cuts the connection. */
  void abort();
}
