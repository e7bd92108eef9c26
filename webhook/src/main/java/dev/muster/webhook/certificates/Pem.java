package dev.muster.webhook.certificates;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Certificates and keys as PEM text, and back. */
final class Pem {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
  private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

  private Pem() {}

  static String of(X509Certificate certificate) throws GeneralSecurityException {
    return block("CERTIFICATE", certificate.getEncoded());
  }

  static String of(PrivateKey key) {
    return block("PRIVATE KEY", key.getEncoded());
  }

  private static String block(String what, byte[] content) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(what, LINES.encodeToString(content), what);
  }

  /** All certificates of a text, in its order. */
  static List<X509Certificate> certificates(String text) throws GeneralSecurityException {
    var stream = new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    var found = new ArrayList<X509Certificate>();
    for (var one : CertificateFactory.getInstance("X.509").generateCertificates(stream)) {
      if (one instanceof X509Certificate certificate) {
        found.add(certificate);
      }
    }
    return found;
  }

  /** The first certificate of a text, if it is one. */
  static Optional<X509Certificate> first(String text) {
    try {
      return certificates(text).stream().findFirst();
    } catch (GeneralSecurityException unreadable) {
      return Optional.empty();
    }
  }

  /** The one private key of a text. */
  static PrivateKey key(String text) throws GeneralSecurityException {
    var found = KEY.matcher(text);
    if (!found.find()) {
      throw new GeneralSecurityException("no private key");
    }
    try {
      var content = Base64.getMimeDecoder().decode(found.group(1));
      return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(content));
    } catch (IllegalArgumentException misspelt) {
      throw new GeneralSecurityException("the private key is not base64", misspelt);
    }
  }
}
