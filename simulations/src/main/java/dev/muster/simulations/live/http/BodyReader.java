package dev.muster.simulations.live.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/**
 * Collects the body of one request up to {@link Bodies#LIMIT}. The rest of a longer one is read and
 * thrown away, so that its sender gets to see the refusal; one that goes on and on, or does not
 * arrive in time, is refused at once and the connection closed after the answer.
 */
final class BodyReader {
  private static final long PATIENCE_MILLIS = 30_000;
  private static final long HOPELESS = 16L * Bodies.LIMIT;

  private final HttpServerRequest request;
  private final Promise<byte[]> promise = Promise.promise();
  private final Buffer collected = Buffer.buffer();
  private long received;

  private BodyReader(HttpServerRequest request) {
    this.request = request;
  }

  /** Fails with a {@link Refusal}, or with whatever broke the connection. */
  static Future<byte[]> read(Vertx vertx, HttpServerRequest request) {
    var reader = new BodyReader(request);
    long timer =
        vertx.setTimer(
            PATIENCE_MILLIS,
            id ->
                reader.giveUp(
                    new Refusal(408, "Timeout", "the body of the request did not arrive in time")));
    request.exceptionHandler(reader.promise::tryFail);
    request.handler(reader::take);
    request.endHandler(nothing -> reader.finish());
    return reader.promise.future().onComplete(any -> vertx.cancelTimer(timer));
  }

  private void take(Buffer chunk) {
    received += chunk.length();
    if (received <= Bodies.LIMIT) {
      collected.appendBuffer(chunk);
    } else if (received > HOPELESS) {
      giveUp(Refusal.tooLarge(Bodies.LIMIT));
    }
  }

  private void finish() {
    if (received > Bodies.LIMIT) {
      promise.tryFail(Refusal.tooLarge(Bodies.LIMIT));
    } else {
      promise.tryComplete(collected.getBytes());
    }
  }

  private void giveUp(Refusal refusal) {
    request.response().endHandler(nothing -> request.connection().close());
    promise.tryFail(refusal);
  }
}
