package dev.muster.scheduler.kube.client;

import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.WebSocket;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
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
                case "sendAsync" -> CompletableFuture.completedFuture(reply());
                case "newHttpRequestBuilder" -> request();
                case "newWebSocketBuilder" -> webSocket();
                default -> null;
              });

  private HttpResponse<?> reply() {
    var reply = replies.isEmpty() ? new Reply(503, new byte[0]) : replies.poll();
    return fake(
        HttpResponse.class,
        (proxy, method, arguments) ->
            switch (method.getName()) {
              case "isSuccessful" -> HttpResponse.isSuccessful(reply.code());
              case "code" -> reply.code();
              case "body" -> reply.body();
              case "previousResponse" -> Optional.empty();
              case "headers" -> Map.of();
              default -> null;
            });
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
