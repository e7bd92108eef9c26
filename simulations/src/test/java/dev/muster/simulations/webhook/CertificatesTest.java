package dev.muster.simulations.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.kube.Api;
import dev.muster.simulations.Objects;
import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.store.Request;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The certificate's life on a server, in virtual time: made, shared, trusted, renewed. */
final class CertificatesTest extends CertificateStage {
  @Test
  void replicasShareOneCertificateThatIsTrustedBeforeItIsServed() {
    var one = new Replica();
    var other = new Replica();
    loop.runFor(1_000);
    assertThat(one.keeper.missing()).get().asString().startsWith("the MutatingWebhook");
    register();
    loop.runFor(10_000);

    assertThat(one.keeper.missing()).isEmpty();
    assertThat(other.keeper.missing()).isEmpty();
    assertThat(one.served.getLast()).isEqualTo(other.served.getLast());
    assertThat(trusted()).isEqualTo(one.served.getLast().authorities());
    assertThat(data("tls.key")).isEqualTo(one.served.getLast().key());
    var webhook = Trees.maps(registration(), "webhooks").getFirst();
    assertThat(Trees.text(webhook, "failurePolicy")).isEqualTo("Ignore");
    assertThat(Trees.text(webhook, "clientConfig", "service", "name")).isEqualTo("muster-webhook");
  }

  @Test
  void renewalKeepsTheOldAuthorityAndIsServedOnlyWhenEverybodyHasHeardOfIt() {
    register();
    var one = new Replica();
    var other = new Replica();
    loop.runFor(59 * DAY);
    var before = one.served.getLast();
    assertThat(trusted()).isEqualTo(before.authorities());

    while (trusted().equals(before.authorities())) {
      loop.runFor(10_000);
      assertThat(loop.now()).isLessThan(1_780_000_000_000L + 62 * DAY);
    }
    assertThat(trusted()).endsWith(before.authorities());
    assertThat(one.served.getLast()).isEqualTo(before);
    loop.runFor(7_200_000);
    var after = one.served.getLast();
    assertThat(after).isNotEqualTo(before).isEqualTo(other.served.getLast());
    assertThat(after.authorities()).isEqualTo(trusted());
    assertThat(after.expiry() - loop.now()).isGreaterThan(88 * DAY);
    assertThat(one.alarms).isEmpty();
  }

  @Test
  void whatIsAsItShouldBeIsNotWritten() {
    register();
    var one = new Replica();
    loop.runFor(10_000);
    var before = Trees.text(registration(), "metadata", "resourceVersion");
    loop.runFor(30 * DAY);
    assertThat(Trees.text(registration(), "metadata", "resourceVersion")).isEqualTo(before);
    assertThat(one.served).hasSize(1);
  }

  @Test
  void podsAreHeldWhoeverLeavesOutTheChecksAndThoseAreBelievedWhenTheyCome() {
    register("registration");
    var one = new Replica();
    loop.runFor(10_000);
    assertThat(one.keeper.missing()).isEmpty();
    register("validation");
    loop.runFor(3_000);

    assertThat(trusted()).isEqualTo(one.served.getLast().authorities());
  }

  private static Map<String, @Nullable Object> definition() {
    var crds = Path.of(System.getProperty("muster.root"), "manifests/crds");
    return Objects.documents(crds.resolve("appwrappers.workload.codeflare.dev.yaml")).getFirst();
  }

  private static Map<String, @Nullable Object> definitionWith(String conversion) {
    var definition = new TreeMap<String, @Nullable Object>(definition());
    var spec = new TreeMap<String, @Nullable Object>(Trees.map(definition, "spec"));
    spec.put("conversion", Objects.yaml(conversion));
    definition.put("spec", spec);
    return definition;
  }

  /** As where its rights lack that, or somebody's policy is against it. */
  private Api refusingToPatchDefinitions() {
    return refusing("patch", "customresourcedefinitions", new AtomicBoolean());
  }

  /** Pods are to be held though v1beta1 cannot be had. */
  @Test
  void definitionThatCannotBeMadeToTrustItHoldsNothingUp() {
    register();
    create(definition());
    var before = definitionStored();
    var one = new Replica(refusingToPatchDefinitions());
    loop.runFor(10_000);

    assertThat(one.keeper.missing()).isEmpty();
    assertThat(trusted()).isEqualTo(one.served.getLast().authorities());
    assertThat(definitionStored()).isEqualTo(before);
  }

  @Test
  void definitionThatNamesNoWebhookIsLeftAlone() {
    register();
    create(definitionWith("{strategy: None}"));
    var before = definitionStored();
    var one = new Replica();
    loop.runFor(10_000);

    assertThat(one.keeper.missing()).isEmpty();
    assertThat(definitionStored()).isEqualTo(before);
  }

  private Map<String, @Nullable Object> definitionStored() {
    var type = type("apiextensions.k8s.io", "v1", "customresourcedefinitions");
    return done(Request.get(type, "", "appwrappers.workload.codeflare.dev"));
  }

  @Test
  void definitionOfAppWrappersTrustsItToo() {
    register();
    var one = new Replica();
    create(definition());
    loop.runFor(4_000_000);

    var client = Trees.map(definitionStored(), "spec", "conversion", "webhook", "clientConfig");
    assertThat(decoded(Trees.text(client, "caBundle")))
        .isEqualTo(one.served.getLast().authorities());
    assertThat(Trees.text(client, "service", "path")).isEqualTo("/convert");
  }
}
