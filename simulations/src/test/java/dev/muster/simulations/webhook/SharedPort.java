package dev.muster.simulations.webhook;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;

/** A port behind which several servers stand, that take connections in turn: as a Service. */
final class SharedPort implements AutoCloseable {
  private final ServerSocket server;

  /** What is there is taken in turn; of a server that is not there its next connections end. */
  SharedPort(List<Integer> targets) {
    try {
      server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
    run(() -> accept(targets));
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept(List<Integer> targets) {
    for (int turn = 0; !server.isClosed(); turn++) {
      try {
        var near = server.accept();
        int port = targets.get(turn % targets.size());
        run(() -> connect(near, port));
      } catch (IOException closed) {
        return; // the test is over
      }
    }
  }

  private static void connect(Socket near, int port) {
    try (near;
        var far = new Socket(InetAddress.getLoopbackAddress(), port)) {
      run(() -> carry(far, near));
      carry(near, far);
    } catch (IOException absent) {
      return; // and so is its connection
    }
  }

  private static void carry(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException ended) {
      return; // by either side
    }
  }

  private static void run(Runnable work) {
    Thread.ofVirtual().start(work);
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }
}
