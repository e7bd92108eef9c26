package dev.muster.simulations.live.http;

import dev.muster.scheduler.kube.Loop;
import dev.muster.simulations.live.store.Callout;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import java.net.URI;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Calls webhooks over HTTPS: trusts exactly the authorities of the configuration, checks that the
 * certificate is the host's, waits no longer than it may and reads no more than it must. Outcomes
 * are posted to the loop.
 */
final class HttpsCallout implements Callout {
  /** Where a port of a service is reached; empty if nowhere from here. */
  interface Services {
    Optional<String> host(Address.Service service);
  }

  private static final int LONGEST_SHOWN = 200;

  private final Vertx vertx;
  private final Context context;
  private final Loop loop;
  private final Services services;
  private final Map<String, HttpClient> clients = new ConcurrentHashMap<>();

  HttpsCallout(Vertx vertx, Loop loop, Services services) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.loop = loop;
    this.services = services;
  }

  @Override
  public void call(Target target, Map<String, @Nullable Object> body, Consumer<Outcome> then) {
    Consumer<Outcome> posted = outcome -> loop.post(() -> then.accept(outcome));
    try {
      var options = options(target);
      var sent = Buffer.buffer(JsonTree.bytes(body));
      // All on one event loop: an answer that comes before somebody listens to it is lost.
      context.runOnContext(now ->
          attempt(target, options, sent)
              .onComplete(result ->
                  posted.accept(
                      result.succeeded()
                          ? result.result()
                          : new Outcome.Failed(problem(target, result.cause())))));
    } catch (RuntimeException unusable) { // of any kind, for the asker waits for an answer
      posted.accept(new Outcome.Failed(problem(target, unusable)));
    }
  }

  private Future<Outcome> attempt(Target target, RequestOptions options, Buffer body) {
    try {
      return send(target, options, body);
    } catch (RuntimeException unusable) {
      return Future.failedFuture(unusable);
    }
  }

  private Future<Outcome> send(Target target, RequestOptions options, Buffer body) {
    var outcome = Promise.<Outcome>promise();
    long timer =
        vertx.setTimer(
            target.timeoutMillis(),
            id -> outcome.tryFail(new IllegalStateException("context deadline exceeded")));
    client(target.certificates())
        .request(options)
        .compose(request -> {
          outcome.future().onFailure(late -> request.reset());
          return request.send(body);
        })
        .compose(HttpsCallout::read)
        .onComplete(result -> {
          if (result.succeeded()) {
            outcome.tryComplete(result.result());
          } else {
            outcome.tryFail(result.cause());
          }
        });
    return outcome.future().onComplete(any -> vertx.cancelTimer(timer));
  }

  private static Future<Outcome> read(HttpClientResponse response) {
    var promise = Promise.<Outcome>promise();
    var collected = Buffer.buffer();
    response.exceptionHandler(promise::tryFail);
    response.handler(chunk -> {
      collected.appendBuffer(chunk);
      if (collected.length() > Bodies.LIMIT) {
        promise.tryFail(new IllegalStateException("the answer is larger than 3 MiB"));
        response.request().reset();
      }
    });
    response.endHandler(nothing -> {
      try {
        promise.tryComplete(outcome(response.statusCode(), collected));
      } catch (Refusal unreadable) {
        promise.tryFail(unreadable);
      }
    });
    return promise.future();
  }

  private static Outcome outcome(int code, Buffer body) {
    if (code == 200) {
      return new Outcome.Answered(withPatchDecoded(JsonTree.json(body.getBytes()).tree()));
    }
    if (code == 404) {
      throw Refusal.notFound();
    }
    var text = body.toString();
    var shown = text.substring(0, Math.min(text.length(), LONGEST_SHOWN)).strip();
    throw new Refusal(
        code,
        "",
        "an error on the server (\"%s\") has prevented the request from succeeding"
            .formatted(shown.isEmpty() ? "status " + code : shown));
  }

  /** What cannot be decoded stays as it came, and is refused by who wants to apply it. */
  private static @Nullable Object withPatchDecoded(@Nullable Object answer) {
    if (!(answer instanceof Map<?, ?> review)
        || !(review.get("response") instanceof Map<?, ?> response)
        || !(response.get("patch") instanceof String encoded)
        || encoded.isEmpty()) {
      return answer;
    }
    try {
      var decoded = new LinkedHashMap<String, @Nullable Object>(Views.object(response));
      decoded.put("patch", JsonTree.json(Base64.getDecoder().decode(encoded)).tree());
      var result = new LinkedHashMap<String, @Nullable Object>(Views.object(review));
      result.put("response", decoded);
      return result;
    } catch (IllegalArgumentException | Refusal undecodable) {
      return answer;
    }
  }

  private RequestOptions options(Target target) {
    var options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setSsl(true)
            .setConnectTimeout(target.timeoutMillis())
            .putHeader("Content-Type", "application/json")
            .putHeader("Accept", "application/json");
    return switch (target.address()) {
      case Address.Url url -> options.setAbsoluteURI(shown(target));
      case Address.Service service -> {
        var host = services.host(service);
        if (host.isEmpty()) {
          throw new IllegalArgumentException(
              "service %s/%s has no address that this server can reach: give it type ExternalName, or use a URL"
                  .formatted(service.namespace(), service.name()));
        }
        var uri = URI.create(shown(target));
        yield options
            .setServer(SocketAddress.inetSocketAddress((int) service.port(), host.get()))
            .setHost(uri.getHost())
            .setPort((int) service.port())
            .setURI(uri.getRawPath() + "?" + uri.getRawQuery());
      }
    };
  }

  /** The address with the timeout, as a message shows it. */
  private static String shown(Target target) {
    var address =
        switch (target.address()) {
          case Address.Url url -> url.url();
          case Address.Service service ->
              "https://%s.%s.svc:%d%s"
                  .formatted(
                      service.name(),
                      service.namespace(),
                      service.port(),
                      service.path().isEmpty() ? "/" : service.path());
        };
    return address
        + (address.contains("?") ? "&" : "?")
        + "timeout=%ds".formatted(target.timeoutMillis() / 1000);
  }

  private static String problem(Target target, Throwable cause) {
    return "Post \"%s\": %s".formatted(shown(target), cause.getMessage());
  }

  private HttpClient client(String certificates) {
    return clients.computeIfAbsent(
        certificates,
        pem -> {
          var options =
              new HttpClientOptions()
                  .setSsl(true)
                  .setVerifyHost(true)
                  .setDecompressionSupported(false);
          if (!pem.isEmpty()) {
            options.setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(pem)));
          }
          return vertx.createHttpClient(options);
        });
  }
}
