package dev.muster.webhook.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** One connection of a caller who cares for answers alone, and opens another when it is ended. */
final class Caller implements AutoCloseable {
  private static final SSLContext TLS = tls();
  private static final int PATIENCE_MILLIS = 30_000;

  private final int port;
  private SSLSocket socket;
  private InputStream in;

  Caller(int port) throws IOException {
    this.port = port;
    open();
  }

  private void open() throws IOException {
    socket = (SSLSocket) TLS.getSocketFactory().createSocket("127.0.0.1", port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** The status of the answer; waits no longer than half a minute for it. */
  int post(String path, byte[] body) throws IOException {
    return post(path, "Content-Length: " + body.length, body);
  }

  /** The same without saying how long it is. */
  int postInPieces(String path, byte[] body) throws IOException {
    var pieces = new ByteArrayOutputStream();
    if (body.length > 0) { // an empty piece is the last
      var size = Integer.toHexString(body.length) + "\r\n";
      pieces.writeBytes(size.getBytes(StandardCharsets.US_ASCII));
      pieces.writeBytes(body);
      pieces.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
    }
    pieces.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    return post(path, "Transfer-Encoding: chunked", pieces.toByteArray());
  }

  private int post(String path, String length, byte[] body) throws IOException {
    var head =
        "POST "
            + path
            + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            + length
            + "\r\n\r\n";
    try {
      var out = socket.getOutputStream();
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      out.write(body);
      out.flush();
    } catch (IOException refused) {
      return answeredEarly(refused);
    }
    return answer();
  }

  /** Whoever is refused while it still speaks may find the answer there, or the connection gone. */
  private int answeredEarly(IOException refused) throws IOException {
    try {
      return answer();
    } catch (IOException gone) {
      close();
      open();
      return 0;
    }
  }

  private int answer() throws IOException {
    var first = line();
    if (first.isEmpty()) {
      close();
      open();
      return 0;
    }
    int length = 0;
    boolean ends = false;
    for (var line = line(); !line.isEmpty(); line = line()) {
      var lower = line.toLowerCase(Locale.ROOT);
      length =
          lower.startsWith("content-length:")
              ? Integer.parseInt(lower.substring(15).strip())
              : length;
      ends |= lower.equals("connection: close");
    }
    in.readNBytes(length);
    if (ends) {
      close();
      open();
    }
    return Integer.parseInt(first.substring(9, 12));
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** Who serves is known: it was started here. */
  private static SSLContext tls() {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Trusting()}, null);
      return context;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static final class Trusting implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
