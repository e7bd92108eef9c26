package dev.muster.webhook.certificates;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the webhook serves with, and what others trust it by, as PEM text. The authority signed this
 * one certificate and its key was thrown away, so a stolen Secret issues nothing.
 *
 * @param authorities whom to trust: the one that signed the certificate first, then the one before,
 *     while its certificates may still be in use
 * @param certificate the serving certificate
 * @param key its private key
 */
public record Generation(String authorities, String certificate, String key) {
  /** What others are to trust, and until when it is good. */
  record Content(List<X509Certificate> authorities, X509Certificate serving, PrivateKey key) {}

  /**
   * Reads it.
   *
   * @throws GeneralSecurityException if it is not what {@link Issuer} makes, with the reason
   */
  Content content() throws GeneralSecurityException {
    var trusted = Pem.certificates(authorities);
    var chain = Pem.certificates(certificate);
    if (trusted.isEmpty() || chain.isEmpty()) {
      throw new GeneralSecurityException("no certificate");
    }
    var serving = chain.getFirst();
    serving.verify(trusted.getFirst().getPublicKey());
    var privateKey = Pem.key(key);
    if (!belongs(privateKey, serving.getPublicKey())) {
      throw new GeneralSecurityException("the key is another certificate's");
    }
    return new Content(trusted, serving, privateKey);
  }

  private static boolean belongs(PrivateKey key, PublicKey to) throws GeneralSecurityException {
    var probe = new byte[] {1, 2, 3};
    var signing = Signature.getInstance("SHA256withECDSA");
    signing.initSign(key);
    signing.update(probe);
    var signature = signing.sign();
    signing.initVerify(to);
    signing.update(probe);
    return signing.verify(signature);
  }

  /** Why another one is needed now; empty if this one will do. */
  Optional<String> objection(Collection<String> hosts, Instant now) {
    try {
      var serving = content().serving();
      if (now.isBefore(serving.getNotBefore().toInstant())) {
        return Optional.of("it is not valid yet");
      }
      if (!now.isBefore(renewal(serving))) {
        return Optional.of("it is valid until " + serving.getNotAfter().toInstant());
      }
      var named = names(serving);
      return hosts.stream()
          .filter(host -> !named.contains(asCertificatesSay(host)))
          .findFirst()
          .map(host -> "it does not name " + host);
    } catch (GeneralSecurityException broken) {
      return Optional.of("it cannot be used: " + broken.getMessage());
    }
  }

  /** After two thirds of its time there is another one, and a third to notice that there is not. */
  private static Instant renewal(X509Certificate serving) {
    var from = serving.getNotBefore().toInstant();
    var until = serving.getNotAfter().toInstant();
    return from.plusMillis((until.toEpochMilli() - from.toEpochMilli()) / 3 * 2);
  }

  /** An address has many spellings, and certificates come back with one. */
  private static String asCertificatesSay(String host) {
    try {
      return Issuer.isAddress(host) ? InetAddress.getByName(host).getHostAddress() : host;
    } catch (UnknownHostException noAddress) {
      return host;
    }
  }

  private static Collection<String> names(X509Certificate serving) throws GeneralSecurityException {
    var names = new HashSet<String>();
    @Nullable Collection<List<?>> alternatives = serving.getSubjectAlternativeNames();
    if (alternatives != null) {
      alternatives.forEach(name -> names.add(String.valueOf(name.get(1))));
    }
    return names;
  }

  /** When the serving certificate ends, in epoch milliseconds; 0 if it cannot be read. */
  public long expiry() {
    try {
      return content().serving().getNotAfter().getTime();
    } catch (GeneralSecurityException broken) {
      return 0;
    }
  }

  /** Keeps the key out of logs. */
  @Override
  public String toString() {
    return "Generation[***]";
  }
}
