package dev.muster.scheduler.kube.client;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.WebSocket;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The library's client without a network: requests are answered from a list, and what it lacks is
 * answered with 503; whoever opens a watch waits for messages.
 */
final class ScriptedHttp {
  /** An answer that is to be given. */
  record Reply(int code, byte[] body) {}

  final ArrayDeque<Reply> replies = new ArrayDeque<>();
  WebSocket.@Nullable Listener watch;

  final WebSocket socket = fake(WebSocket.class, (proxy, method, arguments) -> null);

  final HttpClient client =
      fake(
          HttpClient.class,
          (proxy, method, arguments) ->
              switch (method.getName()) {
                case "consumeBytes" ->
                    CompletableFuture.completedFuture(
                        reply((AsyncBody.Consumer<List<ByteBuffer>>) arguments[1]));
                case "newHttpRequestBuilder" -> request();
                case "newWebSocketBuilder" -> webSocket();
                default -> null;
              });

  private HttpResponse<?> reply(AsyncBody.Consumer<List<ByteBuffer>> reader) {
    var reply = replies.isEmpty() ? new Reply(503, new byte[0]) : replies.poll();
    var body = new WholeBody(reply.body(), reader);
    return fake(
        HttpResponse.class,
        (proxy, method, arguments) ->
            switch (method.getName()) {
              case "isSuccessful" -> HttpResponse.isSuccessful(reply.code());
              case "code" -> reply.code();
              case "body" -> body;
              case "previousResponse" -> Optional.empty();
              case "headers" -> Map.of();
              default -> null;
            });
  }

  /** A body that comes all at once. */
  private static final class WholeBody implements AsyncBody {
    private final CompletableFuture<Boolean> done = new CompletableFuture<>();
    private final byte[] bytes;
    private final Consumer<List<ByteBuffer>> reader;
    private boolean told;

    WholeBody(byte[] bytes, Consumer<List<ByteBuffer>> reader) {
      this.bytes = bytes;
      this.reader = reader;
    }

    @Override
    public void consume() {
      if (told) {
        done.complete(true);
        return;
      }
      told = true;
      try {
        reader.consume(List.of(ByteBuffer.wrap(bytes)), this);
      } catch (Exception broken) {
        done.completeExceptionally(broken);
      }
    }

    @Override
    public CompletableFuture<Void> done() {
      return CompletableFuture.allOf(done);
    }

    @Override
    public void cancel() {
      done.cancel(false);
    }
  }

  private static HttpRequest.Builder request() {
    var request = fake(HttpRequest.class, (proxy, method, arguments) -> null);
    return fake(
        HttpRequest.Builder.class,
        (proxy, method, arguments) -> method.getName().equals("build") ? request : proxy);
  }

  private WebSocket.Builder webSocket() {
    return fake(
        WebSocket.Builder.class,
        (proxy, method, arguments) -> {
          if (!method.getName().equals("buildAsync")) {
            return proxy;
          }
          watch = (WebSocket.Listener) arguments[0];
          watch.onOpen(socket);
          return CompletableFuture.completedFuture(socket);
        });
  }

  private static <T> T fake(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              var answer = handler.invoke(proxy, method, arguments);
              return answer == null && method.getReturnType() == boolean.class ? true : answer;
            }));
  }
}
