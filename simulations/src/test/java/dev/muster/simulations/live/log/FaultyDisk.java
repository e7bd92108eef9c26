package dev.muster.simulations.live.log;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/**
 * A disk in memory that can be full, write short, fail to force, and lose its power: what was not
 * forced is then gone, in part gone, or there with holes.
 */
final class FaultyDisk implements Disk {
  private static final class Content {
    private byte[] bytes = {};
    private int forced;
  }

  private final TreeMap<String, Content> files = new TreeMap<>();
  private TreeMap<String, Content> safeNames = new TreeMap<>();
  private final Random random;
  long room = Long.MAX_VALUE;
  boolean failsToForce;
  boolean failsToTruncate;
  int forcings;

  FaultyDisk(long seed) {
    this.random = new Random(seed);
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
  public synchronized Appender append(String name) {
    return new Open(files.computeIfAbsent(name, any -> new Content()));
  }

  @Override
  public synchronized void rename(String from, String to) throws IOException {
    files.put(to, content(from));
    files.remove(from);
  }

  @Override
  public synchronized void delete(String name) {
    files.remove(name);
  }

  @Override
  public synchronized void forceNames() {
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
    next.forceNames();
    return next;
  }

  private final class Open implements Appender {
    private final Content content;

    Open(Content content) {
      this.content = content;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
      synchronized (FaultyDisk.this) {
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
        forcings++;
        if (failsToForce) {
          throw new IOException("Input/output error");
        }
        content.forced = content.bytes.length;
      }
    }

    @Override
    public void truncate(long size) throws IOException {
      synchronized (FaultyDisk.this) {
        if (failsToTruncate) {
          throw new IOException("Input/output error");
        }
        room += room == Long.MAX_VALUE ? 0 : content.bytes.length - size;
        content.bytes = Arrays.copyOf(content.bytes, (int) size);
        content.forced = Math.min(content.forced, content.bytes.length);
      }
    }

    @Override
    public void close() {}
  }
}
