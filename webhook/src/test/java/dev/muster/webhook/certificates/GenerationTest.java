package dev.muster.webhook.certificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is issued, by the standards of the JDK's own validation. */
final class GenerationTest {
  private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
  private static final List<String> HOSTS =
      List.of("muster-webhook.muster-system.svc", "127.0.0.1");

  private static final Duration RESERVE = Periods.STANDARD.reserve();

  private final Generation generation = issue(HOSTS, List.of(), NOW);

  @Test
  void authorityVouchesForTheServingCertificateAndForNothingElse() throws Exception {
    var content = generation.content();
    assertThat(content.authorities()).hasSize(1);
    validate(content.serving(), content.authorities().getFirst(), NOW);
    var serving = content.serving();
    assertThat(serving.getBasicConstraints()).isEqualTo(-1);
    assertThat(serving.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
    assertThat(serving.getSubjectAlternativeNames())
        .containsExactly(List.of(2, HOSTS.get(0)), List.of(7, HOSTS.get(1)));
    assertThat(content.authorities().getFirst().getBasicConstraints()).isZero();
    assertThat(content.authorities().getFirst().getKeyUsage()[5]).isTrue();
  }

  @Test
  void certificateOfAnotherAuthorityIsNotBelieved() throws Exception {
    var other = issue(HOSTS, List.of(), NOW).content().authorities().getFirst();
    assertThatExceptionOfType(CertPathValidatorException.class)
        .isThrownBy(() -> validate(generation.content().serving(), other, NOW));
  }

  @Test
  void authoritiesThatReplicasAreStillBelievedByStayTrusted() throws Exception {
    var second = issue(HOSTS, generation.content().authorities(), NOW);
    assertThat(second.content().authorities())
        .hasSize(2)
        .last()
        .isEqualTo(generation.content().authorities().getFirst());
  }

  @Test
  void authorityThatRanOutIsTrustedNoMore() throws Exception {
    var late = NOW.plus(Periods.STANDARD.validity()).plus(Duration.ofDays(1));
    var next = issue(HOSTS, generation.content().authorities(), late);
    assertThat(next.content().authorities()).hasSize(1);
  }

  @Test
  void anotherOneIsNeededAfterTwoThirdsOfItsTime() {
    assertThat(objection(generation, HOSTS, NOW)).isEmpty();
    assertThat(objection(generation, HOSTS, NOW.plus(Duration.ofDays(59)))).isEmpty();
    assertThat(generation.objection(HOSTS, NOW.plus(Duration.ofDays(61)), RESERVE))
        .contains(new Generation.Objection("it is valid until 2026-05-30T00:00:00Z", true));
    assertThat(generation.objection(HOSTS, NOW.plus(Duration.ofDays(90)), RESERVE))
        .contains(new Generation.Objection("it was valid until 2026-05-30T00:00:00Z", false));
    assertThat(objection(generation, HOSTS, NOW.minus(Duration.ofHours(2))))
        .isEqualTo("it is not valid yet");
  }

  @Test
  void oneThatNamesAnAddressNamesItInEverySpelling() {
    var sixth = issue(List.of("::1", "2001:DB8::0:7"), List.of(), NOW);
    assertThat(objection(sixth, List.of("::1", "2001:db8::7", "0:0:0:0:0:0:0:1"), NOW)).isEmpty();
    assertThat(objection(sixth, List.of("::2"), NOW)).isEqualTo("it does not name ::2");
  }

  @Test
  void anotherOneIsNeededWhenItDoesNotNameAHost() {
    assertThat(objection(generation, List.of("127.0.0.1"), NOW)).isEmpty();
    assertThat(objection(generation, List.of("localhost"), NOW))
        .isEqualTo("it does not name localhost");
  }

  @Test
  void anotherOneIsNeededWhenItsPartsDoNotBelongTogether() {
    var other = issue(HOSTS, List.of(), NOW);
    var broken =
        List.of(
            new Generation(other.authorities(), generation.certificate(), generation.key()),
            new Generation(generation.authorities(), generation.certificate(), other.key()),
            new Generation("", generation.certificate(), generation.key()),
            new Generation(generation.authorities(), "", generation.key()),
            new Generation(generation.authorities(), generation.certificate(), ""),
            new Generation("x", "y", "z"),
            new Generation(
                generation.authorities(),
                generation.certificate(),
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"));
    for (var one : broken) {
      assertThat(objection(one, HOSTS, NOW)).startsWith("it cannot be used: ");
    }
  }

  @Test
  void keyIsNeverPrinted() {
    assertThat(generation.toString()).doesNotContain("KEY").doesNotContain("MI");
  }

  private static Generation issue(List<String> hosts, List<X509Certificate> before, Instant now) {
    return Issuer.issue(hosts, before, Issuer.Term.of(Periods.STANDARD, now));
  }

  private static String objection(Generation one, List<String> hosts, Instant now) {
    return one.objection(hosts, now, RESERVE).map(Generation.Objection::why).orElse("");
  }

  private static void validate(X509Certificate one, X509Certificate by, Instant at)
      throws Exception {
    var path = CertificateFactory.getInstance("X.509").generateCertPath(List.of(one));
    var parameters = new PKIXParameters(Set.of(new TrustAnchor(by, null)));
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(at));
    CertPathValidator.getInstance("PKIX").validate(path, parameters);
  }
}
