package dev.muster.simulations.live.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What makes a server the one that its kubeconfigs name: certificate, tokens, the secret that
 * service accounts' tokens are signed with, and port. Either for this process only, or kept in a
 * file that nobody but its owner may read.
 */
final class Credentials {
  private static final String FILE = "credentials.json";
  private static final String TOKEN_KEY = "tokenKey";
  private static final long DAY_MILLIS = 24L * 60 * 60 * 1000;

  private final @Nullable Path file;
  private final Certificate certificate;
  private final Tokens tokens;
  private int port;

  private Credentials(@Nullable Path file, Certificate certificate, Tokens tokens, int port) {
    this.file = file;
    this.certificate = certificate;
    this.tokens = tokens;
    this.port = port;
  }

  /** New ones, of which nothing stays; {@code scratch} is needed for a moment. */
  static Credentials passing(Path scratch) {
    return new Credentials(null, Certificate.create(scratch), fresh(), 0);
  }

  /**
   * Those of the folder. The certificate is replaced when it has no day left, and kubeconfigs with
   * it; the tokens stay.
   */
  static Credentials keptIn(Path folder, long nowEpochMillis) {
    var file = folder.resolve(FILE);
    try {
      if (!Files.exists(file)) {
        var made = new Credentials(file, Certificate.create(folder), fresh(), 0);
        made.save();
        return made;
      }
      var kept = Views.object(JsonTree.json(Files.readAllBytes(file)).tree());
      var certificate = certificate(kept);
      if (expiry(certificate) < nowEpochMillis + DAY_MILLIS) {
        certificate = Certificate.create(folder);
      }
      var tokens =
          kept.get(TOKEN_KEY) instanceof String key ? new Tokens(AccountTokens.of(key)) : fresh();
      Views.object(kept.get("tokens"))
          .forEach((user, token) -> {
            if (token instanceof String text) {
              tokens.put(user, text);
            }
          });
      int port = kept.get("port") instanceof Long number ? number.intValue() : 0;
      var result = new Credentials(file, certificate, tokens, port);
      result.save();
      return result;
    } catch (Refusal | IllegalArgumentException | CertificateException unreadable) {
      throw new UncheckedIOException(
          new IOException(
              "%s cannot be read (%s): put it back from a copy, or delete it and take the new kubeconfig"
                  .formatted(file, unreadable.getMessage()),
              unreadable));
    } catch (IOException broken) {
      throw new UncheckedIOException(
          new IOException(file + " cannot be read or written: " + broken.getMessage(), broken));
    }
  }

  private static Tokens fresh() {
    return new Tokens(AccountTokens.fresh());
  }

  private static Certificate certificate(Map<String, @Nullable Object> kept) {
    return new Certificate(
        Base64.getDecoder().decode(text(kept, "keyStore")),
        text(kept, "password"),
        text(kept, "certificate"));
  }

  private static String text(Map<String, @Nullable Object> kept, String field) {
    if (kept.get(field) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException("it has no " + field);
  }

  private static long expiry(Certificate certificate) throws CertificateException {
    var pem = certificate.pem().getBytes(StandardCharsets.US_ASCII);
    var read =
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
    return read instanceof X509Certificate dated ? dated.getNotAfter().getTime() : 0;
  }

  Certificate certificate() {
    return certificate;
  }

  Tokens tokens() {
    return tokens;
  }

  /** The user's token, made and kept on first use. */
  String token(String user) {
    boolean known = tokens.all().containsKey(user);
    var token = tokens.of(user);
    if (!known) {
      saveNow();
    }
    return token;
  }

  /** Where the server listened last; 0 if it never did. */
  int port() {
    return port;
  }

  void usePort(int used) {
    if (port != used) {
      port = used;
      saveNow();
    }
  }

  private void saveNow() {
    try {
      save();
    } catch (IOException full) {
      throw new UncheckedIOException(
          new IOException(file + " cannot be written: " + full.getMessage(), full));
    }
  }

  /** Replaces the file whole, or leaves it as it was. */
  private synchronized void save() throws IOException {
    if (file == null) {
      return;
    }
    var tree = new LinkedHashMap<String, @Nullable Object>();
    tree.put("port", (long) port);
    tree.put("certificate", certificate.pem());
    tree.put("keyStore", Base64.getEncoder().encodeToString(certificate.keyStore()));
    tree.put("password", certificate.password());
    tree.put("tokens", tokens.all());
    tree.put(TOKEN_KEY, tokens.accounts().secret());
    OwnerFile.write(file, JsonTree.bytes(tree));
  }
}
