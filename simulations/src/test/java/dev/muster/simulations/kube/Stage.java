package dev.muster.simulations.kube;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.muster.scheduler.cycle.CycleListener;
import dev.muster.scheduler.decide.Planner;
import dev.muster.scheduler.decide.draft.Rules;
import dev.muster.scheduler.decide.lifecycle.Lifecycle;
import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Loop;
import dev.muster.scheduler.kube.act.Shell;
import dev.muster.scheduler.kube.act.ShellSettings;
import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.operators.NodeSpec;
import dev.muster.simulations.live.operators.Operators;
import dev.muster.simulations.live.operators.Settings;
import dev.muster.simulations.live.store.Change;
import dev.muster.simulations.live.store.Options;
import dev.muster.simulations.live.store.PatchKind;
import dev.muster.simulations.live.store.Request;
import dev.muster.simulations.live.store.ResourceType;
import dev.muster.simulations.live.store.Response;
import dev.muster.simulations.live.store.Store;
import dev.muster.simulations.live.store.StoreApi;
import dev.muster.simulations.live.store.VirtualLoop;
import dev.muster.simulations.live.watchdog.Watchdog;
import dev.muster.simulations.torture.InProcessWebhook;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A whole cluster in virtual time: the store, the controllers, the watchdog, and room for one
 * production shell after the other.
 */
final class Stage {
  static final String SCHEDULER = "muster";
  private static final long START = 1_780_000_000_000L;
  private static final ObjectMapper YAML =
      new ObjectMapper(new YAMLFactory()).enable(DeserializationFeature.USE_LONG_FOR_INTS);

  final VirtualLoop loop;
  final Store store;
  final List<Change> changes = new ArrayList<>();
  final Watchdog watchdog;
  final InProcessWebhook webhook;

  private Stage(VirtualLoop virtual, Loop owner, String nodes) {
    loop = virtual;
    store = new Store(owner::now);
    var crds = manifests().resolve("crds");
    create(read(crds.resolve("appwrappers.workload.codeflare.dev.yaml")));
    create(read(crds.resolve("clusters.muster.dev.yaml")));
    create(resource("/crds/ray.io_rayclusters.yaml"));
    create(resource("/crds/ray.io_rayjobs.yaml"));
    NodeSpec.nodes(NodeSpec.parse(nodes), "2026-01-01T00:00:00Z").forEach(this::create);
    store.onChange(changes::add);
    watchdog =
        new Watchdog(
            store,
            owner::monotonic,
            dev.muster.simulations.live.watchdog.Settings.DEFAULT.withSchedulerUser(SCHEDULER));
    Operators.start(store, owner, Settings.DEFAULT);
    var lease = settings("").lease();
    webhook =
        new InProcessWebhook(
            new StoreApi(store, owner, "muster-webhook"),
            owner,
            InProcessWebhook.terms(lease.namespace(), lease.name(), lease.deadlineMillis()),
            SCHEDULER::equals);
    store.callouts(webhook);
    create(InProcessWebhook.registration());
  }

  private static Path manifests() {
    return Path.of(System.getProperty("muster.root"), "manifests");
  }

  static Stage of(String nodes) {
    var virtual = new VirtualLoop(START);
    return new Stage(virtual, virtual, nodes);
  }

  /** In real time, on this loop; nothing may be done to it elsewhere. */
  static Stage on(Loop owner, String nodes) {
    return new Stage(new VirtualLoop(START), owner, nodes);
  }

  /** Has it serve AppWrappers of MCAD's first group, too. */
  void serveOlderGroup() {
    create(read(manifests().resolve("crds/mcad/appwrappers.mcad.ibm.com.yaml")));
  }

  Api api() {
    return new StoreApi(store, loop, SCHEDULER);
  }

  /** A stage on which one shell has started. */
  static Stage running(String nodes) {
    var stage = of(nodes);
    stage.shell("one").start();
    stage.loop.runFor(1_000);
    return stage;
  }

  /** An object of the default namespace. */
  Map<String, @Nullable Object> get(String apiVersion, String kind, String name) {
    return done(Request.get(type(apiVersion, kind), "default", name));
  }

  /** Submits a gang. */
  Trail submit(GangBuilder gang) {
    return new Trail(this, Trees.name(create(gang.build())));
  }

  /** Lets time pass until the gang has this phase; fails if that takes longer. */
  void await(Trail gang, String phase, long millis) {
    long end = loop.monotonic() + millis;
    while (!Trees.text(gang.now(), "status", "phase").equals(phase)) {
      if (loop.monotonic() >= end) {
        throw new AssertionError("not " + phase + " in time: " + gang.phases());
      }
      loop.runFor(10);
    }
  }

  void seconds(long seconds) {
    loop.runFor(seconds * 1_000);
  }

  void suspend(String name, boolean suspend) {
    var unused = patchGang("default", name, "{spec: {suspend: " + suspend + "}}");
  }

  void deleteGang(String name) {
    delete("workload.codeflare.dev/v1beta2", "AppWrapper", name);
  }

