package dev.muster.simulations.live.http;

import dev.muster.scheduler.kube.Loop;
import dev.muster.simulations.live.store.Requester;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where requests come in and answers go out: reads and authenticates on the event loop, has the
 * call answered on the loop, and writes the answer on the event loop again. Every request is
 * answered.
 */
final class Gateway {
  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
  private static final List<String> HEADERS =
      List.of("accept", "content-type", "upgrade", "host", "user-agent");
  private static final String CALLER = "caller";

  private final Loop loop;
  private final Settling settling;
  private final Tokens tokens;
  private final Frontend frontend;
  private final Watching watching;

  Gateway(Loop loop, Settling settling, Tokens tokens, Frontend frontend, Watching watching) {
    this.loop = loop;
    this.settling = settling;
    this.tokens = tokens;
    this.frontend = frontend;
    this.watching = watching;
  }

  void mount(Router router) {
    for (var open : List.of("/livez", "/readyz", "/healthz", "/version")) {
      router.get(open + "*").handler(this::answerAnybody);
    }
    router.route().handler(this::authenticate);
    router.get().handler(this::watchOrRead);
    router.route().handler(this::answerWithBody);
    router.route().failureHandler(context -> refuse(context, failure(context)));
  }

  private void answerAnybody(RoutingContext context) {
    answer(
        context, call(context, Caller.self(Known.lasting(Requester.ANONYMOUS)), Call.Payload.NONE));
  }

  private void authenticate(RoutingContext context) {
    var headers = context.request().headers();
    context.put(CALLER, Caller.of(tokens.authenticate(headers.get("Authorization")), headers));
    context.next();
  }

  private static Caller caller(RoutingContext context) {
    Caller caller = context.get(CALLER);
    return Objects.requireNonNull(caller, "authenticate comes first");
  }

  private void watchOrRead(RoutingContext context) {
    var call = call(context, caller(context), Call.Payload.NONE);
    if (call.flag("watch")) {
      watching.begin(context, call);
    } else {
      answer(context, call);
    }
  }

  private void answerWithBody(RoutingContext context) {
    var request = context.request();
    BodyReader.read(context.vertx(), request)
        .map(bytes -> {
          var type = request.getHeader("Content-Type");
          return Bodies.read(type == null ? "" : type, bytes);
        })
        .onSuccess(payload -> answer(context, call(context, caller(context), payload)))
        .onFailure(failure -> refuse(context, failure));
  }

  private void answer(RoutingContext context, Call call) {
    var connection = connection(context);
    loop.post(() ->
        reply(
            call,
            reply ->
                settling.settle(
                    () -> onConnection(connection, () -> send(context, reply)),
                    why ->
                        onConnection(
                            connection, () -> send(context, Reply.of(Refusal.unkept(why)))))));
  }

  /** Runs tasks in order on the event loop that this request came in on. */
  static Executor connection(RoutingContext context) {
    var eventLoop = context.vertx().getOrCreateContext();
    return task -> eventLoop.runOnContext(nothing -> task.run());
  }

  /** Goes back to the event loop, unless the server has been closed in the meantime. */
  static void onConnection(Executor connection, Runnable task) {
    try {
      connection.execute(task);
    } catch (RejectedExecutionException closed) {
      LOG.debug("the server was closed before an answer went out");
    }
  }

  private void reply(Call call, Consumer<Reply> then) {
    try {
      frontend.answer(call, then);
    } catch (RuntimeException | StackOverflowError failure) {
      LOG.error("{} {} failed", call.method(), call.path(), failure);
      then.accept(Reply.of(Refusal.internal()));
    }
  }

  static Call call(RoutingContext context, Caller caller, Call.Payload payload) {
    var request = context.request();
    var path = request.path();
    var query = new TreeMap<String, String>();
    for (var parameter : request.params()) {
      query.putIfAbsent(parameter.getKey(), parameter.getValue());
    }
    return new Call(
        request.method().name(),
        path == null ? "/" : path,
        query,
        headers(request),
        caller,
        payload);
  }

  private static Map<String, String> headers(HttpServerRequest request) {
    var headers = new LinkedHashMap<String, String>();
    for (var name : HEADERS) {
      var values = request.headers().getAll(name);
      if (!values.isEmpty()) {
        headers.put(name, String.join(",", values));
      }
    }
    return headers;
  }

  private static Throwable failure(RoutingContext context) {
    if (context.failure() != null) {
      return context.failure();
    }
    return context.statusCode() == 400
        ? Refusal.badRequest("the request cannot be read")
        : Refusal.noPage();
  }

  /** Answers with what went wrong; what is nobody's fault but ours is logged. */
  static void refuse(RoutingContext context, Throwable failure) {
    if (failure instanceof Refusal refusal) {
      send(context, Reply.of(refusal));
    } else if (failure instanceof IOException || context.response().closed()) {
      LOG.debug("a connection broke", failure);
      send(context, Reply.of(Refusal.internal())); // to whom still listens
    } else {
      LOG.error("{} {} failed", context.request().method(), context.request().path(), failure);
      send(context, Reply.of(Refusal.internal()));
    }
  }

  static void send(RoutingContext context, Reply reply) {
    var response = context.response();
    if (response.ended() || response.closed()) {
      return;
    }
    byte[] bytes;
    try {
      bytes = reply.bytes();
    } catch (RuntimeException | StackOverflowError broken) {
      LOG.error("an answer cannot be written", broken);
      send(context, Reply.of(Refusal.internal()));
      return;
    }
    response
        .setStatusCode(reply.code())
        .putHeader("Content-Type", reply.contentType())
        .putHeader("Cache-Control", "no-cache, private");
    if (reply.code() >= 400) {
      reply.retryAfter().ifPresent(seconds -> response.putHeader("Retry-After", seconds));
    }
    for (var warning : reply.warnings()) {
      response.headers().add("Warning", "299 - \"" + quotable(warning) + "\"");
    }
    boolean silent = context.request().method() == HttpMethod.HEAD;
    var body = Packing.packed(context.request(), response, bytes);
    response
        .end(silent ? Buffer.buffer() : Buffer.buffer(body))
        .onFailure(broken -> LOG.debug("a client left before its answer", broken));
  }

  /** A sentence as it may stand in a quoted header value. */
  private static String quotable(String sentence) {
    var text = new StringBuilder();
    sentence
        .codePoints()
        .forEach(point -> {
          if (point == '"' || point == '\\') {
            text.append('\\');
          }
          text.appendCodePoint(point >= ' ' && point < 0x7f ? point : '?');
        });
    return text.toString();
  }
}
