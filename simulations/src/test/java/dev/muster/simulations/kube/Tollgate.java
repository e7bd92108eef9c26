package dev.muster.simulations.kube;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * A stretch of network between one client, which speaks plain HTTP to it, and an API server, that
 * understands requests: it can hold one of them, or its answer, and have the client stand still
 * meanwhile.
 */
final class Tollgate implements AutoCloseable {
  /** When the client stands still. */
  enum Moment {
    /** With the answer of the write at its door: before it asks whether it may send the next. */
    BEFORE_THE_GUARD,
    /** It has asked, and sends the write when it goes on. */
    AFTER_THE_GUARD,
    /** The write is on its way, and arrives while it stands still. */
    SENT
  }

  /** What is asked of the server; the body is empty for reads. */
  record Request(String method, String path, String body) {}

  /** A write that went through, and the code of its answer; 0 when none came. */
  static final class Passed {
    final Request request;
    private final CompletableFuture<Integer> code = new CompletableFuture<>();

    Passed(Request request) {
      this.request = request;
    }

    /**
     * Whether the server did what was asked, or may have. Waits for the answer, which a client that
     * has ended since does not hear any more.
     */
    boolean mayBeDone() {
      return awaitCode() < 400;
    }

    private int awaitCode() {
      return code.completeOnTimeout(0, 30, TimeUnit.SECONDS).join();
    }

    @Override
    public String toString() {
      return request.method + " " + request.path + " answered " + code.getNow(0);
    }
  }

  /** One request that is to be held, and what came of it. */
  static final class Hold {
    private final Predicate<Request> which;
    private final Moment moment;
    private final Runnable stop;
    private final CompletableFuture<Request> stopped = new CompletableFuture<>();
    private final CompletableFuture<Boolean> let = new CompletableFuture<>();
    private final CompletableFuture<String> answer = new CompletableFuture<>();

    Hold(Predicate<Request> which, Moment moment, Runnable stop) {
      this.which = which;
      this.moment = moment;
      this.stop = stop;
    }

    /** Waits until the client stands still. */
    Request awaitStopped() {
      return stopped.orTimeout(60, TimeUnit.SECONDS).join();
    }

    /** Lets the request go on to the server. */
    void letGo() {
      let.complete(true);
    }

    /** Waits for the answer; returns its status code. */
    int code() {
      return codeOf(answer.orTimeout(30, TimeUnit.SECONDS).join());
    }
  }

  private static final int TRIES = 5;
  private static final int HANDSHAKE_MILLIS = 4_000;
  private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: *(\\d+)");
  private final SSLSocketFactory tls;
  private final URI target;
  private final ServerSocket server;
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final AtomicReference<Hold> hold = new AtomicReference<>();
  private final List<Passed> passed = new CopyOnWriteArrayList<>();
  private final Hush hush = new Hush();
  private volatile boolean counting;

