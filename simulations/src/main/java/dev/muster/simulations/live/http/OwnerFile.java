package dev.muster.simulations.live.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Files with secrets, which nobody but their owner may read. */
public final class OwnerFile {
  private static final String PERMISSIONS = "rw-------";

  private OwnerFile() {}

  /**
   * Replaces the file whole, or leaves it as it was. Nobody else can read a byte of it, whoever
   * could read, or has open, what was there before. What is no regular file, as a pipe, has readers
   * of its own and is written to as it is.
   */
  public static void write(Path file, byte[] content) throws IOException {
    boolean there = Files.exists(file);
    if (there && !Files.isRegularFile(file)) {
      Files.write(file, content);
      return;
    }
    var target = there ? file.toRealPath() : file.toAbsolutePath(); // links stay links
    var next = target.resolveSibling(target.getFileName() + ".unfinished");
    Files.deleteIfExists(next);
    Files.createFile(
        next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(PERMISSIONS)));
    try (var channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
      var bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(next, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
