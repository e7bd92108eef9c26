package dev.muster.webhook.certificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets as cert-manager and others fill them. */
final class GivenFormTest {
  private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
  private static final String HOST = "muster-webhook.muster-system.svc";
  private static final List<String> HOSTS = List.of(HOST);

  private static final Issued ROOT = Issued.root("root");
  private static final Issued SERVING = ROOT.issue("RSA", "serving", false);

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC", "Ed25519"})
  void keysOfEveryKindAndFormAreServedWith(String kind) throws Exception {
    var one = ROOT.issue(kind, "serving", false);
    for (var key : List.of(pem(one.keys().getPrivate()), Pem.of(one.keys().getPrivate()))) {
      var read = read(pem(one.certificate()), key, pem(ROOT.certificate()));
      assertThat(read.authorities()).isEqualTo(pem(ROOT.certificate()));
      assertThat(read.certificate()).isEqualTo(pem(one.certificate()));
      assertThat(read.key()).startsWith("-----BEGIN PRIVATE KEY-----"); // whichever it was
    }
  }

  /** The forms in which the first test has them, lest it compares one with itself. */
  @Test
  void rsaAndEllipticKeysComeInFormsOfTheirOwn() throws Exception {
    assertThat(pem(SERVING.keys().getPrivate())).startsWith("-----BEGIN RSA PRIVATE KEY-----");
    assertThat(pem(ROOT.issue("EC", "x", false).keys().getPrivate()))
        .startsWith("-----BEGIN EC PRIVATE KEY-----");
  }

  @Test
  void whatStandsBetweenItAndItsAuthorityIsServedToo() throws Exception {
    var between = ROOT.issue("EC", "between", true);
    var one = between.issue("EC", "serving", false);
    var chain = pem(one.certificate()) + pem(between.certificate());
    var key = pem(one.keys().getPrivate());

    assertThat(read(chain, key, pem(ROOT.certificate())).certificate()).isEqualTo(chain);
    assertThat(refused(pem(one.certificate()), key, pem(ROOT.certificate())))
        .isEqualTo("it is not signed by the authority in ca.crt");
    assertThat(read(chain, key, pem(between.certificate())).certificate()).isEqualTo(chain);
  }

  @Test
  void authorityMayBeKnownToEverybodyOrBeTheCertificateItself() throws Exception {
    var key = pem(SERVING.keys().getPrivate());
    assertThat(read(pem(SERVING.certificate()), key, "").authorities()).isEmpty();
    var itself = pem(SERVING.certificate());
    assertThat(read(itself, key, itself).authorities()).isEqualTo(itself);
  }

  @Test
  void whatWillNotDoIsSaidPlainly() throws Exception {
    var certificate = pem(SERVING.certificate());
    var key = pem(SERVING.keys().getPrivate());
    var authority = pem(ROOT.certificate());
    var other = ROOT.issue("RSA", "other", false);
    var curve = ROOT.issue("EC", "other", false);

    assertThat(refused(certificate, pem(other.keys().getPrivate()), authority))
        .isEqualTo("the key in tls.key does not match the certificate");
    assertThat(refused(certificate, pem(curve.keys().getPrivate()), authority))
        .isEqualTo("the key in tls.key does not match the certificate");
    assertThat(refused(certificate, key, pem(Issued.root("stranger").certificate())))
        .isEqualTo("it is not signed by the authority in ca.crt");
    assertThat(refused("", key, authority)).isEqualTo("there is no certificate in tls.crt");
    assertThat(refused(certificate.replace("MII", "!!!"), key, authority))
        .isEqualTo("no certificates can be read in tls.crt");
    assertThat(refused(certificate, "", authority))
        .isEqualTo("there is no key in tls.key that needs no password");
    assertThat(refused(certificate, key.substring(0, 200), authority))
        .isEqualTo("the key in tls.key cannot be read");
  }

