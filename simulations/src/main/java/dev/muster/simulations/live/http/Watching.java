package dev.muster.simulations.live.http;

import dev.muster.scheduler.kube.Loop;
import dev.muster.simulations.live.store.Store;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins watches: subscribes on the loop, then turns the request into a stream, a WebSocket if the
 * client asks for one and one endless chunked answer otherwise.
 */
final class Watching {
  private static final Logger LOG = LoggerFactory.getLogger(Watching.class);
  private static final long DEFAULT_SECONDS = 30 * 60;
  private static final long LONGEST_SECONDS = 24 * 60 * 60;
  private static final int QUEUE_BYTES = 1024 * 1024;

  private final Loop loop;
  private final Store store;
  private final Resources resources;
  private final Tables tables;
  private final int patience;
  private final Access access;

  /**
   * @param patience how many events a client may be behind
   */
  Watching(
      Loop loop, Store store, Resources resources, Tables tables, int patience, Access access) {
    this.loop = loop;
    this.store = store;
    this.resources = resources;
    this.tables = tables;
    this.patience = patience;
    this.access = access;
  }

  /** Called on the event loop of the request's connection. */
  void begin(RoutingContext context, Call call) {
    var path = collection(call);
    var form = Form.of(call.headers().get("accept"), Resources.FORMS);
    var include = Tables.Include.of(call.query("includeObject"));
    var terms = terms(call);
    var connection = Gateway.connection(context);
    context.request().pause();
    loop.post(() -> {
      try {
        access.check(call);
        var events = new WatchEvents(resources.type(path), form, include, tables);
        var pipe = new WatchPipe(settled(context, connection), events);
        var feed = new WatchFeed(loop, store::version, terms, pipe);
        subscribe(call, path, feed);
        Runnable gone = () -> loop.post(feed::stop);
        Gateway.onConnection(connection, () -> open(context.request(), call, pipe, gone));
      } catch (RuntimeException | StackOverflowError refused) {
        Gateway.onConnection(connection, () -> refuse(context, refused));
      }
    });
  }

  /**
   * The connection for what the store told: it goes out once it is safe. If it never will be, the
   * client is cut off, for what it would hear next is not true.
   */
  private Executor settled(RoutingContext context, Executor connection) {
    return task ->
        store.settle(
            () -> Gateway.onConnection(connection, task),
            why ->
                Gateway.onConnection(
                    connection,
                    () -> {
                      var unused = context.request().connection().close();
                    }));
  }

  /** The watched collection; a single object is watched as the collection of that name. */
  private static ApiPath collection(Call call) {
    var path = ApiPath.of(call.path()).orElseThrow(Refusal::notFound);
    if (!path.subresource().isEmpty()) {
      throw Refusal.methodNotAllowed();
    }
    return path;
  }

  private WatchFeed.Terms terms(Call call) {
    ListOptions.checkWatch(call);
    long asked = Queries.number(call, "timeoutSeconds").orElse(0);
    long seconds = asked == 0 ? DEFAULT_SECONDS : Math.min(asked, LONGEST_SECONDS);
    return new WatchFeed.Terms(seconds * 1000, call.flag("allowWatchBookmarks"), patience);
  }

  private void subscribe(Call call, ApiPath path, WatchFeed feed) {
    var options = Queries.options(call);
    if (!path.name().isEmpty()) {
      var named = "metadata.name=" + path.name();
      var given = options.fieldSelector();
      options = options.withFieldSelector(given.isEmpty() ? named : given + "," + named);
    }
    var asked = options;
    try {
      store
          .watch(resources.type(path), path.namespace(), options, feed)
          .ifPresentOrElse(
              feed::follow, () -> feed.fail(expired(asked.resourceVersion()).status()));
    } catch (IllegalArgumentException unreadable) {
      throw Refusal.badRequest(String.valueOf(unreadable.getMessage()));
    }
  }

  private Refusal expired(String asked) {
    return new Refusal(
        410, "Expired", "too old resource version: %s (%d)".formatted(asked, store.version()));
  }

  private static void open(HttpServerRequest request, Call call, WatchPipe pipe, Runnable gone) {
    if (request.response().closed()) {
      gone.run();
      return;
    }
    if (!call.header("upgrade").equalsIgnoreCase("websocket")) {
      request.resume();
      request.response().setWriteQueueMaxSize(QUEUE_BYTES);
      pipe.open(new ChunkedOutlet(request), gone);
      return;
    }
    request
        .toWebSocket()
        .onSuccess(socket -> {
          socket.setWriteQueueMaxSize(QUEUE_BYTES);
          pipe.open(new SocketOutlet(socket), gone);
        })
        .onFailure(broken -> {
          LOG.debug("a client left before its watch began", broken);
          gone.run();
        });
  }

  private static void refuse(RoutingContext context, Throwable refused) {
    context.request().resume();
    Gateway.refuse(context, refused);
  }
}
