package dev.muster.simulations.kube;

import dev.muster.simulations.TestServer;
import dev.muster.simulations.live.http.RawClient;
import dev.muster.simulations.live.objects.Trees;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Writes down all that a server tells of gangs, Jobs and pods, and works out afterwards what
 * happened. Kinds are watched apart, so events are put in order by the version of their objects.
 */
final class Onlooker implements AutoCloseable {
  private static final List<String> KINDS =
      List.of(
          "/api/v1/pods",
          "/apis/batch/v1/jobs",
          "/apis/workload.codeflare.dev/v1beta2/appwrappers");
  private static final Set<String> HOLDING = Set.of("Resuming", "Running", "Resetting");
  private static final String WATCH = "?watch=true&timeoutSeconds=7200";
  private static final Set<String> EVENTS = Set.of("ADDED", "MODIFIED", "DELETED");
  private static final long RETRY_NANOS = 100_000_000;
  private static final long GPUS_OF_A_NODE = 8;
  private static final long GPUS_OF_A_POD = 4;

  private final RawClient client;
  private final Queue<Seen> events = new ConcurrentLinkedQueue<>();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  /** One event, and when it arrived. */
  private record Seen(long nanos, String type, Map<String, @Nullable Object> object) {
    long version() {
      return Long.parseLong(Trees.text(object, "metadata", "resourceVersion"));
    }

    boolean is(String kind) {
      return Trees.text(object, "kind").equals(kind);
    }

    boolean isGone() {
      return type.equals("DELETED");
    }
  }

  /**
   * How a Job fared.
   *
   * @param seconds from its creation until it was gone
   * @param pods those it had
   * @param held those of them that were held at their creation
   * @param bound those of them that had a node at any time
   * @param podSeconds from the creation of the Job until all its pods were gone or on their way out
   */
  record Life(double seconds, int pods, int held, int bound, double podSeconds) {}

  Onlooker(TestServer server) {
    client = new RawClient(server.kubeconfig());
    KINDS.forEach(path -> Thread.ofPlatform().daemon(true).start(() -> follow(path)));
  }

  private void follow(String path) {
    try {
      while (!closed && !seesSome(path)) {
        // A server that has just defined a kind may ask to come again.
        LockSupport.parkNanos(RETRY_NANOS);
      }
    } catch (RuntimeException broken) {
      if (!closed) {
        failures.add("the watch of " + path + " broke: " + broken);
      }
    }
  }

  /** Whether there was a watch; when it is over, it has failed. */
  private boolean seesSome(String path) {
    var refused = new ArrayList<Map<String, @Nullable Object>>();
    try (var lines = client.watch(path + WATCH, "application/json")) {
      lines.forEach(line -> {
        var type = Trees.text(line, "type");
        if (EVENTS.contains(type)) {
          events.add(new Seen(System.nanoTime(), type, Trees.map(line, "object")));
        } else {
          refused.add(line);
        }
      });
    }
    boolean asksAgain = refused.stream().anyMatch(line -> Trees.number(line, 0, "code") == 429);
    if (!asksAgain && !closed) {
      failures.add("the watch of " + path + " ended " + refused);
    }
    return !asksAgain;
  }

  /** What kept it from seeing everything. */
  List<String> failures() {
    return List.copyOf(failures);
  }

  /** UID of the Job of this name that was created after this moment. */
  Optional<String> jobAfter(String name, long nanos) {
    return events.stream()
        .filter(seen -> seen.is("Job") && seen.type.equals("ADDED") && seen.nanos >= nanos)
        .filter(seen -> Trees.name(seen.object).equals(name))
        .map(seen -> Trees.uid(seen.object))
        .findFirst();
  }

  /** How many pods there were, and how many of them were not held at their creation. */
  String pods() {
    long all = events.stream().filter(Onlooker::isNewPod).count();
    long free =
        events.stream().filter(Onlooker::isNewPod).filter(s -> gates(s.object).isEmpty()).count();
    return free + " of " + all + " pods came without a gate";
  }

  private static boolean isNewPod(Seen seen) {
    return seen.is("Pod") && seen.type.equals("ADDED");
  }

  /** How the Job of this UID fared. */
  Life life(String job) {
    long since = Long.MAX_VALUE;
    long gone = Long.MAX_VALUE;
    var bound = new LinkedHashSet<String>();
    var held = new LinkedHashSet<String>();
    var leaving = new TreeMap<String, Long>();
    for (var seen : ordered()) {
      var uid = Trees.uid(seen.object);
      if (uid.equals(job)) {
        since = Math.min(since, seen.nanos);
        gone = seen.isGone() ? Math.min(gone, seen.nanos) : gone;
      } else if (seen.is("Pod") && owner(seen.object).equals(job)) {
        leaving.putIfAbsent(uid, Long.MAX_VALUE);
        if (seen.type.equals("ADDED") && !gates(seen.object).isEmpty()) {
          held.add(uid);
        }
        if (!node(seen.object).isEmpty()) {
          bound.add(uid);
        }
        if (seen.isGone() || Trees.leaving(seen.object)) {
          leaving.merge(uid, seen.nanos, Math::min);
        }
      }
    }
    long last = leaving.values().stream().mapToLong(n -> n).max().orElse(since);
    return new Life(
        seconds(since, gone), leaving.size(), held.size(), bound.size(), seconds(since, last));
  }

