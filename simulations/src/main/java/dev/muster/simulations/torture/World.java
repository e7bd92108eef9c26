package dev.muster.simulations.torture;

import dev.muster.scheduler.kube.act.LeaseTerms;
import dev.muster.simulations.live.objects.Manifests;
import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.operators.NodeSpec;
import dev.muster.simulations.live.operators.Operators;
import dev.muster.simulations.live.operators.Part;
import dev.muster.simulations.live.operators.Settings;
import dev.muster.simulations.live.store.Options;
import dev.muster.simulations.live.store.PatchKind;
import dev.muster.simulations.live.store.Request;
import dev.muster.simulations.live.store.ResourceType;
import dev.muster.simulations.live.store.Response;
import dev.muster.simulations.live.store.Store;
import dev.muster.simulations.live.store.StoreApi;
import dev.muster.simulations.live.store.VirtualLoop;
import dev.muster.simulations.live.watchdog.Watchdog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A cluster in virtual time: store, controllers, webhook, schedulers, and those who check. */
final class World {
  static final String OWN_NAMESPACE = "muster-system";

  /** A second team's; the first is in {@code default}. */
  static final String OTHER_NAMESPACE = "b";

  static final String GANGS = "workload.codeflare.dev/v1beta2";
  static final String USER = "kubectl";
  private static final long START = 1_780_000_000_000L;
  private static final List<String> CRDS =
      List.of(
          "manifests/crds/appwrappers.workload.codeflare.dev.yaml",
          "manifests/crds/clusters.muster.dev.yaml",
          "crds/ray.io_rayclusters.yaml",
          "crds/ray.io_rayjobs.yaml");

  /** Of the kinds that scripts play with; any other would shift what seeds stand for. */
  private static final List<Part> PARTS =
      List.of(Part.SCHEDULER, Part.KUBELET, Part.RAY, Part.JOB, Part.DEPLOYMENT);

  /**
   * A decision is made on a view of at most half a minute; its write may arrive so much later as a
   * write or a stopped scheduler can be late.
   */
  private static final long NEWS_MILLIS = 75_000;

  private static final Map<String, Long> PRIORITIES = Map.of("p1", 1L, "p2", 2L, "p3", 3L);

  private final VirtualLoop loop = new VirtualLoop(START);
  private final Store store = new Store(loop::now);
  private final Weather weather = new Weather(loop::monotonic);
  private final List<Replica> replicas = new ArrayList<>();
  private final List<MeddledStream> streams = new ArrayList<>();
  private final Ambush ambush = new Ambush();
  private final InProcessWebhook webhook;
  private final Watchdog watchdog;
  private final Truth truth;
  private final long salt;

  World(Script script) {
    salt = script.salt();
    found(script.nodes());
    watchdog =
        new Watchdog(
            store,
            weather::calmMillis,
            loop::monotonic,
            dev.muster.simulations.live.watchdog.Settings.DEFAULT.withNewsMillis(NEWS_MILLIS));
    Operators.start(store, loop, Settings.DEFAULT, new Refusals(), PARTS);
    truth = new Truth(this);
    store.onChange(change -> ambush.sprung(change).forEach(loop::post));
    var lease = LeaseTerms.of("", OWN_NAMESPACE);
    webhook =
        new InProcessWebhook(
            new StoreApi(store, loop, "muster-webhook"),
            loop,
            InProcessWebhook.terms(lease.namespace(), lease.name(), lease.deadlineMillis()),
            Truth::isScheduler);
    store.callouts(webhook);
    require(create(InProcessWebhook.registration()));
    for (int i = 1; i <= script.replicas(); i++) {
      replicas.add(new Replica("s" + i, this));
    }
  }

  private void found(String nodes) {
    require(
        create(
            Trees.object(
                "apiVersion", "v1",
                "kind", "Namespace",
                "metadata", Trees.object("name", OWN_NAMESPACE))));
    require(
        create(
            Trees.object(
                "apiVersion", "v1",
                "kind", "Namespace",
                "metadata", Trees.object("name", OTHER_NAMESPACE))));
    CRDS.forEach(file -> require(create(Manifests.object(file))));
    for (var name : List.of("p1", "p2", "p3")) {
      require(
          create(
              Trees.object(
                  "apiVersion",
                  "scheduling.k8s.io/v1",
                  "kind",
                  "PriorityClass",
                  "metadata",
                  Trees.object("name", name),
                  "value",
                  PRIORITIES.get(name))));
    }
    for (var node : NodeSpec.nodes(NodeSpec.parse(nodes), "2026-01-01T00:00:00Z")) {
      require(create(node));
    }
  }

  VirtualLoop loop() {
    return loop;
  }

  Store store() {
    return store;
  }

  Weather weather() {
    return weather;
  }

  Watchdog watchdog() {
    return watchdog;
  }

  Truth truth() {
    return truth;
  }

  InProcessWebhook webhook() {
    return webhook;
  }

  List<Replica> replicas() {
    return replicas;
  }

  /** Those of this replica, or of all. */
  List<Replica> replicas(String target) {
    return replicas.stream()
        .filter(replica -> target.equals("all") || replica.name().equals(target))
        .toList();
  }