  @Test
  void timeAndNamesAreLookedAt() {
    var secret = secret(pem(SERVING.certificate()), pem(SERVING.keys().getPrivate()), "");
    assertThatExceptionOfType(GeneralSecurityException.class)
        .isThrownBy(() -> GivenForm.read(secret, HOSTS, NOW.plus(Duration.ofDays(11))))
        .withMessage("it was valid until 2026-03-11T00:00:00Z");
    assertThatExceptionOfType(GeneralSecurityException.class)
        .isThrownBy(() -> GivenForm.read(secret, HOSTS, NOW.minus(Duration.ofDays(2))))
        .withMessage("it is not valid yet");
    assertThatExceptionOfType(GeneralSecurityException.class)
        .isThrownBy(() -> GivenForm.read(secret, List.of(HOST, "127.0.0.1"), NOW))
        .withMessage("it does not name 127.0.0.1");
  }

  private static Generation read(String certificate, String key, String authority)
      throws GeneralSecurityException {
    return GivenForm.read(secret(certificate, key, authority), HOSTS, NOW);
  }

  private static String refused(String certificate, String key, String authority) {
    try {
      return "accepted: " + read(certificate, key, authority);
    } catch (GeneralSecurityException why) {
      return String.valueOf(why.getMessage());
    }
  }

  private static Map<String, @Nullable Object> secret(
      String certificate, String key, String authority) {
    var data = new TreeMap<String, @Nullable Object>();
    data.put("tls.crt", base64(certificate));
    data.put("tls.key", base64(key));
    if (!authority.isEmpty()) {
      data.put("ca.crt", base64(authority));
    }
    return new TreeMap<>(Map.of("type", "kubernetes.io/tls", "data", data));
  }

  private static String base64(String text) {
    return Base64.getEncoder()
        .encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  /** In the form that tools write: of its own for most kinds of key. */
  private static String pem(Object what) {
    try {
      if (what instanceof X509Certificate certificate) {
        return Pem.of(certificate);
      }
      var text = new StringWriter();
      try (var writer = new JcaPEMWriter(text)) {
        writer.writeObject(what instanceof ECPrivateKey curve ? sec1(curve) : what);
      }
      return text.toString().replace(System.lineSeparator(), "\n");
    } catch (IOException | GeneralSecurityException broken) {
      throw new IllegalStateException(broken);
    }
  }

  /** With its curve in it, as all tools write it but the writer at hand. */
  private static PemObject sec1(ECPrivateKey key) throws IOException {
    var info = PrivateKeyInfo.getInstance(key.getEncoded());
    var inner = org.bouncycastle.asn1.sec.ECPrivateKey.getInstance(info.parsePrivateKey());
    var whole =
        new org.bouncycastle.asn1.sec.ECPrivateKey(
            key.getParams().getOrder().bitLength(),
            inner.getKey(),
            info.getPrivateKeyAlgorithm().getParameters());
    return new PemObject("EC PRIVATE KEY", whole.getEncoded());
  }

  /** A certificate and its keys, good for ten days, by whom more can be issued. */
  private record Issued(X509Certificate certificate, KeyPair keys, String name) {
    static Issued root(String name) {
      var keys = keys("EC");
      return new Issued(certificate(name, keys, name, keys.getPrivate(), true), keys, name);
    }

    Issued issue(String kind, String child, boolean authority) {
      var own = keys(kind);
      return new Issued(certificate(child, own, name, keys.getPrivate(), authority), own, child);
    }

    private static KeyPair keys(String kind) {
      try {
        var generator = KeyPairGenerator.getInstance(kind);
        if (kind.equals("RSA")) {
          generator.initialize(2_048); // the default takes seconds
        }
        return generator.generateKeyPair();
      } catch (GeneralSecurityException unknown) {
        throw new IllegalStateException(unknown);
      }
    }

    private static X509Certificate certificate(
        String name, KeyPair keys, String issuer, PrivateKey by, boolean authority) {
      try {
        var builder =
            new JcaX509v3CertificateBuilder(
                new X500Name("CN=" + issuer),
                BigInteger.valueOf(System.nanoTime()),
                Date.from(NOW.minus(Duration.ofDays(1))),
                Date.from(NOW.plus(Duration.ofDays(10))),
                new X500Name("CN=" + name),
                keys.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
        builder.addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(new GeneralName(GeneralName.dNSName, HOST)));
        var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(by);
        return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
      } catch (Exception broken) {
        throw new IllegalStateException(broken);
      }
    }
  }
}
