package dev.muster.simulations.live.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Packs answers that are long, for clients that can unpack them, as an API server does. */
final class Packing {
  private static final String GZIP = "gzip";

  /** Below this it is not worth the time. */
  private static final int LEAST = 128 * 1024;

  private Packing() {}

  /** The body to send; what its header must say of it is said. */
  static byte[] packed(HttpServerRequest request, HttpServerResponse response, byte[] body) {
    if (body.length <= LEAST || !accepted(request)) {
      return body;
    }
    response.putHeader("Content-Encoding", GZIP).putHeader("Vary", "Accept-Encoding");
    var packed = new ByteArrayOutputStream(body.length / 8);
    try (var stream = new Fast(packed)) {
      stream.write(body);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return packed.toByteArray();
  }

  private static boolean accepted(HttpServerRequest request) {
    var accepted = request.getHeader("Accept-Encoding");
    return accepted != null
        && Arrays.stream(accepted.split(",")).map(String::strip).anyMatch(GZIP::equals);
  }

  private static final class Fast extends GZIPOutputStream {
    Fast(OutputStream out) throws IOException {
      super(out);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
