package dev.muster.scheduler.kube.client;

import dev.muster.scheduler.kube.Api.Answer;
import dev.muster.scheduler.kube.Loop;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.utils.HttpClientUtils;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@link Wire} over HTTPS and WebSocket. Bodies are read on the library's threads.
 *
 * <p>Over HTTP/1.1, where a call that is given up takes its connection with it. HTTP/2 sends all
 * calls over one, and goes on to do so when nothing comes back over it any more: then every call
 * would be lost until the system gives the connection up, after a quarter of an hour or never.
 */
final class HttpWire implements Wire {
  /** A server packs what is long: pages of a list, which shrink to a tenth. */
  private static final String GZIP = "gzip";

  private static final Pending NOT_SENT = () -> {};

  private final HttpClient http;
  private final String root;
  private final Loop inbox;
  private final long openMillis;

  /** {@code config}: retries are switched off in it, so it must not be shared. */
  HttpWire(Config config, Loop inbox, long timeoutMillis) {
    this(client(config, timeoutMillis), root(config), inbox, timeoutMillis);
  }

  /**
   * Over a client of its own.
   *
   * @param root the server's address, with a slash at its end
   * @param openMillis after which a watch that is not open yet is given up
   */
  HttpWire(HttpClient http, String root, Loop inbox, long openMillis) {
    this.http = http;
    this.root = root;
    this.inbox = inbox;
    this.openMillis = openMillis;
  }

  private static HttpClient client(Config config, long timeoutMillis) {
    config.setRequestRetryBackoffLimit(0);
    config.setHttp2Disable(true);
    config.setRequestTimeout((int) timeoutMillis);
    return HttpClientUtils.createHttpClient(config);
  }

  private static String root(Config config) {
    var url = config.getMasterUrl();
    return url.endsWith("/") ? url : url + "/";
  }

  @Override
  public Pending send(Call call, Bounds bounds, Consumer<Answer> then) {
    var body = new Gathering(bounds.bytes());
    CompletableFuture<HttpResponse<AsyncBody>> response;
    try {
      response = http.consumeBytes(request(call, bounds.millis()), body);
    } catch (IOException unwritable) {
      var problem = "cannot be written as JSON: " + unwritable.getMessage();
      then.accept(new Answer.Refused(422, "Invalid", problem, 0));
      return NOT_SENT;
    } catch (RuntimeException refused) {
      then.accept(new Answer.Unknown("not sent: " + refused.getMessage()));
      return NOT_SENT;
    }
    var unused =
        response
            .thenCompose(begun -> whole(begun, body))
            .handle((answer, failure) -> {
              var read = failure == null ? answer : lost(failure);
              then.accept(read);
              return read;
            });
    return () -> {
      var rest = response.thenAccept(begun -> begun.body().cancel());
      response.cancel(true);
    };
  }

  private static CompletableFuture<Answer> whole(HttpResponse<AsyncBody> begun, Gathering body) {
    begun.body().consume();
    return begun
        .body()
        .done()
        .handle((done, failure) -> {
          if (body.isTooLong()) {
            return TOO_LONG;
          }
          return failure == null ? answer(begun, body) : lost(failure);
        });
  }

  private HttpRequest request(Call call, long millis) throws IOException {
    var builder = http.newHttpRequestBuilder().uri(root + call.path());
    builder.setHeader("Accept", "application/json");
    if (call.isWrite()) {
      var body = call.body() == null ? Map.of() : call.body();
      builder.method(call.method(), call.mediaType(), Json.write(body));
    } else {
      builder.setHeader("Accept-Encoding", GZIP);
    }
    return builder.timeout(millis, TimeUnit.MILLISECONDS).build();
  }

  @Override
  public Stream watch(String path, Reader reader) {
    var stream = new WatchStream(inbox, reader);
    stream.open(http, root, root + path, openMillis);
    return stream;
  }

  @Override
  public void close() {
    http.close();
  }

  private static Answer lost(Throwable failure) {
    var cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return new Answer.Unknown(cause.getClass().getSimpleName() + ": " + cause.getMessage());
  }

  private static Answer answer(HttpResponse<?> response, Gathering body) {
    if (!response.isSuccessful()) {
      return refusal(response, body);
    }
    try {
      return new Answer.Done(Json.read(body.bytes(isPacked(response))));
    } catch (Gathering.TooLong tooLong) {
      return TOO_LONG;
    } catch (IOException | RuntimeException unreadable) {
      return new Answer.Unknown("unreadable answer: " + unreadable.getMessage());
    }
  }

  private static boolean isPacked(HttpResponse<?> response) {
    return GZIP.equalsIgnoreCase(response.header("Content-Encoding"));
  }

  private static Answer refusal(HttpResponse<?> response, Gathering body) {
    int code = response.code();
    Map<String, @Nullable Object> status;
    try {
      status = Json.read(body.bytes(isPacked(response)));
    } catch (IOException | RuntimeException noStatus) {
      status = Map.of(); // a proxy's page, or nothing: the code says enough
    }
    return new Answer.Refused(
        code,
        Json.text(status.get("reason"), ""),
        Json.text(status.get("message"), "HTTP " + code),
        millis(response.header("Retry-After"), status.get("details")));
  }

  private static long millis(@Nullable String header, @Nullable Object details) {
    if (header != null && header.matches("\\d{1,6}")) {
      return Long.parseLong(header) * 1000;
    }
    return details instanceof Map<?, ?> map && map.get("retryAfterSeconds") instanceof Long seconds
        ? Math.min(Math.max(seconds, 0), 1_000_000) * 1000
        : 0;
  }
}
