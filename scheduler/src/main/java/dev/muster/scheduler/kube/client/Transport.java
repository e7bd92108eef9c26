package dev.muster.scheduler.kube.client;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.Answer;
import dev.muster.scheduler.kube.Loop;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
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

  /** An answer that was longer than whoever asked wants to read. */
  static final Answer.Unknown TOO_LONG = new Answer.Unknown("the answer is too long");

  /** The time that the library's own timeout gets before ours answers in its place. */
  private static final long SLACK_MILLIS = 1_000;

  /** A server packs what is long: pages of a list, which shrink to a tenth. */
  private static final String GZIP = "gzip";

  /** One object, whatever a server lets it be. */
  private static final int LONGEST = 64 << 20;

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
    throttle.submit(rank, call.write(), () -> sendNow(call, timeoutMillis, LONGEST, then));
  }

  /**
   * Like {@link #send}, for pages of a list, which take longer and can be asked for in a smaller
   * size: one of more than {@code most} bytes is answered {@link #TOO_LONG}.
   */
  void send(Call call, long millis, int most, Consumer<Answer> then) {
    throttle.submit(Api.Rank.USUAL, call.write(), () -> sendNow(call, millis, most, then));
  }

  private void sendNow(Call call, long millis, int most, Consumer<Answer> then) {
    var once = new Once(call.method(), then);
    if (call.write() && !mayWrite.getAsBoolean()) {
      inbox.post(() -> once.accept(Answer.Unknown.HELD_BACK));
      return;
    }
    var body = new Gathering(most);
    CompletableFuture<HttpResponse<AsyncBody>> response;
    try {
      response = http.consumeBytes(request(call, millis), body);
    } catch (RuntimeException refused) {
      inbox.post(() -> once.accept(new Answer.Unknown("not sent: " + refused.getMessage())));
      return;
    }
    once.awaits(response);
    inbox.after(millis + SLACK_MILLIS, () -> once.giveUp(millis));
    var unused =
        response
            .thenCompose(begun -> whole(begun, body))
            .handle((answer, failure) -> {
              var read = failure == null ? answer : lost(failure);
              inbox.post(() -> once.accept(read));
              return read;
            });
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
        Objects.toString(status.get("reason"), ""),
        Objects.toString(status.get("message"), "HTTP " + code),
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

  /**
   * Hands on the first answer alone, and frees the slot with it. On the loop. Its deadline stays
   * with the loop when all is over, so by then it knows nothing any more that takes memory.
   */
  private final class Once implements Consumer<Answer> {
    private final String method;
    private final long sentAt = System.nanoTime();
    private final long turnAt = inbox.monotonic();
    private @Nullable Consumer<Answer> then;
    private @Nullable CompletableFuture<HttpResponse<AsyncBody>> response;

    Once(String method, Consumer<Answer> then) {
      this.method = method;
      this.then = then;
    }

    void awaits(CompletableFuture<HttpResponse<AsyncBody>> underWay) {
      response = underWay;
    }

    void giveUp(long millis) {
      var late = response;
      accept(new Answer.Unknown("no answer within " + millis + " ms"));
      if (late != null) {
        var unused = late.thenAccept(begun -> begun.body().cancel()); // nobody waits for its rest
        late.cancel(true);
      }
    }

    @Override
    public void accept(Answer answer) {
      var told = then;
      if (told == null) {
        return;
      }
      then = null;
      response = null;
      listener.onCall(method, code(answer), System.nanoTime() - sentAt);
      throttle.done(
          answer instanceof Answer.Refused refused
              && (refused.code() == 429 || refused.code() >= 500),
          turnAt);
      told.accept(answer);
    }
  }
}
