package dev.muster.simulations.kube;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** A stretch of network between a client and a port of this machine, that can be cut. */
final class Wire implements AutoCloseable {
  private final int target;
  private final ServerSocket server;
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private volatile boolean cut;
  private final AtomicLong carried = new AtomicLong();

  Wire(int target) {
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

  /** The bytes that went over it so far, either way. */
  long carried() {
    return carried.get();
  }

  /** Ends all connections; with {@code forNow} new ones are taken and ended at once as well. */
  void cut(boolean forNow) {
    cut = forNow;
    open.forEach(Wire::end);
    open.clear();
  }

  void mend() {
    cut = false;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        var near = server.accept();
        if (cut) {
          end(near);
          continue;
        }
        var far = new Socket(InetAddress.getLoopbackAddress(), target);
        open.addAll(List.of(near, far));
        run(() -> carry(near, far));
        run(() -> carry(far, near));
      } catch (IOException closed) {
        return; // the test is over
      }
    }
  }

  private void carry(Socket from, Socket to) {
    try {
      var out = to.getOutputStream();
      var in = from.getInputStream();
      var bytes = new byte[1 << 14];
      for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
        carried.addAndGet(read);
        out.write(bytes, 0, read);
      }
    } catch (IOException ended) {
      end(from); // as it should be when the wire is cut
    }
    end(to);
  }

  private static void end(Socket socket) {
    try {
      socket.close();
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  private static void run(Runnable work) {
    Thread.ofPlatform().daemon(true).start(work);
  }

  @Override
  public void close() {
    cut(true);
    try {
      server.close();
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }
}
