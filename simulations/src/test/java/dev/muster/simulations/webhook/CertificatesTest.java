package dev.muster.simulations.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.kube.Api;
import dev.muster.simulations.Objects;
import dev.muster.simulations.live.cel.CelExpressions;
import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.store.PatchKind;
import dev.muster.simulations.live.store.Request;
import dev.muster.simulations.live.store.ResourceType;
import dev.muster.simulations.live.store.Response;
import dev.muster.simulations.live.store.Store;
import dev.muster.simulations.live.store.StoreApi;
import dev.muster.simulations.live.store.VirtualLoop;
import dev.muster.webhook.certificates.CertificateKeeper;
import dev.muster.webhook.certificates.Generation;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The certificate's life on a server, in virtual time: made, shared, trusted, renewed. */
final class CertificatesTest {
  private static final long DAY = 24L * 3_600 * 1_000;
  private static final List<String> HOSTS = List.of("muster-webhook.muster-system.svc");

  private final VirtualLoop loop = new VirtualLoop(1_780_000_000_000L);
  private final Store store = new Store(loop::now);

  /** One replica: what it has served with, in order. */
  private final class Replica {
    private final List<Generation> served = new ArrayList<>();
    private final CertificateKeeper keeper;

    Replica() {
      this(new StoreApi(store, loop, "muster-webhook"));
    }

    Replica(Api api) {
      var terms =
          new CertificateKeeper.Terms(
              "muster-system", "certificate", "muster-webhook", HOSTS, 3_600_000, 30_000);
      var first = CertificateKeeper.first(HOSTS, loop.now());
      served.add(first);
      keeper = new CertificateKeeper(api, loop, terms, first, served::add);
      keeper.start();
    }
  }

  CertificatesTest() {
    store.expressions(new CelExpressions());
    create(Objects.yaml("{apiVersion: v1, kind: Namespace, metadata: {name: muster-system}}"));
  }

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
    assertThat(one.keeper.expiry() - loop.now()).isGreaterThan(88 * DAY);
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
    var api = new StoreApi(store, loop, "muster-webhook");
    return (Api)
        Proxy.newProxyInstance(
            Api.class.getClassLoader(),
            new Class<?>[] {Api.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("patch")
                  && arguments[0] instanceof Api.Ref ref
                  && ref.kind().plural().equals("customresourcedefinitions")) {
                var then = (Consumer<Object>) arguments[arguments.length - 1];
                loop.post(() -> then.accept(new Api.Answer.Refused(403, "Forbidden", "no", 0)));
                return null;
              }
              return method.invoke(api, arguments);
            });
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

  private void register() {
    register("registration");
    register("validation");
  }

  private void register(String file) {
    var path = Path.of(System.getProperty("muster.root"), "manifests/webhook/" + file + ".yaml");
    create(Objects.documents(path).getFirst());
  }

  /** Whom API servers trust, whatever they call it for. */
  private String trusted() {
    var bundles = new TreeSet<String>();
    for (var plural : List.of("mutatingwebhookconfigurations", "validatingwebhookconfigurations")) {
      var type = type("admissionregistration.k8s.io", "v1", plural);
      var registration = done(Request.get(type, "", "muster-webhook"));
      for (var hook : Trees.maps(registration, "webhooks")) {
        bundles.add(Trees.text(hook, "clientConfig", "caBundle"));
      }
    }
    assertThat(bundles).hasSize(1);
    return decoded(bundles.first());
  }

  private String data(String key) {
    var type = type("", "v1", "secrets");
    return decoded(
        Trees.text(done(Request.get(type, "muster-system", "certificate")), "data", key));
  }

  private static String decoded(String text) {
    return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
  }

  private Map<String, @Nullable Object> registration() {
    var type = type("admissionregistration.k8s.io", "v1", "mutatingwebhookconfigurations");
    return done(Request.get(type, "", "muster-webhook"));
  }

  private void change(
      String group, String version, String plural, String namespace, String name, String patch) {
    var type = type(group, version, plural);
    var unused = done(Request.patch(type, namespace, name, PatchKind.MERGE, Objects.yaml(patch)));
  }

  private void create(Map<String, @Nullable Object> object) {
    var type =
        store
            .typeOfKind(Trees.text(object, "apiVersion"), Trees.text(object, "kind"))
            .orElseThrow();
    var unused = done(Request.create(type, "", object));
  }

  private ResourceType type(String group, String version, String plural) {
    return store.type(group, version, plural).orElseThrow();
  }

  private Map<String, @Nullable Object> done(Request request) {
    return switch (store.handle(request.withUser("user"))) {
      case Response.Success success -> success.body();
      case Response.Failure failure -> throw new AssertionError(failure.message());
    };
  }
}