  void watching(MeddledStream stream) {
    streams.removeIf(MeddledStream::isClosed);
    streams.add(stream);
  }

  void cutWatches(String target) {
    List.copyOf(streams).stream()
        .filter(stream -> target.equals("all") || stream.replica().equals(target))
        .forEach(MeddledStream::cut);
  }

  /** The user of a gang suspends it at one time from now, and resumes it at another. */
  void changeMind(String gang, long suspendAt, long resumeAt) {
    loop.after(suspendAt, () -> suspend(gang, true));
    loop.after(resumeAt, () -> suspend(gang, false));
  }

  private void suspend(String uid, boolean suspend) {
    for (var gang : list(GANGS, "AppWrapper")) {
      if (Trees.uid(gang).equals(uid)) {
        var patch = Trees.object("spec", Trees.object("suspend", suspend));
        patch(GANGS, "AppWrapper", keyOf(gang), "", patch);
      }
    }
  }

  /** Has a creation arrive when the next attempt of its gang begins, or at last after a while. */
  void layAmbush(String gang, long latest, Runnable creation) {
    var once =
        new Runnable() {
          private boolean done;

          @Override
          public void run() {
            if (!done) {
              done = true;
              creation.run();
            }
          }
        };
    ambush.lay(gang, once);
    loop.after(latest, once);
  }

  /** A stream of chances for one thing alone: what others draw does not shift it. */
  SplittableRandom chances(String name) {
    return new SplittableRandom(salt * 0x9E3779B97F4A7C15L ^ name.hashCode());
  }

  /** The namespace of {@code name} or {@code namespace/name}. */
  static String namespaceOf(String name) {
    int slash = name.indexOf('/');
    return slash < 0 ? "default" : name.substring(0, slash);
  }

  static String nameOf(String name) {
    return name.substring(name.indexOf('/') + 1);
  }

  /** As in scripts: with its namespace if that is not the default one. */
  static String keyOf(Object object) {
    var namespace = Trees.text(object, "metadata", "namespace");
    return namespace.equals("default") ? Trees.name(object) : namespace + "/" + Trees.name(object);
  }

  Response create(Map<String, @Nullable Object> object) {
    return store.handle(creation(object));
  }

  private Request creation(Map<String, @Nullable Object> object) {
    var type = type(Trees.text(object, "apiVersion"), Trees.text(object, "kind"));
    var own = Trees.text(object, "metadata", "namespace");
    var namespace = type.namespaced() ? own.isEmpty() ? "default" : own : "";
    return Request.create(type, namespace, object).withUser(USER);
  }

  /** The same, when the webhooks have answered; what is refused is refused. */
  void submit(Map<String, @Nullable Object> object) {
    store.submit(creation(object), response -> {});
  }

  /** The same of a patch. */
  void submitPatch(String apiVersion, String kind, String name, Object patch) {
    var request =
        Request.patch(
                type(apiVersion, kind), namespaceOf(name), nameOf(name), PatchKind.MERGE, patch)
            .withUser(USER);
    store.submit(request, response -> {});
  }

  Response patch(String apiVersion, String kind, String name, String subresource, Object patch) {
    var type = type(apiVersion, kind);
    var namespace = type.namespaced() ? namespaceOf(name) : "";
    return store.handle(
        Request.patch(type, namespace, nameOf(name), PatchKind.MERGE, patch)
            .withSubresource(subresource)
            .withUser(USER));
  }

  /** Deletes it as kubectl does: what it owns goes too. */
  Response delete(String apiVersion, String kind, String name) {
    var background = Trees.object("propagationPolicy", "Background");
    return store.handle(
        Request.delete(type(apiVersion, kind), namespaceOf(name), nameOf(name), background)
            .withUser(USER));
  }

  Response get(String apiVersion, String kind, String name) {
    var type = type(apiVersion, kind);
    var namespace = type.namespaced() ? namespaceOf(name) : "";
    return store.handle(Request.get(type, namespace, nameOf(name)).withUser(USER));
  }

  List<Map<String, @Nullable Object>> list(String apiVersion, String kind) {
    var request = Request.list(type(apiVersion, kind), "", Options.NONE).withUser(USER);
    return Trees.maps(require(store.handle(request)), "items");
  }

  private ResourceType type(String apiVersion, String kind) {
    return store
        .typeOfKind(apiVersion, kind)
        .orElseThrow(() -> new IllegalStateException(apiVersion + " " + kind + " is not served"));
  }

  static Map<String, @Nullable Object> require(Response response) {
    return switch (response) {
      case Response.Success success -> success.body();
      case Response.Failure failure -> throw new IllegalStateException(failure.message());
    };
  }

  /** Hostile users cause refusals that the controllers of a cluster live with. */
  private static final class Refusals implements dev.muster.simulations.live.operators.Problems {
    @Override
    public void refused(String what) {
      // As kube-controller-manager does, they try again by themselves.
    }

    @Override
    public void broken(String plural, String problem) {
      // Ray is not served before its definitions are there; the watch begins then by itself.
    }
  }
}
