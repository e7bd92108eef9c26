package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.scheduler.ThreadLoop;
import dev.muster.scheduler.kube.Api.Kind;
import dev.muster.scheduler.kube.Api.WatchEvent;
import dev.muster.scheduler.kube.client.Client;
import dev.muster.scheduler.kube.client.Limits;
import dev.muster.simulations.TestServer;
import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.store.Change;
import dev.muster.simulations.live.store.ChangeType;
import dev.muster.simulations.live.store.ResourceType;
import dev.muster.simulations.live.watchdog.Report;
import dev.muster.simulations.live.watchdog.Settings;
import dev.muster.simulations.live.watchdog.Watchdog;
import io.fabric8.kubernetes.client.Config;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Everything that happens on a server to gangs, the ledger, what is made of gangs, and nodes, as
 * watches tell it, in the order of the writes: versions are the server's own count of them, over
 * all kinds. The watchdog judges it afterwards. A watch that had to list again may have missed
 * something, and fails the test.
 */
final class Chronicle implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String SOMEBODY = "";
  private static final List<ResourceType> KINDS =
      List.of(
          kind("", "v1", "Node", "nodes", false),
          kind("", "v1", "Pod", "pods", true),
          kind("batch", "v1", "Job", "jobs", true),
          kind("ray.io", "v1", "RayCluster", "rayclusters", true),
          kind("muster.dev", "v1", "Cluster", "clusters", false),
          kind("workload.codeflare.dev", "v1beta2", "AppWrapper", "appwrappers", true));

  /** A change, and when it was heard of. */
  private record Entry(Change change, long heardAt) {}

  private final TestServer server;
  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final ThreadLoop loop = new ThreadLoop("chronicle", Clock.systemUTC(), failures::add);
  private final Client client;
  private final List<Entry> entries = new ArrayList<>();
  private final Map<String, Map<String, @Nullable Object>> present = new TreeMap<>();
  private int lists;

  /** Returns when nothing that happens from now on is missed. */
  Chronicle(TestServer server) {
    this.server = server;
    this.client = new Client(Config.fromKubeconfig(server.kubeconfig()), loop, Limits.ACT);
    for (var type : KINDS) {
      var kind = new Kind(type.group(), type.version(), type.plural(), type.namespaced());
      loop.post(() -> {
        var unused = client.watch(kind, "", event -> hear(type, event));
      });
    }
    await().atMost(PATIENCE).until(() -> ask(() -> lists) == KINDS.size());
  }

  private static ResourceType kind(
      String group, String version, String kind, String plural, boolean namespaced) {
    var singular = kind.toLowerCase(Locale.ROOT);
    return new ResourceType(
        group, version, kind, plural, singular, List.of(), namespaced, List.of(), List.of());
  }

  private void hear(ResourceType type, WatchEvent event) {
    switch (event) {
      case WatchEvent.Put put -> {
        var before = present.put(Trees.uid(put.object()), put.object());
        var what = before == null ? ChangeType.ADDED : ChangeType.MODIFIED;
        if (before == null || version(before) != version(put.object())) {
          note(what, type, before, put.object());
        }
      }
      case WatchEvent.Gone gone -> {
        var before = present.remove(Trees.uid(gone.object()));
        note(ChangeType.DELETED, type, before, gone.object());
      }
      case WatchEvent.Listed listed -> lists++;
      case WatchEvent.Relisting relisting -> {}
      case WatchEvent.Alive alive -> {}
      case WatchEvent.Broken broken -> {} // it goes on where it was, or lists again
    }
  }

  private void note(
      ChangeType what,
      ResourceType type,
      @Nullable Map<String, @Nullable Object> before,
      Map<String, @Nullable Object> object) {
    var change = new Change(version(object), what, type, before, object, SOMEBODY);
    entries.add(new Entry(change, loop.monotonic()));
  }

  private static long version(Object object) {
    return Long.parseLong(Trees.text(object, "metadata", "resourceVersion"));
  }

  private <T> T ask(Supplier<T> question) {
    var answer = new CompletableFuture<T>();
    loop.post(() -> answer.complete(question.get()));
    return answer.join();
  }

  /** All changes so far, once the watches have told what stands on the server now. */
  List<Change> changes() {
    return told().stream().map(Entry::change).toList();
  }

  /** What the watchdog has to say about it. */
  Report judged() {
    return judged(Settings.DEFAULT);
  }

  /** The same, of a scheduler that cannot know as much. */
  Report judged(Settings settings) {
    var now = new AtomicLong();
    var watchdog = new Watchdog(now::get, settings);
    for (var entry : told()) {
      now.accumulateAndGet(entry.heardAt(), Math::max);
      watchdog.tell(entry.change());
    }
    return watchdog.report();
  }

  private List<Entry> told() {
    await().atMost(PATIENCE).until(() -> ask(() -> standing(present.values())).equals(standing()));
    assertThat(ask(() -> lists)).as("lists: a watch has a gap").isEqualTo(KINDS.size());
    return ask(() ->
        entries.stream()
            .sorted(Comparator.comparingLong(entry -> entry.change().version()))
            .toList());
  }

  private Map<String, Long> standing() {
    var objects = new ArrayList<Map<String, @Nullable Object>>();
    KINDS.forEach(kind -> objects.addAll(server.list(kind.apiVersion(), kind.kind())));
    return standing(objects);
  }

  private static Map<String, Long> standing(Iterable<Map<String, @Nullable Object>> objects) {
    var versions = new TreeMap<String, Long>();
    objects.forEach(object -> versions.put(Trees.uid(object), version(object)));
    return versions;
  }

  @Override
  public void close() {
    client.close();
    loop.close();
    assertThat(failures).isEmpty();
  }
}
