package dev.muster.simulations.live.http;

import io.vertx.core.http.ServerWebSocket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A watch over a WebSocket: a text message per event. */
final class SocketOutlet implements Outlet {
  private static final short GOING_AWAY = 1001;
  private static final short TOO_SLOW = 1008;

  private final ServerWebSocket socket;

  SocketOutlet(ServerWebSocket socket) {
    this.socket = socket;
  }

  @Override
  public void write(Map<String, @Nullable Object> event) {
    var unused = socket.writeTextMessage(new String(JsonTree.bytes(event), StandardCharsets.UTF_8));
  }

  @Override
  public boolean full() {
    // Asking a closed socket is an error; its close handler ends the watch.
    return socket.isClosed() || socket.writeQueueFull();
  }

  @Override
  public void listen(Runnable drained, Runnable gone) {
    socket.exceptionHandler(failure -> gone.run());
    socket.closeHandler(nothing -> gone.run());
    socket.drainHandler(nothing -> drained.run());
    if (socket.isClosed()) {
      gone.run();
    }
  }

  @Override
  public void end() {
    var unused = socket.close(GOING_AWAY, "the watch ended");
  }

  @Override
  public void abort() {
    var unused = socket.close(TOO_SLOW, "the client does not keep up");
  }
}
