package dev.muster.simulations.kube;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A stretch of network between a process and a port of this machine. It passes bytes on and knows
 * nothing of what they mean, so TLS goes through untouched; and it can fail in all the ways of
 * {@link WireFault}. Counts what each fault really did: one that met no connection did nothing.
 */
final class FaultyWire implements AutoCloseable {
  private final int target;
  private final ServerSocket server;
  private final List<Strand> strands = new CopyOnWriteArrayList<>();
  private final Set<WireFault> now = EnumSet.noneOf(WireFault.class);
  private final Map<WireFault, Integer> struck = new EnumMap<>(WireFault.class);
  private boolean closed;

  FaultyWire(int target) {
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

  /** Does it, or begins it if it lasts. */
  void strike(WireFault fault) {
    synchronized (this) {
      if (fault.lasting()) {
        now.add(fault);
        return;
      }
    }
    for (var strand : strands.stream().filter(strand -> !strand.isOver()).toList()) {
      switch (fault) {
        case RESET -> strand.end(true);
        case CLOSED -> strand.end(false);
        case DEAD -> strand.die();
        default -> throw new IllegalArgumentException(fault.toString());
      }
      count(fault);
    }
  }

  /** The connections of this moment are {@link WireFault#DEAD}, but those that came first. */
  void deaden(int spared) {
    strands.stream()
        .skip(spared)
        .forEach(strand -> {
          strand.die();
          count(WireFault.DEAD);
        });
  }

  /** Ends one that lasts; what was held goes on its way. */
  synchronized void end(WireFault fault) {
    now.remove(fault);
    notifyAll();
  }

  /** Ends all that last. Connections that are dead stay so. */
  synchronized void heal() {
    now.clear();
    notifyAll();
  }

  /** How often each fault did something. */
  synchronized Map<WireFault, Integer> struck() {
    return new EnumMap<>(struck);
  }

  /** How many connections carry nothing any more that the process has not given up. */
  long deadAndKept() {
    return strands.stream().filter(Strand::isDeadAndKept).count();
  }

  synchronized boolean is(WireFault fault) {
    return now.contains(fault);
  }

  synchronized void count(WireFault fault) {
    struck.merge(fault, 1, Integer::sum);
  }

  /** Waits while one of these goes on. */
  synchronized void awaitEnd(WireFault... faults) {
    for (var fault : faults) {
      if (now.contains(fault)) {
        count(fault);
      }
    }
    while (!closed && List.of(faults).stream().anyMatch(now::contains)) {
      park(0);
    }
  }

  /** Lets so much time pass, or less if all is healed meanwhile. */
  synchronized void pass(WireFault fault, long millis) {
    long until = System.nanoTime() + millis * 1_000_000;
    for (long left = millis; left > 0 && now.contains(fault) && !closed; ) {
      park(left);
      left = (until - System.nanoTime()) / 1_000_000;
    }
  }

  private synchronized void park(long millis) {
    try {
      wait(millis);
    } catch (InterruptedException stopped) {
      closed = true;
      Thread.currentThread().interrupt();
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        var near = server.accept();
        if (is(WireFault.REFUSED)) {
          count(WireFault.REFUSED);
          Strand.end(near, true);
          continue;
        }
        var strand = new Strand(this, near, new Socket(InetAddress.getLoopbackAddress(), target));
        strands.add(strand);
        run(strand::upward);
        run(strand::downward);
        strands.removeIf(Strand::isOver);
      } catch (IOException over) {
        return; // the test is
      }
    }
  }

  private static void run(Runnable work) {
    Thread.ofPlatform().daemon(true).start(work);
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    strands.forEach(strand -> strand.end(true));
    try {
      server.close();
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }
}
