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
import java.time.Duration;
import java.time.Instant;
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
  static final Duration VALIDITY = Duration.ofDays(90);

  /** Other clocks may be behind. */
  private static final Duration SKEW = Duration.ofHours(1);

  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-fA-F:]*:[0-9a-fA-F:.]*");
  private static final SecureRandom RANDOM = new SecureRandom();

  private Issuer() {}

  /**
   * Issues one.
   *
   * @param hosts names and addresses by which the webhook is called
   * @param before what was trusted until now; as much of it as is still valid stays trusted
   */
  static Generation issue(List<String> hosts, List<X509Certificate> before, Instant now) {
    try {
      var authorityKeys = keys();
      var authority = authority(authorityKeys, now);
      var keys = keys();
      var serving = serving(keys.getPublic(), hosts, authority, authorityKeys.getPrivate(), now);
      var authorities = new StringBuilder(Pem.of(authority));
      for (var older : before) {
        if (older.getNotAfter().toInstant().isAfter(now)) {
          authorities.append(Pem.of(older));
          break; // two overlap: whoever serves with one that is older still has been asleep
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

  private static X509Certificate authority(KeyPair keys, Instant now)
      throws GeneralSecurityException, OperatorCreationException, CertIOException {
    var serial = serial();
    var name = new X500Name("CN=muster-webhook-ca-" + serial.toString(36).substring(0, 8));
    var builder = builder(name, serial, name, keys.getPublic(), now);
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
    builder.addExtension(
        Extension.subjectKeyIdentifier,
        false,
        new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
    return sign(builder, keys.getPrivate());
  }

  private static X509Certificate serving(
      PublicKey key, List<String> hosts, X509Certificate authority, PrivateKey by, Instant now)
      throws GeneralSecurityException, OperatorCreationException, CertIOException {
    var issuer = new X500Name(authority.getSubjectX500Principal().getName());
    var builder = builder(issuer, serial(), new X500Name("CN=muster-webhook"), key, now);
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
      X500Name issuer, BigInteger serial, X500Name subject, PublicKey key, Instant now) {
    var from = Date.from(now.minus(SKEW));
    var until = Date.from(now.plus(VALIDITY));
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
