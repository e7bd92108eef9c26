package dev.muster.webhook.http;

import dev.muster.webhook.http.AnswerListener.Outcome;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers reviews. What costs nothing is checked first; a request holds room for its body from its
 * first byte to its answer, and longer if the work on it goes on when its caller is gone, so what
 * all of them take together is bounded. What is wrong is said in one line that repeats nothing of
 * the request.
 */
final class AdmissionEndpoint {
  private static final Logger LOG = LoggerFactory.getLogger(AdmissionEndpoint.class);
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String JSON = "application/json";

  /** What is not converted fails a whole list, so its caller is rather kept waiting. */
  private static final long CONVERSION_WAIT_MILLIS = 10_000;

  private static final long AGAIN_MILLIS = 20;

  /** Something of each is held that has no room yet. */
  private static final int MOST_WAITING = 64;

  /** Room for bodies, how long is waited for it, and how many do. */
  private record Room(Semaphore bytes, long waitMillis, AtomicInteger waiting) {}

  /** What a request takes at least, whatever it says of its body. */
  private static final int LEAST_BYTES = 1024;

  private final Vertx vertx;
  private final AdmissionServer.Service service;
  private final Executor elsewhere;

  /** {@code elsewhere} does what takes long. */
  AdmissionEndpoint(Vertx vertx, AdmissionServer.Service service, Executor elsewhere) {
    this.vertx = vertx;
    this.service = service;
    this.elsewhere = elsewhere;
  }

  void mount(Router router) {
    var reviews = room(service.limits().permits(), 0);
    service
        .endpoints()
        .forEach((path, admissions) -> mount(router, path, reviews, Work.of(admissions)));
    var conversions = room(service.limits().conversionPermits(), CONVERSION_WAIT_MILLIS);
    service
        .conversions()
        .forEach(
            (path, versions) -> mount(router, path, conversions, Work.of(versions, elsewhere)));
  }

  private Room room(int permits, long waitMillis) {
    int bytes = Math.multiplyExact(permits, service.limits().bodyBytes());
    return new Room(new Semaphore(bytes), waitMillis, new AtomicInteger());
  }

  private void mount(Router router, String path, Room room, Work work) {
    router.post(path).handler(context -> check(context, path, room, work));
    router.route(path).handler(context -> context.response().setStatusCode(405).end());
  }

  private void check(RoutingContext context, String path, Room room, Work work) {
    var request = context.request();
    var call = new Call(context, path, work);
    if (!isJson(request)) {
      call.refuse(415, "only application/json is read");
    } else if (length(request) > service.limits().bodyBytes()) {
      call.refuse(413, tooLong());
    } else {
      request.pause();
      context.addEndHandler(ended -> call.end());
      enter(call, room, System.nanoTime());
    }
  }

  /** Reads it when there is room, now or, where that may be waited for, later. */
  private void enter(Call call, Room room, long since) {
    if (call.isGone()) {
      return;
    }
    if (call.take(room.bytes())) {
      call.read();
    } else if (System.nanoTime() - since >= room.waitMillis() * 1_000_000
        || room.waiting().get() >= MOST_WAITING) {
      call.refuse(429, "too many requests at the same time");
    } else {
      room.waiting().incrementAndGet();
      vertx.setTimer(
          AGAIN_MILLIS,
          again -> {
            room.waiting().decrementAndGet();
            enter(call, room, since);
          });
    }
  }

  /** Room for the body: as long as it says it is, or as long as it may be. */
  private int bytes(HttpServerRequest request) {
    int most = service.limits().bodyBytes();
    var told = request.getHeader("Content-Length");
    return told == null ? most : Math.clamp(length(request), Math.min(LEAST_BYTES, most), most);
  }

  private String tooLong() {
    return "the body is longer than " + service.limits().bodyBytes() + " bytes";
  }

  private static boolean isJson(HttpServerRequest request) {
    var type = request.getHeader("Content-Type");
    return type != null && type.toLowerCase(Locale.ROOT).split(";", 2)[0].strip().equals(JSON);
  }

