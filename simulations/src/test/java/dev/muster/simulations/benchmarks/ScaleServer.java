package dev.muster.simulations.benchmarks;

import dev.muster.scheduler.ThreadLoop;
import dev.muster.simulations.live.http.ApiServer;
import dev.muster.simulations.live.store.Change;
import dev.muster.simulations.live.store.Options;
import dev.muster.simulations.live.store.PatchKind;
import dev.muster.simulations.live.store.Request;
import dev.muster.simulations.live.store.ResourceType;
import dev.muster.simulations.live.store.Response;
import dev.muster.simulations.live.store.Store;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An embedded API server with a large cluster in it, which notes when each gang was first decided
 * and counts the scheduler's writes.
 */
final class ScaleServer implements ScaleCluster {
  static final String SCHEDULER = "bench-scheduler";
  private static final String ADMIN = "bench-admin";
  private static final long BEAT_MILLIS = 100;

  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final ThreadLoop loop = new ThreadLoop("server", Clock.systemUTC(), failures::add);
  private final Store store = new Store(loop::now);
  private final Map<String, Long> createdAt = new ConcurrentHashMap<>();
  private final Map<String, Long> admittedAt = new ConcurrentHashMap<>();
  private final AtomicLong writes = new AtomicLong();
  private final AtomicLong leaseWrites = new AtomicLong();
  private final AtomicLong undecided = new AtomicLong();
  private final ApiServer server;

  ScaleServer(Path folder) {
    store.onChange(this::note);
    server = ApiServer.start(store, loop, 0, folder);
    for (Map<String, @Nullable Object> object : ScaleObjects.foundation()) {
      create("", object);
    }
    loop.post(this::collect);
  }

  private void collect() {
    while (store.collectGarbage()) {
      continue; // what one look deletes may orphan more
    }
    loop.after(BEAT_MILLIS, this::collect);
  }

  private void note(Change change) {
    if (change.user().equals(SCHEDULER)) {
      boolean lease = change.resource().plural().equals("leases");
      (lease ? leaseWrites : writes).incrementAndGet();
    }
    if (!change.resource().plural().equals("appwrappers")) {
      return;
    }
    var name = text(change.object(), "metadata", "name");
    var before = phase(change.before());
    var after = phase(change.object());
    if (change.before() == null) {
      createdAt.put(name, System.nanoTime());
      undecided.incrementAndGet();
    } else if (before.isEmpty() && !after.isEmpty()) {
      undecided.decrementAndGet();
    }
    if (after.equals("Resuming") && !before.equals("Resuming")) {
      admittedAt.putIfAbsent(name, System.nanoTime());
    }
  }

  private static String phase(@Nullable Object object) {
    return text(object, "status", "phase");
  }

  private static String text(@Nullable Object tree, String... path) {
    @Nullable Object current = tree;
    for (var step : path) {
      current = current instanceof Map<?, ?> map ? map.get(step) : null;
    }
    return current instanceof String text ? text : "";
  }

  /** Fills the cluster; with as many tasks as keep the loop free for others in between. */
  @Override
  public void fill(int gangs, int nodes, int pods) {
    inBatches(nodes, number -> create("", ScaleObjects.node(number)));
    inBatches(
        pods,
        number -> {
          create(ScaleObjects.NAMESPACE, ScaleObjects.pod(number, nodes));
          var status =
              Request.patch(
                  type("v1", "Pod"),
                  ScaleObjects.NAMESPACE,
                  "pod-%06d".formatted(number),
                  PatchKind.MERGE,
                  ScaleObjects.runningStatus());
          insist(status.withSubresource("status"));
        });
    inBatches(gangs, number -> create(ScaleObjects.NAMESPACE, ScaleObjects.waiting(number)));
  }

  private interface Numbered {
    void make(int number);
  }

  private void inBatches(int count, Numbered numbered) {
    int batch = 500;
    for (int start = 0; start < count; start += batch) {
      int from = start;
      on(() -> {
        for (int i = from; i < Math.min(count, from + batch); i++) {
          numbered.make(i);
        }
        return true;
      });
    }
  }

  private void create(String namespace, Map<String, @Nullable Object> object) {
    var type = type(String.valueOf(object.get("apiVersion")), String.valueOf(object.get("kind")));
    insist(Request.create(type, namespace, object));
  }

  private ResourceType type(String apiVersion, String kind) {
    return store.typeOfKind(apiVersion, kind).orElseThrow();
  }

  private void insist(Request request) {
    if (store.handle(request.withUser(ADMIN)) instanceof Response.Failure failure) {
      throw new IllegalStateException(failure.message());
    }
  }

  @Override
  public void submit(String name) {
    on(() -> {
      create(ScaleObjects.NAMESPACE, ScaleObjects.urgent(name));
      return true;
    });
  }

  @Override
  public void withdraw(String name) {
    on(() -> {
      var type = type("workload.codeflare.dev/v1beta2", "AppWrapper");
      insist(Request.delete(type, ScaleObjects.NAMESPACE, name, Map.of()));
      return true;
    });
  }

  @Override
  public boolean admitted(String name) {
    return admittedAt.containsKey(name);
  }

  /** Nanoseconds from the creation of a gang, or another moment, to its admission. */
  @Override
  public long untilAdmitted(String name, @Nullable Long since) {
    var start = since == null ? createdAt.get(name) : since;
    var end = admittedAt.get(name);
    if (start == null || end == null) {
      throw new IllegalStateException(name + " was not admitted");
    }
    return end - start;
  }

  /** Gangs that no status was written for yet. */
  @Override
  public long undecided() {
    return undecided.get();
  }

  /** The scheduler's writes so far, those of its lease apart. */
  long writes() {
    return writes.get();
  }

  long leaseWrites() {
    return leaseWrites.get();
  }

  /** What the scheduler wrote, by kind; for when it should have written nothing. */
  List<String> listen() {
    var told = new ArrayList<String>();
    on(() -> {
      store.onChange(change -> {
        if (change.user().equals(SCHEDULER) && !change.resource().plural().equals("leases")) {
          told.add(
              change.type()
                  + " "
                  + change.resource().plural()
                  + " "
                  + text(change.object(), "metadata", "name"));
        }
      });
      return true;
    });
    return told;
  }

  @Override
  public String kubeconfig() {
    return server.kubeconfigFor(SCHEDULER);
  }

  private <T> T on(Supplier<T> work) {
    var done = new CompletableFuture<T>();
    loop.post(() -> {
      try {
        done.complete(work.get());
      } catch (RuntimeException | Error failure) {
        done.completeExceptionally(failure);
      }
    });
    return done.join();
  }

  /** Objects of each kind; for the record. */
  Map<String, Long> counts() {
    return on(() -> {
      var result = new TreeMap<String, Long>();
      for (var kind : List.of("Node", "Pod")) {
        result.put(kind, count(type("v1", kind)));
      }
      result.put("AppWrapper", count(type("workload.codeflare.dev/v1beta2", "AppWrapper")));
      return result;
    });
  }

  private long count(ResourceType type) {
    var options = Options.NONE;
    return store.handle(Request.list(type, "", options)) instanceof Response.Success list
            && list.body().get("items") instanceof List<?> items
        ? items.size()
        : -1;
  }

  /** What an embedded server can be asked for says little: it serves its own process. */
  @Override
  public double bareListSeconds() {
    return 0;
  }

  @Override
  public void close() {
    server.close();
    loop.close();
    if (!failures.isEmpty()) {
      throw new IllegalStateException("the server broke down", failures.peek());
    }
  }
}
