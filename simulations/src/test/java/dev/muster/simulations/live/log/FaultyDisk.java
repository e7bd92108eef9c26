package dev.muster.simulations.live.log;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * A disk in memory that can be full, write short, fail at whatever it is asked for, and lose its
 * power: what was not forced is then gone, in part gone, or there with holes.
 */
final class FaultyDisk implements Disk {
  /** What may fail, and then changes nothing; but a file is closed even so. */
  enum Fault {
    FORCE,
    TRUNCATE,
    APPEND,
    CLOSE,
    RENAME,
    DELETE,
    FORCE_NAMES
  }

  private static final class Content {
    private byte[] bytes = {};
    private int forced;
  }

  private final TreeMap<String, Content> files = new TreeMap<>();
  private TreeMap<String, Content> safeNames = new TreeMap<>();
  private final Random random;
  long room = Long.MAX_VALUE;
  private Set<Fault> faults = Set.of();
  int forcings;
  int openFiles;

  FaultyDisk(long seed) {
    this.random = new Random(seed);
  }

  /** From now on these fail, and nothing else does. */
  synchronized void failsTo(Fault... these) {
    faults = Set.of(these);
  }

  private void check(Fault fault) throws IOException {
    if (faults.contains(fault)) {
      throw new IOException("Input/output error");
    }
  }

  @Override
  public synchronized List<String> names() {
    return List.copyOf(files.keySet());
  }

  @Override
  public synchronized byte[] read(String name) throws IOException {
    return content(name).bytes.clone();
  }

  private Content content(String name) throws IOException {
    var content = files.get(name);
    if (content == null) {
      throw new IOException("no such file: " + name);
    }
    return content;
  }

  @Override
  public synchronized Appender append(String name) throws IOException {
    check(Fault.APPEND);
    openFiles++;
    return new Open(files.computeIfAbsent(name, any -> new Content()));
  }

  @Override
  public synchronized void rename(String from, String to) throws IOException {
    check(Fault.RENAME);
    files.put(to, content(from));
    files.remove(from);
  }

  @Override
  public synchronized void delete(String name) throws IOException {
    check(Fault.DELETE);
    files.remove(name);
  }

  @Override
  public synchronized void forceNames() throws IOException {
    check(Fault.FORCE_NAMES);
    safeNames = new TreeMap<>(files);
  }

  /** Damages one byte. */
  synchronized void damage(String name, int at) throws IOException {
    content(name).bytes[at] ^= 0x55;
  }

  synchronized void cut(String name, int size) throws IOException {
    var content = content(name);
    content.bytes = Arrays.copyOf(content.bytes, size);
  }

  /** Whether nothing is lost should the power go now. */
  synchronized boolean isSafe() {
    return files.values().stream().allMatch(content -> content.forced == content.bytes.length);
  }

  /** What a machine finds that starts after this one lost its power. */
  synchronized FaultyDisk afterPowerLoss() {
    var next = new FaultyDisk(random.nextLong());
    safeNames.forEach((name, content) -> {
      var found = new Content();
      int loose = content.bytes.length - content.forced;
      int length = content.forced + (loose == 0 ? 0 : random.nextInt(loose + 1));
      found.bytes = Arrays.copyOf(content.bytes, length);
      if (length > content.forced && random.nextBoolean()) {
        int hole = content.forced + random.nextInt(length - content.forced);
        Arrays.fill(found.bytes, hole, Math.min(length, hole + 64), (byte) 0);
      }
      found.forced = length;
      next.files.put(name, found);
    });
    next.safeNames = new TreeMap<>(next.files);
    return next;
  }

  private final class Open implements Appender {
    private final Content content;
    private boolean closed;

    Open(Content content) {
      this.content = content;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
      synchronized (FaultyDisk.this) {
        checkOpen();
        long left = room; // which may be set by another thread at any time
        int some = (int) Math.min(left, 1 + random.nextInt(bytes.remaining()));
        if (some == 0) {
          throw new IOException("No space left on device");
        }
        var chunk = new byte[some];
        bytes.get(chunk);
        var all = new ByteArrayOutputStream();
        all.writeBytes(content.bytes);
        all.writeBytes(chunk);
        content.bytes = all.toByteArray();
        if (left != Long.MAX_VALUE) {
          room = left - some;
        }
        return some;
      }
    }

    @Override
    public void force() throws IOException {
      synchronized (FaultyDisk.this) {
        checkOpen();
        forcings++;
        check(Fault.FORCE);
        content.forced = content.bytes.length;
      }
    }

    @Override
    public void truncate(long size) throws IOException {
      synchronized (FaultyDisk.this) {
        check(Fault.TRUNCATE);
        room += room == Long.MAX_VALUE ? 0 : content.bytes.length - size;
        content.bytes = Arrays.copyOf(content.bytes, (int) size);
        content.forced = Math.min(content.forced, content.bytes.length);
      }
    }

    private void checkOpen() throws IOException {
      if (closed) {
        throw new ClosedChannelException();
      }
    }

    @Override
    public void close() throws IOException {
      synchronized (FaultyDisk.this) {
        if (!closed) {
          closed = true;
          openFiles--;
          check(Fault.CLOSE);
        }
      }
    }
  }
}
