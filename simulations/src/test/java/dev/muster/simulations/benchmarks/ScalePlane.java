package dev.muster.simulations.benchmarks;

import dev.muster.scheduler.ThreadLoop;
import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.Answer;
import dev.muster.scheduler.kube.Api.WatchEvent;
import dev.muster.scheduler.kube.client.Client;
import dev.muster.scheduler.kube.client.Limits;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.utils.HttpClientUtils;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A large cluster on the API server of a kubeconfig, on which Muster's kinds are installed, nobody
 * else schedules gangs, and nothing of an earlier run is left. Decisions are noted as a watch tells
 * them, which comes after the write. Nothing is removed in the end.
 */
final class ScalePlane implements ScaleCluster {
  /** One call, whose answer goes to whom it is given. */
  private interface Sending {
    void send(Consumer<Answer> then);
  }

  private static final int IN_FLIGHT = 32;
  private static final Api.Kind GANGS =
      new Api.Kind("workload.codeflare.dev", "v1beta2", "appwrappers", true);
  private static final Api.Kind PODS = new Api.Kind("", "v1", "pods", true);
  private static final Api.Kind NODES = new Api.Kind("", "v1", "nodes", false);
  private static final Api.Kind NAMESPACES = new Api.Kind("", "v1", "namespaces", false);
  private static final Api.Kind PRIORITIES =
      new Api.Kind("scheduling.k8s.io", "v1", "priorityclasses", false);
  private static final List<String> LISTED =
      List.of(
          "apis/scheduling.k8s.io/v1/priorityclasses",
          "api/v1/nodes",
          "api/v1/pods",
          "apis/workload.codeflare.dev/v1beta2/appwrappers");
  private static final Pattern CONTINUE = Pattern.compile("\"continue\":\"([^\"]+)\"");

  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final ThreadLoop loop = new ThreadLoop("bench", Clock.systemUTC(), failures::add);
  private final Semaphore room = new Semaphore(IN_FLIGHT);
  private final Map<String, Long> submittedAt = new ConcurrentHashMap<>();
  private final Map<String, Long> admittedAt = new ConcurrentHashMap<>();
  private final Set<String> decided = ConcurrentHashMap.newKeySet();
  private final String kubeconfig;
  private final Client client;
  private int gangs;

  ScalePlane(String kubeconfig) {
    this.kubeconfig = kubeconfig;
    var limits = new Limits(2 * IN_FLIGHT, 1_000_000, 1_000_000, 60_000);
    client = new Client(Config.fromKubeconfig(kubeconfig), loop, limits);
    loop.post(() -> {
      var unused = client.watch(GANGS, "", this::note);
    });
  }

  private void note(WatchEvent event) {
    if (event instanceof WatchEvent.Put put) {
      var name = text(put.object(), "metadata", "name");
      var phase = text(put.object(), "status", "phase");
      if (!phase.isEmpty() && !submittedAt.containsKey(name)) {
        decided.add(name);
      }
      if (phase.equals("Resuming")) {
        admittedAt.putIfAbsent(name, System.nanoTime());
      }
    }
  }

  private static String text(@Nullable Object tree, String... path) {
    @Nullable Object current = tree;
    for (var step : path) {
      current = current instanceof Map<?, ?> map ? map.get(step) : null;
    }
    return current instanceof String text ? text : "";
  }

  @Override
  public void fill(int gangCount, int nodes, int pods) {
    var namespace = ScaleObjects.NAMESPACE;
    all(1, number -> create(NAMESPACES, "", ScaleObjects.namespace(namespace)));
    all(1, number -> create(PRIORITIES, "", ScaleObjects.high()));
    all(nodes, number -> create(NODES, "", ScaleObjects.node(number)));
    all(pods, number -> create(PODS, namespace, ScaleObjects.pod(number, nodes)));
    all(pods, this::run);
    all(gangCount, number -> create(GANGS, namespace, ScaleObjects.waiting(number)));
    gangs = gangCount;
  }

  private Sending create(Api.Kind kind, String namespace, Map<String, @Nullable Object> object) {
    return then -> client.create(kind, namespace, object, then);
  }

  private Sending run(int pod) {
    var ref = new Api.Ref(PODS, ScaleObjects.NAMESPACE, "pod-%06d".formatted(pod));
    return then ->
        client.patch(ref, "status", Api.PatchType.MERGE, ScaleObjects.runningStatus(), then);
  }

  /** Sends so many calls, some at a time, and waits for the last answer. */
  private void all(int count, IntFunction<Sending> sendings) {
    for (int i = 0; i < count; i++) {
      var sending = sendings.apply(i);
      room.acquireUninterruptibly();
      loop.post(() -> sending.send(this::insist));
    }
    room.acquireUninterruptibly(IN_FLIGHT);
    room.release(IN_FLIGHT);
    if (!failures.isEmpty()) {
      throw new IllegalStateException("a call failed", failures.peek());
    }
  }

  private void insist(Answer answer) {
    if (!(answer instanceof Answer.Done)) {
      failures.add(new IllegalStateException(answer.toString()));
    }
    room.release();
  }

  @Override
  public String kubeconfig() {
    return kubeconfig;
  }

  @Override
  public long undecided() {
    return gangs - decided.size();
  }

  @Override
  public void submit(String name) {
    submittedAt.put(name, System.nanoTime());
    all(1, number -> create(GANGS, ScaleObjects.NAMESPACE, ScaleObjects.urgent(name)));
  }

  @Override
  public boolean admitted(String name) {
    return admittedAt.containsKey(name);
  }

  @Override
  public long untilAdmitted(String name, @Nullable Long since) {
    var start = since == null ? submittedAt.get(name) : since;
    var end = admittedAt.get(name);
    if (start == null || end == null) {
      throw new IllegalStateException(name + " was not admitted");
    }
    return end - start;
  }

  @Override
  public void withdraw(String name) {
    var ref = new Api.Ref(GANGS, ScaleObjects.NAMESPACE, name);
    all(1, number -> then -> client.delete(ref, Map.of(), then));
  }

  @Override
  public double bareListSeconds() {
    try (var http = HttpClientUtils.createHttpClient(Config.fromKubeconfig(kubeconfig))) {
      long start = System.nanoTime();
      LISTED.forEach(path -> list(http, path));
      return (System.nanoTime() - start) / 1e9;
    }
  }

  private void list(HttpClient http, String path) {
    var root = Config.fromKubeconfig(kubeconfig).getMasterUrl();
    var more = "";
    do {
      var query = "?limit=500" + (more.isEmpty() ? "" : "&continue=" + encoded(more));
      var address = URI.create((root.endsWith("/") ? root : root + "/") + path + query);
      var answer =
          http.sendAsync(http.newHttpRequestBuilder().uri(address).build(), String.class).join();
      if (!answer.isSuccessful()) {
        throw new IllegalStateException(address + ": " + answer.body());
      }
      // The list's own metadata comes before its items.
      var next = CONTINUE.matcher(answer.body()).region(0, Math.min(2_000, answer.body().length()));
      more = next.find() ? next.group(1) : "";
    } while (!more.isEmpty());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    client.close();
    loop.close();
    if (!failures.isEmpty()) {
      throw new IllegalStateException("a call failed", failures.peek());
    }
  }
}