  private static long length(HttpServerRequest request) {
    var length = request.getHeader("Content-Length");
    return length != null && length.matches("\\d{1,18}") ? Long.parseLong(length) : 0;
  }

  /** Part of the work on a request. */
  @FunctionalInterface
  private interface Step {
    void run() throws IOException, Unreadable;
  }

  /** One request, on its own event loop. */
  private final class Call {
    private final RoutingContext context;
    private final String path;
    private final Work work;
    private final long startedAt = System.nanoTime();
    private final Buffer body = Buffer.buffer();
    private boolean over;

    /** Read by whoever works on it, elsewhere. */
    private volatile boolean gone;

    private boolean working;
    private @Nullable Semaphore room;
    private int taken;

    Call(RoutingContext context, String path, Work work) {
      this.context = context;
      this.path = path;
      this.work = work;
    }

    boolean isGone() {
      return gone || context.response().closed();
    }

    /** Takes room for its body, if there is; all of it is given back once. */
    boolean take(Semaphore bytes) {
      int wanted = bytes(context.request());
      if (!bytes.tryAcquire(wanted)) {
        return false;
      }
      room = bytes;
      taken = wanted;
      return true;
    }

    /** It was answered, or its caller has gone. */
    void end() {
      gone = true;
      giveBack();
    }

    private void giveBack() {
      if (gone && !working && room != null) {
        room.release(taken);
        room = null;
      }
    }

    void read() {
      var deadline =
          vertx.setTimer(
              service.limits().readMillis(),
              late -> refuse(408, "the body did not arrive in time"));
      context.addEndHandler(ended -> vertx.cancelTimer(deadline));
      context
          .request()
          .handler(this::more)
          .exceptionHandler(broken -> over = true)
          .endHandler(complete -> answer());
      context.request().resume();
    }

    private void more(Buffer part) {
      if (over) {
        return;
      }
      if (body.length() + part.length() > service.limits().bodyBytes()) {
        refuse(413, tooLong());
        return;
      }
      body.appendBuffer(part);
    }

    private void answer() {
      if (over) {
        return;
      }
      var loop = vertx.getOrCreateContext();
      working = true;
      guard(() ->
          work.answer(
              body.getBytes(),
              () -> gone,
              reply ->
                  loop.runOnContext(back -> {
                    worked();
                    guard(() -> send(reply));
                  })));
    }

    private void worked() {
      working = false;
      giveBack();
    }

    private void guard(Step step) {
      try {
        step.run();
      } catch (Unreadable wrong) {
        worked();
        refuse(400, String.valueOf(wrong.getMessage()));
      } catch (IOException | RuntimeException | StackOverflowError defect) {
        worked();
        LOG.atError().setCause(defect).log("a request could not be answered");
        refuse(500, "internal error");
      }
    }

    private void send(Work.Reply reply) throws IOException, Unreadable {
      if (over || context.response().closed()) {
        return; // whoever asked does not wait any more
      }
      var answer = reply.text().write();
      over = true;
      context.response().putHeader("Content-Type", JSON).end(Buffer.buffer(answer));
      tell(200, reply.outcome());
    }

    /** Nothing more is read of what is refused; an older connection ends with it. */
    void refuse(int code, String problem) {
      if (over) {
        return;
      }
      over = true;
      var request = context.request();
      boolean plain = request.version() != HttpVersion.HTTP_2;
      var response = context.response().setStatusCode(code).putHeader("Content-Type", TEXT);
      if (plain && code != 400 && code != 500) {
        response.putHeader("Connection", "close");
      }
      response
          .end(problem + "\n")
          .onComplete(sent -> {
            if (plain && code != 400 && code != 500) {
              request.connection().close();
            }
          });
      tell(code, Outcome.ERROR);
    }

    private void tell(int code, Outcome outcome) {
      service.listener().onAnswer(path, code, outcome, System.nanoTime() - startedAt);
    }
  }
}
