package dev.muster.simulations.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.store.PatchKind;
import dev.muster.simulations.live.store.Request;
import dev.muster.simulations.live.store.StoreApi;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is done to the Secret and the registrations: what is served stays believed. */
final class SpoiltCertificatesTest extends CertificateStage {
  /** Two authorities are trusted at a time, and whatever is served is believed. */
  @Test
  void noReplicaIsEverServedWithWhatNobodyBelievesAndNoMoreThanTwoAreTrusted() throws Exception {
    register();
    var one = new Replica(new StoreApi(store, loop, "muster-webhook"), SHORT);
    var other = new Replica(new StoreApi(store, loop, "muster-webhook"), SHORT);
    loop.runFor(10_000);
    var generations = new TreeSet<String>();
    for (int minute = 0; minute < 60 * 12; minute++) {
      loop.runFor(60_000);
      assertThat(one.isBelieved() && other.isBelieved()).isTrue();
      assertThat(authorities(trusted())).hasSizeLessThanOrEqualTo(2);
      generations.add(one.served.getLast().certificate());
    }
    assertThat(generations).hasSize(5);
  }

  /** Whoever spoils the Secret takes nobody's trust away: replicas hear of it one after another. */
  @ParameterizedTest
  @ValueSource(strings = {"unreadable", "names another host", "ran out", "empty"})
  void whateverIsWrongInTheSecretWhatIsServedStaysBelieved(String wrong) throws Exception {
    register();
    var one = new Replica();
    var other = new Replica();
    loop.runFor(10_000);
    var before = one.served.getLast();
    for (int round = 0; round < 3; round++) {
      spoil(wrong);
      for (int second = 0; second < 4_000; second += 5) {
        loop.runFor(5_000);
        assertThat(one.isBelieved() && other.isBelieved()).as("second %d", second).isTrue();
      }
      assertThat(one.served.getLast()).isEqualTo(other.served.getLast()).isNotEqualTo(before);
      assertThat(authorities(trusted())).hasSizeLessThanOrEqualTo(3);
      before = one.served.getLast();
    }
    assertThat(one.alarms.size() + other.alarms.size()).isGreaterThanOrEqualTo(3);
    var fresh = new Replica();
    spoil(wrong);
    for (int second = 0; second < 4_000; second += 5) {
      loop.runFor(5_000);
      assertThat(one.isBelieved() && other.isBelieved()).as("second %d", second).isTrue();
    }
    assertThat(fresh.served.getLast()).isEqualTo(one.served.getLast());
  }

  /** As when its rights are taken away: people hear of it in time, and nobody restarts anything. */
  @Test
  void whatCannotBeRenewedIsServedToTheEndAndRenewedWhenItCanBe() throws Exception {
    register();
    var allowed = new AtomicBoolean(true);
    var one = new Replica(refusing("patch", "secrets", allowed), SHORT);
    loop.runFor(10_000);
    var before = one.served.getLast();
    allowed.set(false);
    loop.runFor(10_860_000);
    assertThat(one.served.getLast()).isEqualTo(before);

    allowed.set(true);
    loop.runFor(10_000);
    assertThat(one.served.getLast())
        .as("at once: nobody believes the old one")
        .isNotEqualTo(before);
    assertThat(one.isBelieved()).isTrue();
  }

  /** A replica that read the Secret before another wrote it may write the registration after it. */
  @Test
  void whoeverTurnsTheTrustBackIsNoticedBeforeTheNewOneIsServed() throws Exception {
    register();
    var one = new Replica();
    loop.runFor(10_000);
    var before = one.served.getLast();
    spoil("empty");
    while (trusted().equals(before.authorities())) {
      loop.runFor(10_000);
    }
    for (var plural : List.of("mutatingwebhookconfigurations", "validatingwebhookconfigurations")) {
      var old = encoded(before.authorities());
      var type = type("admissionregistration.k8s.io", "v1", plural);
      var hooks = Trees.maps(done(Request.get(type, "", "muster-webhook")), "webhooks");
      var patch = new ArrayList<@Nullable Object>();
      for (int i = 0; i < hooks.size(); i++) {
        var path = "/webhooks/" + i + "/clientConfig/caBundle";
        patch.add(Trees.object("op", "replace", "path", path, "value", old));
      }
      var unused = done(Request.patch(type, "", "muster-webhook", PatchKind.JSON, patch));
    }
    long restored = 0;
    long changed = 0;
    for (int second = 0; second < 200; second++) {
      loop.runFor(1_000);
      assertThat(one.isBelieved()).as("second %d", second).isTrue();
      boolean again = !trusted().equals(before.authorities());
      restored = again && restored == 0 ? loop.now() : restored;
      changed = one.served.getLast() != before && changed == 0 ? loop.now() : changed;
    }
    assertThat(changed - restored).as("what API servers need to hear of it").isGreaterThan(25_000);
    assertThat(one.served.getLast()).isNotEqualTo(before);
  }

  @Test
  void spoiltSecretAndForgottenAuthorityAreMended() {
    register();
    var one = new Replica();
    loop.runFor(10_000);
    var before = one.served.getLast();
    change("", "v1", "secrets", "muster-system", "certificate", "{data: {tls.key: eA==}}");
    change(
        "admissionregistration.k8s.io",
        "v1",
        "mutatingwebhookconfigurations",
        "",
        "muster-webhook",
        "{metadata: {labels: {touched: by-hand}}}");
    loop.runFor(4_000_000);

    assertThat(one.served.getLast()).isNotEqualTo(before);
    assertThat(trusted()).isEqualTo(one.served.getLast().authorities());
    assertThat(Trees.text(registration(), "metadata", "labels", "touched")).isEqualTo("by-hand");
  }
}
