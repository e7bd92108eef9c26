package dev.muster.scheduler.kube.client;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.Answer;
import dev.muster.scheduler.kube.Loop;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Sends one request and brings back exactly one answer, on the loop. Bodies are read on the
 * transport's threads. A call whose answer is overdue is answered {@link Answer.Unknown}, whatever
 * becomes of it.
 */
final class Transport {
  /** One request; a read has no body. */
  record Call(String method, String path, String mediaType, String body) {
    static Call get(String path) {
      return new Call("GET", path, "", "");
    }

    boolean write() {
      return !method.equals("GET");
    }
  }

  /** The time that the library's own timeout gets before ours answers in its place. */
  private static final long SLACK_MILLIS = 1_000;

  /** A server packs what is long: pages of a list, which shrink to a tenth. */
  private static final String GZIP = "gzip";

  private static final int BUFFER = 1 << 16;

  private final HttpClient http;
  private final String root;
  private final Loop inbox;
  private final Throttle throttle;
  private final long timeoutMillis;
  private final CallListener listener;
  private BooleanSupplier mayWrite = () -> true;

  Transport(HttpClient http, String root, Loop inbox, Limits limits, CallListener listener) {
    this.http = http;
    this.root = root;
    this.inbox = inbox;
    this.throttle = new Throttle(inbox, limits);
    this.timeoutMillis = limits.timeoutMillis();
    this.listener = listener;
  }

  void writeOnlyWhile(BooleanSupplier permission) {
    mayWrite = permission;
  }

  void send(Call call, Consumer<Answer> then) {
    send(call, Api.Rank.USUAL, then);
  }

  void send(Call call, Api.Rank rank, Consumer<Answer> then) {
    throttle.submit(rank, call.write(), () -> sendNow(call, timeoutMillis, then));
  }

  /** Like {@link #send}, with a time-out of its own: pages of a list take longer. */
  void send(Call call, long millis, Consumer<Answer> then) {
    throttle.submit(Api.Rank.USUAL, call.write(), () -> sendNow(call, millis, then));
  }

  private void sendNow(Call call, long millis, Consumer<Answer> then) {
    var once = new Once(call.method(), then);
    if (call.write() && !mayWrite.getAsBoolean()) {
      inbox.post(() -> once.accept(Answer.Unknown.HELD_BACK));
      return;
    }
    CompletableFuture<HttpResponse<byte[]>> response;
    try {
      response = http.sendAsync(request(call, millis), byte[].class);
    } catch (RuntimeException refused) {
      inbox.post(() -> once.accept(new Answer.Unknown("not sent: " + refused.getMessage())));
      return;
    }
    inbox.after(
        millis + SLACK_MILLIS,
        () -> {
          once.accept(new Answer.Unknown("no answer within " + millis + " ms"));
          response.cancel(true);
        });
    var unused =
        response.handle((answer, failure) -> {
          var read = failure == null ? answer(answer) : lost(failure);
          inbox.post(() -> once.accept(read));
          return read;
        });
  }

  private io.fabric8.kubernetes.client.http.HttpRequest request(Call call, long millis) {
    var builder = http.newHttpRequestBuilder().uri(root + call.path());
    builder.setHeader("Accept", "application/json");
    if (!call.write()) {
      builder.setHeader("Accept-Encoding", GZIP);
    } else {
      builder.method(call.method(), call.mediaType(), call.body());
    }
    return builder.timeout(millis, TimeUnit.MILLISECONDS).build();
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

  private static int code(Answer answer) {
    return switch (answer) {
      case Answer.Done done -> 200;
      case Answer.Refused refused -> refused.code();
      case Answer.Unknown unknown -> 0;
    };
  }

  private static long millis(@Nullable String header, @Nullable Object details) {
    if (header != null && header.matches("\\d{1,6}")) {
      return Long.parseLong(header) * 1000;
    }
    return details instanceof Map<?, ?> map && map.get("retryAfterSeconds") instanceof Long seconds
        ? Math.min(Math.max(seconds, 0), 1_000_000) * 1000
        : 0;
  }

  /** Hands on the first answer alone, and frees the slot with it. On the loop. */
  private final class Once implements Consumer<Answer> {
    private final Consumer<Answer> then;
    private final String method;
    private final long sentAt = System.nanoTime();
    private final long turnAt = inbox.monotonic();
    private boolean answered;

    Once(String method, Consumer<Answer> then) {
      this.method = method;
      this.then = then;
    }

    @Override
    public void accept(Answer answer) {
      if (answered) {
        return;
      }
      answered = true;
      listener.onCall(method, code(answer), System.nanoTime() - sentAt);
      throttle.done(
          answer instanceof Answer.Refused refused
              && (refused.code() == 429 || refused.code() >= 500),
          turnAt);
      then.accept(answer);
    }
  }
}
