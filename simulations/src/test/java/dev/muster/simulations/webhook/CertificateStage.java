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
import dev.muster.webhook.certificates.CertificateListener;
import dev.muster.webhook.certificates.Generation;
import dev.muster.webhook.certificates.Periods;
import java.io.ByteArrayInputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Replicas that keep their certificate on a server, in virtual time. */
abstract class CertificateStage {
  static final long DAY = 24L * 3_600 * 1_000;
  static final List<String> HOSTS = List.of("muster-webhook.muster-system.svc");

  /** A look in an hour: months pass in a moment. */
  static final Periods PERIODS =
      new Periods(
          Periods.STANDARD.validity(),
          Periods.STANDARD.reserve(),
          Periods.STANDARD.alarm(),
          Periods.STANDARD.skew(),
          Duration.ofHours(1),
          Periods.STANDARD.spread());

  static final Periods SHORT =
      new Periods(
          Duration.ofHours(3),
          Duration.ofMinutes(5),
          Duration.ofMinutes(2),
          Duration.ofSeconds(1),
          Duration.ofMinutes(1),
          Duration.ofSeconds(30));

  final VirtualLoop loop = new VirtualLoop(1_780_000_000_000L);
  final Store store = new Store(loop::now);

  /** One replica: what it has served with, in order. */
  final class Replica implements CertificateListener {
    final List<Generation> served = new ArrayList<>();
    final List<String> alarms = new ArrayList<>();
    final CertificateKeeper keeper;

    Replica() {
      this(new StoreApi(store, loop, "muster-webhook"));
    }

    Replica(Api api) {
      this(api, PERIODS);
    }

    Replica(Api api, Periods periods) {
      var terms =
          new CertificateKeeper.Terms(
              "muster-system", "certificate", "muster-webhook", HOSTS, periods);
      var first = CertificateKeeper.first(HOSTS, periods, loop.now());
      served.add(first);
      keeper = new CertificateKeeper(api, loop, terms, first, this);
      keeper.start();
    }

    @Override
    public void serve(Generation generation) {
      served.add(generation);
    }

    @Override
    public void unusable(String why) {
      alarms.add(why);
    }

    /** Whether API servers believe what it serves with. */
    boolean isBelieved() throws GeneralSecurityException {
      return authorities(trusted())
          .contains(authorities(served.getLast().authorities()).getFirst());
    }
  }

  CertificateStage() {
    store.expressions(new CelExpressions());
    create(Objects.yaml("{apiVersion: v1, kind: Namespace, metadata: {name: muster-system}}"));
  }

  void spoil(String wrong) {
    var other =
        switch (wrong) {
          case "names another host" -> CertificateKeeper.first(List.of("other"), loop.now());
          case "ran out" -> CertificateKeeper.first(HOSTS, loop.now() - 100 * DAY);
          case "empty" -> new Generation("", "", "");
          default -> new Generation("x", "y", "z");
        };
    var patch =
        "{data: {ca.crt: '%s', tls.crt: '%s', tls.key: '%s'}}"
            .formatted(
                encoded(other.authorities()), encoded(other.certificate()), encoded(other.key()));
    change("", "v1", "secrets", "muster-system", "certificate", patch);
  }

  /** A server that refuses one verb for one kind, as long as that is not allowed. */
  Api refusing(String verb, String plural, AtomicBoolean allowed) {
    var api = new StoreApi(store, loop, "muster-webhook");
    return (Api)
        Proxy.newProxyInstance(
            Api.class.getClassLoader(),
            new Class<?>[] {Api.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals(verb)
                  && arguments[0] instanceof Api.Ref ref
                  && ref.kind().plural().equals(plural)
                  && !allowed.get()) {
                var then = (Consumer<Object>) arguments[arguments.length - 1];
                loop.post(() -> then.accept(new Api.Answer.Refused(403, "Forbidden", "no", 0)));
                return null;
              }
              return method.invoke(api, arguments);
            });
  }

  void register() {
    register("registration");
    register("validation");
  }

  void register(String file) {
    var path = Path.of(System.getProperty("muster.root"), "manifests/webhook/" + file + ".yaml");
    create(Objects.documents(path).getFirst());
  }

  /** Whom API servers trust, whatever they call it for. */
  String trusted() {
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

  String data(String key) {
    var type = type("", "v1", "secrets");
    return decoded(
        Trees.text(done(Request.get(type, "muster-system", "certificate")), "data", key));
  }

  static String decoded(String text) {
    return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
  }

  static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  static List<Certificate> authorities(String pem) throws GeneralSecurityException {
    var bytes = new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
    return List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(bytes));
  }

  Map<String, @Nullable Object> registration() {
    var type = type("admissionregistration.k8s.io", "v1", "mutatingwebhookconfigurations");
    return done(Request.get(type, "", "muster-webhook"));
  }

  void change(
      String group, String version, String plural, String namespace, String name, String patch) {
    var type = type(group, version, plural);
    var unused = done(Request.patch(type, namespace, name, PatchKind.MERGE, Objects.yaml(patch)));
  }

  void create(Map<String, @Nullable Object> object) {
    var type =
        store
            .typeOfKind(Trees.text(object, "apiVersion"), Trees.text(object, "kind"))
            .orElseThrow();
    var unused = done(Request.create(type, Trees.namespace(object), object));
  }

  ResourceType type(String group, String version, String plural) {
    return store.type(group, version, plural).orElseThrow();
  }

  Map<String, @Nullable Object> done(Request request) {
    return switch (store.handle(request.withUser("user"))) {
      case Response.Success success -> success.body();
      case Response.Failure failure -> throw new AssertionError(failure.message());
    };
  }
}
