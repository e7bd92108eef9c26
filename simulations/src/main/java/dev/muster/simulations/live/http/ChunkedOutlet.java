package dev.muster.simulations.live.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A watch as one endless HTTP answer: a line of JSON per event. */
final class ChunkedOutlet implements Outlet {
  private final HttpServerRequest request;
  private final HttpServerResponse response;

  /** Sends the head at once, for clients wait for it before they wait for events. */
  ChunkedOutlet(HttpServerRequest request) {
    this.request = request;
    this.response = request.response();
    response
        .setChunked(true)
        .putHeader("Content-Type", Reply.JSON)
        .putHeader("Cache-Control", "no-cache, private");
    var unused = response.writeHead();
  }

  @Override
  public void write(Map<String, @Nullable Object> event) {
    var unused = response.write(Buffer.buffer(JsonTree.bytes(event)).appendByte((byte) '\n'));
  }

  @Override
  public boolean full() {
    return response.writeQueueFull();
  }

  @Override
  public void listen(Runnable drained, Runnable gone) {
    response.exceptionHandler(failure -> gone.run());
    response.closeHandler(nothing -> gone.run());
    response.drainHandler(nothing -> drained.run());
    if (response.closed()) {
      gone.run();
    }
  }

  @Override
  public void end() {
    var unused = response.end();
  }

  @Override
  public void abort() {
    var unused = request.connection().close();
  }
}