  /** A shell that lives as long as the stage. */
  Shell shell(String identity) {
    return shell(identity, new Life(loop, api(), 0, Life.Moment.BEFORE_SENDING));
  }

  /** A shell with a life of its own; several may be on one stage. */
  Shell shell(String identity, Life life) {
    return shell(life, settings(identity), () -> {});
  }

  /** {@code onLost}: what is done when the process has ended because it lost the lease. */
  Shell shell(String identity, Life life, Runnable onLost) {
    return shell(life, settings(identity), onLost);
  }

  static ShellSettings settings(String identity) {
    return ShellSettings.of(identity, "kube-system").withFreshMillis(Long.MAX_VALUE);
  }

  Shell shell(Life life, ShellSettings settings, Runnable onLost) {
    return shell(life, settings, (snapshot, plan) -> {}, onLost);
  }

  /** {@code cycles} is told of each of its decisions. */
  Shell shell(Life life, ShellSettings settings, CycleListener cycles, Runnable onLost) {
    var planner = new Planner(Rules.DEFAULT).incremental();
    return new Shell(
        life.api(),
        life.leaseApi(),
        life.loop(),
        settings,
        new Shell.Policy(planner, Lifecycle::admitted),
        new Shell.Listeners(
            cycles,
            () -> {
              life.kill();
              onLost.run();
            }));
  }

  static Map<String, @Nullable Object> yaml(String text) {
    try {
      return YAML.readValue(text, new TypeReference<>() {});
    } catch (IOException wrong) {
      throw new UncheckedIOException(wrong);
    }
  }

  private static Map<String, @Nullable Object> read(Path file) {
    try {
      return yaml(Files.readString(file));
    } catch (IOException missing) {
      throw new UncheckedIOException(missing);
    }
  }

  private static Map<String, @Nullable Object> resource(String path) {
    try (var stream = Stage.class.getResourceAsStream(path)) {
      return YAML.readValue(stream, new TypeReference<>() {});
    } catch (IOException wrong) {
      throw new UncheckedIOException(wrong);
    }
  }

  Map<String, @Nullable Object> create(String text) {
    return create(yaml(text));
  }

  Map<String, @Nullable Object> create(Map<String, @Nullable Object> object) {
    var type = type(Trees.text(object, "apiVersion"), Trees.text(object, "kind"));
    var namespace = Trees.namespace(object);
    return done(
        Request.create(
            type, type.namespaced() && namespace.isEmpty() ? "default" : namespace, object));
  }

  Map<String, @Nullable Object> patchGang(String namespace, String name, String patch) {
    return done(Request.patch(gangs(), namespace, name, PatchKind.MERGE, yaml(patch)));
  }

  Map<String, @Nullable Object> patch(
      String apiVersion, String kind, String name, String subresource, String patch) {
    var type = type(apiVersion, kind);
    var namespace = type.namespaced() ? "default" : "";
    return done(
        Request.patch(type, namespace, name, PatchKind.MERGE, yaml(patch))
            .withSubresource(subresource));
  }

  /** Deletes it as kubectl does: what it owns goes too. */
  void delete(String apiVersion, String kind, String name) {
    var background = Trees.object("propagationPolicy", "Background");
    var unused = done(Request.delete(type(apiVersion, kind), "default", name, background));
  }

  Map<String, @Nullable Object> gang(String namespace, String name) {
    return done(Request.get(gangs(), namespace, name));
  }

  String phase(String name) {
    return Trees.text(gang("default", name), "status", "phase");
  }

  /** Phase of each gang, by namespace and name. */
  Map<String, String> phases() {
    var phases = new TreeMap<String, String>();
    for (var gang : list("workload.codeflare.dev/v1beta2", "AppWrapper")) {
      var key = Trees.namespace(gang) + "/" + Trees.name(gang);
      phases.put(key, Trees.text(gang, "status", "phase"));
    }
    return phases;
  }

  List<Map<String, @Nullable Object>> list(String apiVersion, String kind) {
    return Trees.maps(done(Request.list(type(apiVersion, kind), "", Options.NONE)), "items");
  }

  List<Map<String, @Nullable Object>> intents() {
    var local = done(Request.get(type("muster.dev/v1", "Cluster"), "", "local"));
    return Trees.maps(local, "status", "ledger", "intents");
  }

  private ResourceType gangs() {
    return type("workload.codeflare.dev/v1beta2", "AppWrapper");
  }

  private ResourceType type(String apiVersion, String kind) {
    return store.typeOfKind(apiVersion, kind).orElseThrow();
  }

  /** As sent to an API server: webhooks are asked. */
  private Map<String, @Nullable Object> done(Request request) {
    var answers = new ArrayList<Response>();
    store.submit(request.withUser("user"), answers::add);
    if (answers.isEmpty()) {
      loop.runFor(100);
    }
    return switch (answers.getFirst()) {
      case Response.Success success -> success.body();
      case Response.Failure failure -> throw new AssertionError(failure.message());
    };
  }
}
