package dev.muster.webhook.certificates;

import java.io.IOException;
import java.io.StringReader;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.jspecify.annotations.Nullable;

/**
 * What somebody else has put into a Secret of type {@code kubernetes.io/tls}: a certificate with
 * those between it and its authority, a key of any usual kind and form, and mostly the authority.
 */
final class GivenForm {
  private static final String OTHER_KEY = "the key in tls.key does not match the certificate";

  private GivenForm() {}

  /**
   * Reads it, with the key in the one form that is served with.
   *
   * @throws GeneralSecurityException if it will not do at that time for these hosts, with the
   *     reason
   */
  static Generation read(
      Map<String, @Nullable Object> secret, Collection<String> hosts, Instant now)
      throws GeneralSecurityException {
    var stored = SecretForm.parts(secret);
    var chain = certificates(stored.certificate(), "tls.crt");
    if (chain.isEmpty()) {
      throw new GeneralSecurityException("there is no certificate in tls.crt");
    }
    var serving = chain.getFirst();
    var key = key(stored.key(), serving.getPublicKey().getAlgorithm());
    if (!Keys.belong(key, serving.getPublicKey())) {
      throw new GeneralSecurityException(OTHER_KEY);
    }
    var objection = Generation.objection(serving, hosts, now, Duration.ZERO);
    if (objection.isPresent()) {
      throw new GeneralSecurityException(objection.get().why());
    }
    var authorities = certificates(stored.authorities(), "ca.crt");
    if (!authorities.isEmpty() && !authorities.contains(serving)) {
      checkSigned(chain, authorities, now);
    }
    return new Generation(text(authorities), text(chain), Pem.of(key));
  }

  private static List<X509Certificate> certificates(String text, String where)
      throws GeneralSecurityException {
    try {
      return Pem.certificates(text);
    } catch (GeneralSecurityException unreadable) {
      throw new GeneralSecurityException("no certificates can be read in " + where, unreadable);
    }
  }

  private static String text(List<X509Certificate> certificates) throws GeneralSecurityException {
    var text = new StringBuilder();
    for (var certificate : certificates) {
      text.append(Pem.of(certificate));
    }
    return text.toString();
  }

  private static PrivateKey key(String text, String kind) throws GeneralSecurityException {
    var content = privateKey(text);
    try {
      return KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(content));
    } catch (InvalidKeySpecException another) {
      throw new GeneralSecurityException(OTHER_KEY, another);
    }
  }

  private static byte[] privateKey(String text) throws GeneralSecurityException {
    try (var parser = new PEMParser(new StringReader(text))) {
      for (Object part = parser.readObject(); part != null; part = parser.readObject()) {
        if (part instanceof PEMKeyPair pair) {
          return pair.getPrivateKeyInfo().getEncoded();
        }
        if (part instanceof PrivateKeyInfo alone) {
          return alone.getEncoded();
        }
      }
    } catch (IOException | RuntimeException unreadable) {
      throw new GeneralSecurityException("the key in tls.key cannot be read", unreadable);
    }
    throw new GeneralSecurityException("there is no key in tls.key that needs no password");
  }

  /** API servers are told to trust what stands in {@code ca.crt}: they would not believe it. */
  private static void checkSigned(
      List<X509Certificate> chain, List<X509Certificate> authorities, Instant now)
      throws GeneralSecurityException {
    var target = new X509CertSelector();
    target.setCertificate(chain.getFirst());
    var anchors =
        authorities.stream().map(one -> new TrustAnchor(one, null)).collect(Collectors.toSet());
    var parameters = new PKIXBuilderParameters(anchors, target);
    parameters.addCertStore(
        CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(now));
    try {
      var unused = CertPathBuilder.getInstance("PKIX").build(parameters);
    } catch (GeneralSecurityException unsigned) {
      throw new GeneralSecurityException("it is not signed by the authority in ca.crt", unsigned);
    }
  }
}
