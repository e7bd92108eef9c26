package dev.muster.simulations.kube;

import java.io.IOException;
import java.net.Socket;

/** One connection over a {@link FaultyWire}: a thread for each direction passes bytes on. */
final class Strand {
  private static final int CHUNK = 1 << 14;
  private static final long LATE_MILLIS = 300;
  private static final int NARROW_CHUNK = 512;
  private static final long NARROW_MILLIS = 60; // for each chunk: some 8 KB a second

  private final FaultyWire wire;
  private final Socket near;
  private final Socket far;
  private volatile boolean dead;
  private volatile boolean over;

  Strand(FaultyWire wire, Socket near, Socket far) {
    this.wire = wire;
    this.near = near;
    this.far = far;
  }

  void upward() {
    carry(near, far, WireFault.MUTE);
  }

  void downward() {
    carry(far, near, WireFault.DEAF);
  }

  boolean isOver() {
    return over;
  }

  boolean isDeadAndKept() {
    return dead && !near.isClosed();
  }

  /** Stays open, and carries nothing from now on. */
  void die() {
    dead = true;
  }

  private void carry(Socket from, Socket to, WireFault silence) {
    try {
      var in = from.getInputStream();
      var bytes = new byte[CHUNK];
      for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
        wire.awaitEnd(silence, WireFault.STALLED);
        if (!dead) { // else it is lost on its way
          pass(bytes, read, to);
        }
      }
      broken(from, false);
    } catch (IOException ended) {
      broken(from, true);
    }
  }

  private void broken(Socket from, boolean reset) {
    if (dead) {
      end(from, reset); // and the other end never hears of it
    } else {
      end(reset);
    }
  }

  private void pass(byte[] bytes, int length, Socket to) throws IOException {
    var out = to.getOutputStream();
    if (wire.is(WireFault.TORN) && length > 1) {
      wire.count(WireFault.TORN);
      out.write(bytes, 0, length / 2);
      end(length % 2 == 0);
      return;
    }
    if (wire.is(WireFault.LATE)) {
      wire.count(WireFault.LATE);
      wire.pass(WireFault.LATE, LATE_MILLIS);
    }
    boolean narrow = wire.is(WireFault.NARROW);
    int most = narrow ? NARROW_CHUNK : length;
    for (int at = 0; at < length; at += most) {
      out.write(bytes, at, Math.min(most, length - at));
      if (narrow) {
        wire.count(WireFault.NARROW);
        wire.pass(WireFault.NARROW, NARROW_MILLIS);
      }
    }
  }

  /** Ends both ends of it. */
  void end(boolean reset) {
    over = true;
    end(near, reset);
    end(far, reset);
  }

  /** Ends one end of a connection, without a word or with a goodbye. */
  static void end(Socket socket, boolean reset) {
    try (socket) {
      if (reset) {
        socket.setSoLinger(true, 0);
      } else {
        socket.shutdownOutput();
      }
    } catch (IOException gone) {
      return; // its other end was faster
    }
  }
}
