package dev.muster.webhook.certificates;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Issues generations: a new authority, a serving certificate that it signs, and nothing else by it
 * ever. Elliptic keys on P-256, which every API server takes.
 */
final class Issuer {
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-fA-F:]*:[0-9a-fA-F:.]*");
  private static final SecureRandom RANDOM = new SecureRandom();

  private Issuer() {}

  /** From when until when. */
  record Term(Instant from, Instant now, Instant until) {
    static Term of(Periods periods, Instant now) {
      return new Term(now.minus(periods.skew()), now, now.plus(periods.validity()));
    }
  }

  /**
   * Issues one.
   *
   * @param hosts names and addresses by which the webhook is called
   * @param before whom replicas are still believed by; as far as they are valid they stay trusted
   */
  static Generation issue(List<String> hosts, Collection<X509Certificate> before, Term term) {
    try {
      var authorityKeys = keys();
      var authority = authority(authorityKeys, term);
      var keys = keys();
      var serving = serving(keys.getPublic(), hosts, authority, authorityKeys.getPrivate(), term);
      var authorities = new StringBuilder(Pem.of(authority));
      for (var older : before) {
        if (older.getNotAfter().toInstant().isAfter(term.now())) {
          authorities.append(Pem.of(older));
        }
      }
      return new Generation(authorities.toString(), Pem.of(serving), Pem.of(keys.getPrivate()));
    } catch (GeneralSecurityException | OperatorCreationException | CertIOException impossible) {
      throw new IllegalStateException(
          "this Java cannot issue certificates: " + impossible.getMessage(), impossible);
    }
  }

  private static KeyPair keys() throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
    return generator.generateKeyPair();
  }

  private static X509Certificate authority(KeyPair keys, Term term)
      throws GeneralSecurityException, OperatorCreationException, CertIOException {
    var serial = serial();
    var name = new X500Name("CN=muster-webhook-ca-" + serial.toString(36).substring(0, 8));
    var builder = builder(name, serial, name, keys.getPublic(), term);
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
    builder.addExtension(
        Extension.subjectKeyIdentifier,
        false,
        new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
    return sign(builder, keys.getPrivate());
  }

  private static X509Certificate serving(
      PublicKey key, List<String> hosts, X509Certificate authority, PrivateKey by, Term term)
      throws GeneralSecurityException, OperatorCreationException, CertIOException {
    var issuer = new X500Name(authority.getSubjectX500Principal().getName());
    var builder = builder(issuer, serial(), new X500Name("CN=muster-webhook"), key, term);
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
    builder.addExtension(
        Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
    builder.addExtension(
        Extension.authorityKeyIdentifier,
        false,
        new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(authority.getPublicKey()));
    builder.addExtension(Extension.subjectAlternativeName, false, names(hosts));
    return sign(builder, by);
  }

  private static GeneralNames names(List<String> hosts) {
    return new GeneralNames(
        hosts.stream()
            .map(host ->
                new GeneralName(
                    isAddress(host) ? GeneralName.iPAddress : GeneralName.dNSName, host))
            .toArray(GeneralName[]::new));
  }

  /** Whether it is an address by its form; nothing is looked up for such a one. */
  static boolean isAddress(String host) {
    return ADDRESS.matcher(host).matches();
  }

  private static JcaX509v3CertificateBuilder builder(
      X500Name issuer, BigInteger serial, X500Name subject, PublicKey key, Term term) {
    var from = Date.from(term.from());
    var until = Date.from(term.until());
    return new JcaX509v3CertificateBuilder(issuer, serial, from, until, subject, key);
  }

  private static X509Certificate sign(JcaX509v3CertificateBuilder builder, PrivateKey by)
      throws GeneralSecurityException, OperatorCreationException {
    var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(by);
    return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
  }

  private static BigInteger serial() {
    return new BigInteger(127, RANDOM).setBit(126);
  }
}
