package dev.muster.simulations.live.log;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * How records lie in a file: each behind a mark, its length, a checksum, and how much of the file
 * had been forced when it was written. The last tells a torn end, which nobody was promised, from
 * damage to what somebody was; a seal is a record that says that alone, for those before it that no
 * other one follows.
 */
final class Frames {
  /** Bytes that no JSON text contains. */
  private static final int MARK = 0xFE4D5553;

  private static final int HEADER = 4 + 4 + 4 + 8;

  /**
   * A record that was found whole.
   *
   * @param forced bytes of the file that were safe when it was written
   * @param end where the next one begins
   */
  record Frame(byte[] payload, long forced, int end) {
    boolean isSeal() {
      return payload.length == 0;
    }
  }

  private Frames() {}

  static ByteBuffer encode(byte[] payload, long forced) {
    var frame = ByteBuffer.allocate(HEADER + payload.length);
    frame.putInt(MARK).putInt(payload.length).putInt(checksum(payload, forced)).putLong(forced);
    return frame.put(payload).flip();
  }

  /** Says that all before it is safe: so many bytes of the file. */
  static ByteBuffer seal(long forced) {
    return encode(new byte[0], forced);
  }

  /** Whether it ends in a seal. */
  static boolean isSealed(byte[] file) {
    return file.length >= HEADER && at(file, file.length - HEADER).isPresent();
  }

  /** The record that begins there; empty if none does, or not all of it is there and right. */
  static Optional<Frame> at(byte[] file, int offset) {
    if (file.length - offset < HEADER) {
      return Optional.empty();
    }
    var header = ByteBuffer.wrap(file, offset, HEADER);
    int mark = header.getInt();
    int length = header.getInt();
    int checksum = header.getInt();
    long forced = header.getLong();
    if (mark != MARK || length < 0 || length > file.length - offset - HEADER) {
      return Optional.empty();
    }
    int begin = offset + HEADER;
    var payload = Arrays.copyOfRange(file, begin, begin + length);
    return checksum == checksum(payload, forced)
        ? Optional.of(new Frame(payload, forced, begin + length))
        : Optional.empty();
  }

  /** How much of the file some whole record behind {@code offset} knows to have been safe. */
  static long forcedBehind(byte[] file, int offset) {
    long forced = 0;
    for (int i = offset; i <= file.length - HEADER; i++) {
      if (file[i] == (byte) (MARK >>> 24)) {
        forced = Math.max(forced, at(file, i).map(Frame::forced).orElse(0L));
      }
    }
    return forced;
  }

  private static int checksum(byte[] payload, long forced) {
    var sum = new CRC32C();
    sum.update(ByteBuffer.allocate(8).putLong(forced).flip());
    sum.update(payload);
    return (int) sum.getValue();
  }
}