  Tollgate(SSLSocketFactory tls, URI target) {
    this.tls = tls;
    this.target = target;
    try {
      this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
    run(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** Holds the first request that is meant. */
  void set(Hold next) {
    hold.set(next);
  }

  /** While it is on, the client hears nothing of any watch; calls are answered as ever. */
  Hush hush() {
    return hush;
  }

  /** From now on writes that are not held are counted. */
  void count() {
    counting = true;
  }

  /** The writes that went through since then. */
  List<Passed> passed() {
    return List.copyOf(passed);
  }

  private static int codeOf(String answer) {
    return Integer.parseInt(answer.split(" ")[1]);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        var near = server.accept();
        var far = tls.createSocket(target.getHost(), target.getPort());
        open.addAll(List.of(near, far));
        var line = new Line(near, far);
        run(line::requests);
        run(() -> line.answers(far));
      } catch (IOException closed) {
        return; // the test is over
      }
    }
  }

  /** One connection of the client, and its continuation. */
  private final class Line {
    private final Socket near;
    private volatile Socket far;
    private volatile boolean watch;
    private final AtomicReference<Hold> awaited = new AtomicReference<>();
    private final AtomicReference<Passed> counted = new AtomicReference<>();

    Line(Socket near, Socket far) {
      this.near = near;
      this.far = far;
    }

    void requests() {
      try {
        var in = near.getInputStream();
        for (var head = head(in); !head.isEmpty(); head = head(in)) {
          watch = head.toLowerCase(Locale.ROOT).contains("upgrade: websocket");
          forward(head, in);
          if (watch) {
            in.transferTo(far.getOutputStream());
          }
        }
      } catch (IOException ended) {
        if (awaited.get() != null) {
          System.out.println("tollgate: a held request did not get through: " + ended);
        }
        end(near);
      }
      if (awaited.get() == null
          && counted.get() == null) { // else what came of it is still to be heard
        end(far);
      }
    }

    private void forward(String head, InputStream in) throws IOException {
      var length = LENGTH.matcher(head);
      var body = length.find() ? in.readNBytes(Integer.parseInt(length.group(1))) : new byte[0];
      var words = head.split(" ", 3);
      var text = new String(body, StandardCharsets.UTF_8);
      var request = new Request(words[0], words[1].replaceFirst("[?].*", ""), text);
      var armed = hold.get();
      if (armed != null && armed.which.test(request) && hold.compareAndSet(armed, null)) {
        awaited.set(armed);
        if (armed.moment != Moment.BEFORE_THE_GUARD) {
          armed.stop.run();
          armed.stopped.complete(request);
          armed.let.join();
          again();
        }
      } else if (counting && !request.method.equals("GET")) {
        again();
        var write = new Passed(request);
        passed.add(write);
        counted.set(write);
      }
      var to = far.getOutputStream();
      to.write(head.getBytes(StandardCharsets.UTF_8));
      to.write(body);
      to.flush();
    }

    /**
     * Goes on over a new connection: a server that hears nothing for half a minute ends the one
     * that it has, and whether it did is not always seen in time.
     */
    private void again() throws IOException {
      var old = far;
      var next = connected(TRIES);
      open.add(next);
      far = next;
      run(() -> answers(next));
      run(() -> end(old)); // which may wait for a server that says nothing any more
    }

    /** Nothing is sent yet: what fails can be tried again. */
    private Socket connected(int tries) throws IOException {
      var next = (SSLSocket) tls.createSocket(target.getHost(), target.getPort());
      try {
        next.setSoTimeout(HANDSHAKE_MILLIS);
        next.startHandshake(); // here, and not by whichever of two threads comes first
        next.setSoTimeout(0);
        return next;
      } catch (IOException broken) {
        System.out.println("tollgate: no new connection: " + broken);
        end(next);
        if (tries == 1) {
          throw broken;
        }
        return connected(tries - 1);
      }
    }

    void answers(Socket from) {
      try {
        var in = from.getInputStream();
        var out = near.getOutputStream();
        var some = new byte[65_536];
        for (int n = in.read(some); n >= 0; n = in.read(some)) {
          var head = new String(some, 0, Math.min(n, 20), StandardCharsets.UTF_8);
          var write = counted.getAndSet(null);
          if (write != null) {
            write.code.complete(codeOf(head));
          }
          var armed = awaited.getAndSet(null);
          if (armed != null) {
            armed.answer.complete(head);
            if (armed.moment == Moment.BEFORE_THE_GUARD) {
              armed.stop.run();
              armed.stopped.complete(new Request("", "", ""));
            }
          }
          if (watch) {
            hush.await();
          }
          if (!near.isClosed()) {
            out.write(some, 0, n);
            out.flush();
          }
        }
      } catch (IOException ended) {
        end(from);
      }
      if (from == far) { // else another one goes on
        var unanswered = counted.getAndSet(null);
        if (unanswered != null) {
          unanswered.code.complete(0);
        }
        end(near);
      }
    }
  }

  /** A request up to the empty line; empty when there are no more. */
  private static String head(InputStream in) throws IOException {
    var head = new ByteArrayOutputStream();
    int newest = 0; // the last four bytes
    for (int next = in.read(); next >= 0; next = in.read()) {
      head.write(next);
      newest = newest << 8 | next;
      if (newest == 0x0d0a0d0a) {
        return head.toString(StandardCharsets.UTF_8);
      }
    }
    return "";
  }

  /** One that its other end has cut off cannot say goodbye any more, and is as good as closed. */
  private static void end(Socket socket) {
    try {
      socket.close();
    } catch (IOException gone) {
      System.out.println("tollgate: " + gone.getMessage());
    }
  }

  private static void run(Runnable work) {
    Thread.ofPlatform().daemon(true).start(work);
  }

  @Override
  public void close() {
    hush.end();
    open.forEach(Tollgate::end);
    try {
      server.close();
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }
}
