package dev.muster.webhook.certificates;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
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
 * @param authorities whom to trust: the one that signed the certificate first, then those before,
 *     while their certificates may still be in use
 * @param certificate the serving certificate
 * @param key its private key
 */
public record Generation(String authorities, String certificate, String key) {
  /** What others are to trust, and until when it is good. */
  record Content(List<X509Certificate> authorities, X509Certificate serving, PrivateKey key) {}

  /**
   * Why another one is needed.
   *
   * @param isDue only because its time is nearly over: until then it will do
   */
  record Objection(String why, boolean isDue) {}

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
    if (!Keys.belong(privateKey, serving.getPublicKey())) {
      throw new GeneralSecurityException("the key is another certificate's");
    }
    return new Content(trusted, serving, privateKey);
  }

  /** Why another one is needed now; empty if this one will do. */
  Optional<Objection> objection(Collection<String> hosts, Instant now, Duration reserve) {
    try {
      return objection(content().serving(), hosts, now, reserve);
    } catch (GeneralSecurityException broken) {
      return unusable("it cannot be used: " + broken.getMessage());
    }
  }

  /** The same of a certificate by itself. */
  static Optional<Objection> objection(
      X509Certificate serving, Collection<String> hosts, Instant now, Duration reserve)
      throws GeneralSecurityException {
    if (now.isBefore(serving.getNotBefore().toInstant())) {
      return unusable("it is not valid yet");
    }
    var end = serving.getNotAfter().toInstant();
    if (!now.isBefore(end)) {
      return unusable("it was valid until " + end);
    }
    var named = names(serving);
    for (var host : hosts) {
      if (!named.contains(asCertificatesSay(host))) {
        return unusable("it does not name " + host);
      }
    }
    return now.isBefore(end.minus(reserve))
        ? Optional.empty()
        : Optional.of(new Objection("it is valid until " + end, true));
  }

  private static Optional<Objection> unusable(String why) {
    return Optional.of(new Objection(why, false));
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
    return Pem.first(certificate).map(serving -> serving.getNotAfter().getTime()).orElse(0L);
  }

  /** Keeps the key out of logs. */
  @Override
  public String toString() {
    return "Generation[***]";
  }
}
