package dev.muster.simulations.trace;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;

/**
 * Opens a trace, plain or gzipped, and gives it to the reader that knows its first line. File names
 * mean nothing: the content tells.
 */
public final class TraceFile {
  private static final int HEADER_SHOWN = 200;

  private TraceFile() {}

  /**
   * Reads all jobs of a file.
   *
   * @throws BadInput if it cannot be read or understood
   */
  public static Trace read(Path path) {
    var shown = path.toString();
    var bytes = bytes(path);
    try (var lines = lines(bytes)) {
      var header = lines.readLine();
      if (header == null || header.isBlank()) {
        throw new BadInput(shown, 1, "the first line must name the columns, but is empty");
      }
      var columns = NormalisedCsv.columns(header);
      if (!NormalisedCsv.recognises(columns)) {
        throw new BadInput(shown, 1, unknown(header));
      }
      var reader = new NormalisedCsv(shown, columns);
      reader.read(lines);
      var name = path.getFileName();
      return new Trace(
          name == null ? shown : name.toString(),
          NormalisedCsv.FORMAT,
          sha256(bytes),
          reader.clamped(),
          reader.jobs());
    } catch (IOException e) {
      throw new BadInput(shown, "cannot be unpacked: " + e.getMessage());
    }
  }

  /** The digest as lower-case hexadecimal. */
  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static byte[] bytes(Path path) {
    if (Files.isDirectory(path)) {
      throw new BadInput(path.toString(), "is a folder; a trace is one file");
    }
    if (!Files.exists(path)) {
      throw new BadInput(path.toString(), "no such file");
    }
    try {
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw new BadInput(path.toString(), "cannot be read: " + e.getMessage());
    }
  }

  private static BufferedReader lines(byte[] bytes) throws IOException {
    InputStream in = new ByteArrayInputStream(bytes);
    boolean gzip = bytes.length > 2 && (bytes[0] & 0xff) == 0x1f && (bytes[1] & 0xff) == 0x8b;
    return new BufferedReader(
        new InputStreamReader(gzip ? new GZIPInputStream(in) : in, StandardCharsets.UTF_8));
  }

  private static String unknown(String header) {
    var printable = header.replaceAll("[\\p{Cntrl}\\uFFFD]", "?");
    var start = printable.substring(0, Math.min(HEADER_SHOWN, printable.length()));
    return "unknown header '" + start + "'; known is " + NormalisedCsv.describe();
  }
}
