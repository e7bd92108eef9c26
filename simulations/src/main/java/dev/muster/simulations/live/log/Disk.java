package dev.muster.simulations.live.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A folder of files, as far as the log needs one; the seam at which tests let a disk be full, write
 * short, or lose what was not forced when the power goes.
 */
interface Disk {
  /** A file that grows at its end. */
  interface Appender extends AutoCloseable {
    /** Writes some of what remains, at least one byte. */
    int write(ByteBuffer bytes) throws IOException;

    /** Returns when everything written will outlast the machine. */
    void force() throws IOException;

    void truncate(long size) throws IOException;

    @Override
    void close() throws IOException;
  }

  /** All files, in order of their names. */
  List<String> names() throws IOException;

  byte[] read(String name) throws IOException;

  /** Opens a file at its end, made if it is not there. */
  Appender append(String name) throws IOException;

  /** Gives a file another name, in place of what had it. */
  void rename(String from, String to) throws IOException;

  void delete(String name) throws IOException;

  /** Returns when new, renamed and deleted names will outlast the machine. */
  void forceNames() throws IOException;
}