  private static double seconds(long from, long to) {
    return to == Long.MAX_VALUE ? Double.POSITIVE_INFINITY : (to - from) / 1e9;
  }

  private List<Seen> ordered() {
    var ordered = new ArrayList<>(events);
    ordered.sort(Comparator.comparingLong(Seen::version));
    return ordered;
  }

  private static String owner(Object pod) {
    return Trees.maps(pod, "metadata", "ownerReferences").stream()
        .map(reference -> Trees.text(reference, "uid"))
        .findFirst()
        .orElse("");
  }

  private static List<Map<String, @Nullable Object>> gates(Object pod) {
    return Trees.maps(pod, "spec", "schedulingGates");
  }

  private static String node(Object pod) {
    return Trees.text(pod, "spec", "nodeName");
  }

  /**
   * Moments at which more was promised or taken of a node than it has, by all but these Jobs.
   *
   * @param promises whether what is promised to pods that have no node yet counts: without a
   *     webhook they go where the server's own scheduler likes
   */
  Set<String> overcommits(Set<String> jobs, boolean promises) {
    var problems = new LinkedHashSet<String>();
    var gangs = new TreeMap<String, Map<String, @Nullable Object>>();
    var pods = new TreeMap<String, Map<String, @Nullable Object>>();
    for (var seen : ordered()) {
      var kept = seen.is("Pod") ? pods : gangs;
      if (seen.is("Job") || jobs.contains(owner(seen.object))) {
        continue;
      } else if (seen.isGone()) {
        kept.remove(Trees.uid(seen.object));
      } else {
        kept.put(Trees.uid(seen.object), seen.object);
      }
      usage(gangs, pods, promises)
          .forEach((node, gpus) -> {
            if (gpus > GPUS_OF_A_NODE) {
              problems.add(
                  "%s gives %d GPUs at version %d, when %s"
                      .formatted(node, gpus, seen.version(), told(gangs, pods)));
            }
          });
    }
    return problems;
  }

  private static Map<String, Long> usage(
      Map<String, Map<String, @Nullable Object>> gangs,
      Map<String, Map<String, @Nullable Object>> pods,
      boolean promises) {
    var byGang = new TreeMap<String, Map<String, Long>>();
    for (var pod : pods.values()) {
      if (!node(pod).isEmpty()) {
        byGang
            .computeIfAbsent(
                Trees.text(pod, "metadata", "labels", "job-name"), g -> new TreeMap<>())
            .merge(node(pod), GPUS_OF_A_POD, Long::sum);
      }
    }
    if (promises) {
      for (var gang : gangs.values()) {
        var taken = byGang.computeIfAbsent(Trees.name(gang), g -> new TreeMap<>());
        var promised = promised(gang);
        // A pod that came while nobody led is not where it was promised to be.
        if (taken.keySet().stream().allMatch(n -> taken.get(n) <= promised.getOrDefault(n, 0L))) {
          taken.putAll(promised);
        }
      }
    }
    var usage = new TreeMap<String, Long>();
    byGang.values().forEach(taken -> taken.forEach((n, gpus) -> usage.merge(n, gpus, Long::sum)));
    return usage;
  }

  /** Who was promised what, and which pods are where. */
  private static List<String> told(
      Map<String, Map<String, @Nullable Object>> gangs,
      Map<String, Map<String, @Nullable Object>> pods) {
    var told = new ArrayList<String>();
    for (var gang : gangs.values()) {
      told.add(
          "%s (%s) has %s"
              .formatted(Trees.name(gang), Trees.text(gang, "status", "phase"), promised(gang)));
    }
    for (var pod : pods.values()) {
      told.add(
          "%s is%s on %s"
              .formatted(
                  Trees.name(pod), gates(pod).isEmpty() ? "" : ", held,", "'" + node(pod) + "'"));
    }
    return told;
  }

  private static Map<String, Long> promised(Object gang) {
    var promised = new TreeMap<String, Long>();
    if (HOLDING.contains(Trees.text(gang, "status", "phase"))) {
      for (var podSet : Trees.maps(gang, "status", "admission", "podSets")) {
        var nodes = Trees.map(podSet, "nodes");
        for (var node : nodes.keySet()) {
          promised.merge(node, GPUS_OF_A_POD * Trees.number(nodes, 0, node), Long::sum);
        }
      }
    }
    return promised;
  }

  @Override
  public void close() {
    closed = true;
    client.close();
  }
}
