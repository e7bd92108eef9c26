package dev.muster.simulations.live.log;

import dev.muster.simulations.live.store.Journal;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A folder in which one embedded cluster lives on after its process. Open in one process at a time:
 * the operating system holds the lock, so it ends with the process, however that ends.
 */
public final class LogFolder implements AutoCloseable {
  private static final String LOCK = "lock";

  private final Path path;
  private final FileChannel channel;
  private final FileLock lock;
  private final ChangeLog log;

  private LogFolder(Path path, FileChannel channel, FileLock lock, ChangeLog log) {
    this.path = path;
    this.channel = channel;
    this.lock = lock;
    this.log = log;
  }

  /**
   * Opens the folder, made if it is not there.
   *
   * @param notices hears in a sentence what somebody should know, from any thread
   * @throws IOException if it cannot be made, written, or is in use; the message says what to do
   */
  public static LogFolder open(Path path, Consumer<String> notices) throws IOException {
    try {
      Files.createDirectories(path);
    } catch (IOException refused) {
      throw new IOException("the folder " + path + " cannot be made: " + refused, refused);
    }
    var channel =
        FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    var lock = lock(channel);
    if (lock == null) {
      channel.close();
      throw new IOException(
          "the folder " + path + " is in use by another process: stop it, or name another folder");
    }
    var log =
        new ChangeLog(
            new FolderDisk(path), ChangeLog.LEAST_CHANGES, ChangeLog.QUIET_MILLIS, notices);
    return new LogFolder(path, channel, lock, log);
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException ownProcess) {
      return null;
    }
  }

  public Path path() {
    return path;
  }

  /** What a store is to keep its changes in. */
  public Journal journal() {
    return log;
  }

  /** Why the last change could not be kept; empty if it could. From any thread. */
  public Optional<String> problem() {
    return log.problem();
  }

  /** Returns when everything is safe and the folder can be opened again. */
  @Override
  public void close() throws IOException {
    try (channel) {
      try {
        log.close();
      } finally {
        lock.release();
      }
    }
  }
}
