package dev.muster.simulations.live.log;

import dev.muster.simulations.live.store.Journal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A journal on a {@link Disk}. The store's thread writes, and in quiet moments the one that forces.
 *
 * <p>A change is written to the file before it is made, and forced before anybody outside hears of
 * it; how many share one forcing follows from how long forcings take. A write that fails is taken
 * back and refused, and the next one is tried anew: a full disk stops writers, not readers, and
 * they go on when there is room. A forcing that fails ends it all.
 *
 * <p>After the last record, for the time being or for good, comes a seal: see {@link Frames}.
 *
 * <p>When the changes outgrow the contents that they would replace, a new file begins at once and
 * the contents are written beside it on another thread; see {@link Recovery} for the order.
 */
final class ChangeLog implements Journal, AutoCloseable {
  static final long LEAST_CHANGES = 16L * 1024 * 1024;
  static final long QUIET_MILLIS = 1_000;
  private static final long PATIENCE_SECONDS = 60;

  private final Disk disk;
  private final Consumer<String> notices;
  private final long leastChanges;
  private final long quietMillis;
  private final ExecutorService writer =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("data-contents").daemon(true).factory());
  private @Nullable Forcing forcing;
  private Disk.@Nullable Appender file;
  private String name = Recovery.name(Recovery.CHANGES, 0);
  private long start; // of the open file, among all bytes
  private long size;
  private long sealed; // of it
  private long written;
  private volatile long contentsSize;
  private volatile boolean compacting;
  private volatile @Nullable String refusal;
  private boolean closed;

  /** Seals the file when nothing was written to it for {@code quietMillis}. */
  ChangeLog(Disk disk, long leastChanges, long quietMillis, Consumer<String> notices) {
    this.disk = disk;
    this.leastChanges = leastChanges;
    this.quietMillis = quietMillis;
    this.notices = notices;
  }

  @Override
  public synchronized void replay(Reader reader) {
    try {
      var recovery = new Recovery(disk, notices);
      name = recovery.tell(reader).orElse(name);
      for (String old : recovery.obsolete()) {
        disk.delete(old);
      }
      var before = disk.names().contains(name) ? disk.read(name) : new byte[0];
      size = before.length;
      sealed = Frames.isSealed(before) ? size : 0;
      var opened = disk.append(name);
      disk.forceNames();
      opened.force();
      file = opened;
      start = -size;
      forcing = new Forcing(opened, "data-log", quietMillis, this::sealQuietly);
    } catch (IOException broken) {
      throw new Unwritable(String.valueOf(broken.getMessage()), broken);
    }
  }

  private Forcing forcing() {
    if (forcing == null) {
      throw new IllegalStateException("replay comes first");
    }
    return forcing;
  }

  /** Whoever still writes when the log is closed is refused, and never meets a closed file. */
  @Override
  public synchronized void append(Entry entry) {
    var broken = closed ? Forcing.CLOSED : forcing().failure();
    if (broken != null) {
      throw new Unwritable(broken, new IOException(broken));
    }
    try {
      write(Frames.encode(Texts.of(entry), forcing().forced() - start));
      refusal = null;
    } catch (IOException full) {
      refusal = unwritable(full);
      throw new Unwritable(refusal + "; nothing was stored: free room and try again", full);
    }
  }

  /** Writes a record, or nothing of it. */
  private void write(ByteBuffer frame) throws IOException {
    if (file == null) {
      throw new IllegalStateException("replay comes first");
    }
    int length = frame.remaining();
    try {
      Recovery.writeFully(file, frame);
    } catch (IOException full) {
      takeBack(unwritable(full));
      throw full;
    }
    size += length;
    written += length;
    forcing().wrote(length);
  }

  private static String unwritable(IOException full) {
    return "the data folder cannot be written: " + full.getMessage();
  }

  /** Removes the beginning of a record that did not get to its end. */
  private void takeBack(String why) {
    try {
      if (file != null) {
        file.truncate(size);
      }
    } catch (IOException again) {
      forcing().fail(why + "; nor can the file be put right: " + again.getMessage());
    }
  }

  /** Makes all that was written safe and says so in the file, so that damage to it shows. */
  private void seal() throws IOException {
    if (size == sealed) {
      return;
    }
    forcing().catchUp();
    write(Frames.seal(size));
    sealed = size;
    forcing().catchUp();
  }

  private synchronized void sealQuietly() {
    try {
      if (!closed) {
        seal();
      }
    } catch (IOException broken) {
      if (forcing().failure() != null) {
        return; // it is the end of the log, and told to everybody who uses it
      }
      notices.accept(
          "nothing says yet that the last changes are safe, so damage to them would not show: "
              + broken.getMessage());
    }
  }

  @Override
  public synchronized boolean wantsContents() {
    return !compacting && size > Math.max(leastChanges, contentsSize);
  }

  @Override
  public synchronized void compact(Contents contents) {
    if (closed) {
      return;
    }
    compacting = true;
    var next = Recovery.name(Recovery.CHANGES, contents.version());
    try {
      seal(); // a file behind which others are written has no torn end
      goOn(begin(next), next);
    } catch (IOException broken) {
      notices.accept("the data log goes on in the old file: " + broken.getMessage());
      contentsSize = size + leastChanges; // and tries again when it has grown
      compacting = false;
      return;
    }
    writer.execute(() -> write(contents));
  }

  /** A new file, or nothing of it. */
  private Disk.Appender begin(String next) throws IOException {
    var opened = disk.append(next);
    try {
      disk.forceNames();
      return opened;
    } catch (IOException broken) {
      try (opened) {
        disk.delete(next);
      } catch (IOException again) {
        broken.addSuppressed(again); // an empty file more does no harm
      }
      throw broken;
    }
  }

  private void goOn(Disk.Appender opened, String next) {
    var before = forcing().goOnWith(opened);
    file = opened;
    name = next;
    start = written;
    size = 0;
    sealed = 0;
    try {
      before.close();
    } catch (IOException broken) {
      notices.accept("a file whose changes are all safe was not closed: " + broken.getMessage());
    }
  }

  /** Not on the store's thread. A failure leaves the changes where they are, and is told. */
  private void write(Contents contents) {
    var target = Recovery.name(Recovery.CONTENTS, contents.version());
    var unfinished = target + Recovery.UNFINISHED;
    try {
      long bytes = 0;
      try (var out = disk.append(unfinished)) {
        out.truncate(0);
        bytes += put(out, Texts.head(contents));
        for (var kept : contents.objects()) {
          bytes += put(out, Texts.of(kept));
        }
        out.force();
      }
      disk.rename(unfinished, target);
      disk.forceNames();
      contentsSize = bytes;
      for (String old : new Recovery(disk, notices).obsolete()) {
        disk.delete(old);
      }
    } catch (IOException broken) {
      notices.accept(
          "the data folder was not tidied up, its changes stay as they are: "
              + broken.getMessage());
    } finally {
      compacting = false;
    }
  }

  private static long put(Disk.Appender out, byte[] payload) throws IOException {
    var frame = Frames.encode(payload, 0);
    long length = frame.remaining();
    Recovery.writeFully(out, frame);
    return length;
  }

  @Override
  public void settle(Runnable kept, Consumer<String> lost) {
    forcing().settle(kept, lost);
  }

  /** Why the last change could not be kept; empty if it could. From any thread. */
  Optional<String> problem() {
    var ended = forcing == null ? null : forcing.failure();
    return Optional.ofNullable(ended == null ? refusal : ended);
  }

  /** Returns when everything is safe and no file is open. */
  @Override
  public void close() throws IOException {
    // Kept for later: an interrupt would close the file before its last records are forced.
    boolean interrupted = Thread.interrupted();
    try {
      end();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void end() throws IOException {
    synchronized (this) {
      if (forcing != null) {
        sealQuietly();
      }
      closed = true;
    }
    writer.shutdown();
    try {
      if (!writer.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        List<Runnable> left = writer.shutdownNow();
        notices.accept("the contents were not written in time: " + left.size() + " left");
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    if (forcing != null) {
      forcing.close();
    }
  }
}
