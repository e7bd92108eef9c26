package dev.muster.simulations.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.Objects;
import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.store.Request;
import dev.muster.webhook.certificates.CertificateKeeper;
import dev.muster.webhook.certificates.CertificateListener;
import dev.muster.webhook.certificates.Generation;
import dev.muster.webhook.certificates.GivenCertificate;
import dev.muster.webhook.certificates.Periods;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A certificate that somebody else keeps, in virtual time. */
final class GivenCertificateTest extends CertificateStage {
  private final List<String> served = new ArrayList<>();
  private final List<String> complaints = new ArrayList<>();
  private final AtomicBoolean readable = new AtomicBoolean(true);
  private final GivenCertificate given =
      new GivenCertificate(
          refusing("get", "secrets", readable),
          loop,
          new GivenCertificate.Terms("muster-system", "given", HOSTS, Periods.STANDARD),
          new CertificateListener() {
            @Override
            public void serve(Generation generation) {
              served.add(generation.certificate());
            }

            @Override
            public void unusable(String why) {
              complaints.add(why);
            }
          });

  private Generation generation(long now) {
    return CertificateKeeper.first(HOSTS, now);
  }

  private void give(String certificate, Generation others) {
    var patch =
        "{data: {ca.crt: '%s', tls.crt: '%s', tls.key: '%s'}}"
            .formatted(encoded(others.authorities()), encoded(certificate), encoded(others.key()));
    change("", "v1", "secrets", "muster-system", "given", patch);
    loop.runFor(60_000);
  }

  private void createSecret() {
    create(
        Objects.yaml(
            "{apiVersion: v1, kind: Secret, type: kubernetes.io/tls, data: {tls.crt: '', tls.key:"
                + " ''}, metadata: {name: given, namespace: muster-system}}"));
  }

  @Test
  void itIsNotReadyUntilThereIsOneThatWillDoAndSaysWhy() {
    given.start();
    loop.runFor(60_000);
    assertThat(given.missing())
        .contains("a certificate in the Secret muster-system/given: there is no such Secret");
    createSecret();
    loop.runFor(60_000);
    assertThat(given.missing())
        .contains(
            "a certificate in the Secret muster-system/given: there is no certificate in tls.crt");
    var good = generation(loop.now());
    give(good.certificate(), good);

    assertThat(given.missing()).isEmpty();
    assertThat(served).containsExactly(good.certificate());
    assertThat(complaints).hasSize(2);
  }

  @Test
  void renewedOneIsServedSoonAndBadOnesNeverThoughWhatWasGoodStays() {
    createSecret();
    var first = generation(loop.now());
    var second = generation(loop.now());
    give(first.certificate(), first);
    given.start();
    loop.runFor(60_000);
    give(first.certificate(), second);
    give("", first);
    var late = generation(loop.now() - 91 * DAY);
    give(late.certificate(), late);
    var other = CertificateKeeper.first(List.of("elsewhere"), loop.now());
    give(other.certificate(), other);
    assertThat(served).containsExactly(first.certificate());
    assertThat(given.missing()).isEmpty();
    assertThat(complaints)
        .hasSize(4)
        .startsWith("the key in tls.key does not match the certificate")
        .endsWith("it does not name " + HOSTS.getFirst());

    give(second.certificate(), second);
    assertThat(served).containsExactly(first.certificate(), second.certificate());
  }

  /** An API server that does not answer says nothing of the certificate. */
  @Test
  void secretThatCannotBeReadIsNoBadCertificate() {
    createSecret();
    readable.set(false);
    given.start();
    loop.runFor(60_000);
    assertThat(given.missing())
        .contains("a certificate in the Secret muster-system/given: it cannot be read: no");
    readable.set(true);
    var first = generation(loop.now());
    give(first.certificate(), first);
    readable.set(false);
    var second = generation(loop.now());
    give(second.certificate(), second);
    assertThat(given.missing()).isEmpty();
    assertThat(served).containsExactly(first.certificate());
    assertThat(complaints).isEmpty();

    readable.set(true);
    loop.runFor(10_000);
    assertThat(served).containsExactly(first.certificate(), second.certificate());
    assertThat(complaints).isEmpty();
  }

  @Test
  void nothingIsEverWritten() {
    register();
    createSecret();
    var good = generation(loop.now());
    give(good.certificate(), good);
    var before = versions();
    given.start();
    loop.runFor(3_600_000);
    give("", good);
    var spoilt = versions();
    loop.runFor(3_600_000);

    assertThat(versions()).isEqualTo(spoilt);
    assertThat(spoilt.subList(1, 3)).isEqualTo(before.subList(1, 3));
  }

  private List<String> versions() {
    var versions = new ArrayList<String>();
    var secret = done(Request.get(type("", "v1", "secrets"), "muster-system", "given"));
    versions.add(Trees.text(secret, "metadata", "resourceVersion"));
    for (var plural : List.of("mutatingwebhookconfigurations", "validatingwebhookconfigurations")) {
      var type = type("admissionregistration.k8s.io", "v1", plural);
      var registration = done(Request.get(type, "", "muster-webhook"));
      versions.add(Trees.text(registration, "metadata", "resourceVersion"));
    }
    return versions;
  }
}
