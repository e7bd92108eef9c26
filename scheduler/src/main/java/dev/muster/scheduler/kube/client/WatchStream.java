package dev.muster.scheduler.kube.client;

import dev.muster.scheduler.kube.Loop;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.WebSocket;
import io.fabric8.kubernetes.client.http.WebSocketHandshakeException;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One watch over one WebSocket: messages as trees, on the loop, then one end or one failure. Asks
 * for the next message when the one before has been dealt with.
 */
final class WatchStream implements WebSocket.Listener, Wire.Stream {
  private static final int NORMAL = 1000;
  private final Loop inbox;
  private final Wire.Reader reader;
  private @Nullable WebSocket socket;
  private boolean over;

  WatchStream(Loop inbox, Wire.Reader reader) {
    this.inbox = inbox;
    this.reader = reader;
  }

  /**
   * Begins to watch. The opening goes over a connection that calls have left idle, if there is one;
   * should that be dead, nobody but the library can close it, and it does so only for a time-out.
   *
   * @param origin the server's own address: API servers refuse a WebSocket that names no origin
   * @param millis after which it counts as failed if it is not open
   */
  void open(HttpClient http, String origin, String address, long millis) {
    try {
      var unused =
          http.newWebSocketBuilder()
              .uri(URI.create(address))
              .header("Origin", origin)
              .connectTimeout(millis, TimeUnit.MILLISECONDS)
              .buildAsync(this)
              .whenComplete((opened, failure) -> {
                if (failure != null) {
                  var cause = failure.getCause() == null ? failure : failure.getCause();
                  finish(() -> failed(cause));
                }
              });
    } catch (RuntimeException refused) {
      finish(() -> failed(refused));
    }
  }

  @Override
  public void close() {
    if (!over && socket != null) {
      socket.sendClose(NORMAL, ""); // to one that ended by itself it would fail, and be logged
    }
    over = true;
  }

  @Override
  public void abandon() {
    over = true;
  }

  @Override
  public void onOpen(WebSocket opened) {
    inbox.post(() -> {
      socket = opened;
      if (over) {
        opened.sendClose(NORMAL, "");
      } else {
        reader.opened();
      }
    });
  }

  @Override
  public void onMessage(WebSocket from, ByteBuffer bytes) {
    onMessage(from, StandardCharsets.UTF_8.decode(bytes).toString());
  }

  @Override
  public void onMessage(WebSocket from, String text) {
    try {
      var message = Json.read(text);
      inbox.post(() -> {
        if (!over) {
          reader.message(message);
          from.request();
        }
      });
    } catch (IOException unreadable) {
      inbox.post(() -> {
        if (!over) {
          close();
          reader.failed(0, "unreadable: " + unreadable.getMessage());
        }
      });
    }
  }

  @Override
  public void onClose(WebSocket from, int code, String reason) {
    finish(reader::ended);
  }

  @Override
  public void onError(WebSocket from, Throwable failure) {
    finish(() -> failed(failure));
  }

  private void failed(Throwable failure) {
    int code =
        failure instanceof WebSocketHandshakeException handshake
            ? handshake.getResponse().code()
            : 0;
    reader.failed(code, String.valueOf(failure.getMessage()));
  }

  private void finish(Runnable last) {
    inbox.post(() -> {
      if (!over) {
        over = true;
        last.run();
      }
    });
  }
}
