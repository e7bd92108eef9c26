package dev.muster.scheduler.kube.client;

import io.fabric8.kubernetes.client.http.AsyncBody;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Gathers the body of an answer, up to so many bytes: how much a server sends is decided by whoever
 * wrote its objects, and must not be what the memory is too small for. For one answer.
 */
final class Gathering implements AsyncBody.Consumer<List<ByteBuffer>> {
  /** Says that an answer was not read to its end. */
  static final class TooLong extends IOException {
    private static final long serialVersionUID = 1;

    TooLong(int most) {
      super("more than " + most + " bytes");
    }
  }

  private static final int BUFFER = 1 << 16;

  private final int most;
  private final ByteArrayOutputStream gathered = new ByteArrayOutputStream();
  private boolean tooLong;

  Gathering(int most) {
    this.most = most;
  }

  @Override
  public synchronized void consume(List<ByteBuffer> chunks, AsyncBody body) {
    for (var chunk : chunks) {
      if (tooLong || chunk.remaining() > most - gathered.size()) {
        tooLong = true;
        body.cancel();
        return;
      }
      var bytes = new byte[chunk.remaining()];
      chunk.get(bytes);
      gathered.writeBytes(bytes);
    }
    body.consume();
  }

  /** Whether there was more than is wanted. */
  synchronized boolean isTooLong() {
    return tooLong;
  }

  /**
   * What was gathered, unpacked if need be.
   *
   * @throws TooLong if it is more than is wanted, or becomes that by unpacking
   */
  synchronized byte[] bytes(boolean packed) throws IOException {
    if (tooLong) {
      throw new TooLong(most);
    }
    var body = gathered.toByteArray();
    if (!packed) {
      return body;
    }
    try (var unpacking = new GZIPInputStream(new ByteArrayInputStream(body), BUFFER)) {
      var bytes = unpacking.readNBytes(most);
      if (unpacking.read() >= 0) {
        throw new TooLong(most);
      }
      return bytes;
    }
  }
}
