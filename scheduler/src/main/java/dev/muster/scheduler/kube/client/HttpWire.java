package dev.muster.scheduler.kube.client;

import dev.muster.scheduler.kube.Api.Answer;
import dev.muster.scheduler.kube.Loop;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.utils.HttpClientUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** {@link Wire} over HTTPS and WebSocket. Bodies are read on the library's threads. */
final class HttpWire implements Wire {
  /** A server packs what is long: pages of a list, which shrink to a tenth. */
  private static final String GZIP = "gzip";

  private static final int BUFFER = 1 << 16;
  private static final Pending NOT_SENT = () -> {};

  private final HttpClient http;
  private final String root;
  private final Loop inbox;

  /** {@code config}: retries are switched off in it, so it must not be shared. */
  HttpWire(Config config, Loop inbox, long timeoutMillis) {
    this(client(config, timeoutMillis), root(config), inbox);
  }

  /** {@code root}: the server's address, with a slash at its end. */
  HttpWire(HttpClient http, String root, Loop inbox) {
    this.http = http;
    this.root = root;
    this.inbox = inbox;
  }

  private static HttpClient client(Config config, long timeoutMillis) {
    config.setRequestRetryBackoffLimit(0);
    config.setRequestTimeout((int) timeoutMillis);
    return HttpClientUtils.createHttpClient(config);
  }

  private static String root(Config config) {
    var url = config.getMasterUrl();
    return url.endsWith("/") ? url : url + "/";
  }

  @Override
  public Pending send(Call call, long millis, Consumer<Answer> then) {
    CompletableFuture<HttpResponse<byte[]>> response;
    try {
      response = http.sendAsync(request(call, millis), byte[].class);
    } catch (IOException unwritable) {
      var problem = "cannot be written as JSON: " + unwritable.getMessage();
      then.accept(new Answer.Refused(422, "Invalid", problem, 0));
      return NOT_SENT;
    } catch (RuntimeException refused) {
      then.accept(new Answer.Unknown("not sent: " + refused.getMessage()));
      return NOT_SENT;
    }
    var unused =
        response.handle((answer, failure) -> {
          var read = failure == null ? answer(answer) : lost(failure);
          then.accept(read);
          return read;
        });
    return () -> response.cancel(true);
  }

  private HttpRequest request(Call call, long millis) throws IOException {
    var builder = http.newHttpRequestBuilder().uri(root + call.path());
    builder.setHeader("Accept", "application/json");
    if (call.body() == null) {
      builder.setHeader("Accept-Encoding", GZIP);
    } else {
      builder.method(call.method(), call.mediaType(), Json.write(call.body()));
    }
    return builder.timeout(millis, TimeUnit.MILLISECONDS).build();
  }

  @Override
  public Stream watch(String path, Reader reader) {
    var stream = new WatchStream(inbox, reader);
    stream.open(http, root, root + path);
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

  static Answer answer(HttpResponse<byte[]> response) {
    if (!response.isSuccessful()) {
      return refusal(response);
    }
    try {
      return new Answer.Done(Json.read(unpacked(response)));
    } catch (IOException | RuntimeException unreadable) {
      return new Answer.Unknown("unreadable answer: " + unreadable.getMessage());
    }
  }

  private static byte[] unpacked(HttpResponse<byte[]> response) throws IOException {
    byte @Nullable [] body = response.body();
    if (body == null) {
      return new byte[0];
    }
    if (!GZIP.equalsIgnoreCase(response.header("Content-Encoding"))) {
      return body;
    }
    try (var packed = new GZIPInputStream(new ByteArrayInputStream(body), BUFFER)) {
      return packed.readAllBytes();
    }
  }

  private static Answer refusal(HttpResponse<byte[]> response) {
    int code = response.code();
    Map<String, @Nullable Object> status;
    try {
      status = Json.read(unpacked(response));
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
