package dev.muster.simulations.live.watchdog;

import dev.muster.simulations.live.objects.Amounts;
import dev.muster.simulations.live.objects.Trees;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One AppWrapper as it looks from outside; changed only by its observer. */
final class Gang {
  static final List<String> PHASES =
      List.of(
          "Suspended",
          "Resuming",
          "Running",
          "Resetting",
          "Suspending",
          "Succeeded",
          "Failed",
          "Terminating");
  private static final List<String> HOLDING = List.of("Resuming", "Running", "Resetting");

  private final String uid;
  private final Optional<List<PodGroup>> demand;
  private final SortedMap<Role, SortedMap<String, Long>> bound = new TreeMap<>();
  private final SortedMap<Role, SortedMap<String, Long>> sent = new TreeMap<>();
  private Map<String, @Nullable Object> object;
  private Promise shown = Promise.NONE;
  private Promise intended = Promise.NONE;
  private long boundPods;
  private long explainedEpoch;

  /** What the open promises of the gang take of each node, as last counted. */
  SortedMap<String, Amounts> charged = Collections.emptySortedMap();

  /** The last attempt whose admission was checked against the order of the queue. */
  long judgedEpoch;

  /** When it became eligible; -1 while it is not. */
  long eligibleSince = -1;

  /** When it became partly placed; -1 while it is not. */
  long partialSince = -1;

  /** Who first asked for its deletion; empty if nobody did. */
  String deletedBy = "";

  Gang(Map<String, @Nullable Object> object) {
    this.uid = Trees.uid(object);
    this.object = object;
    this.demand = DemandReader.read(object);
  }

  void show(Map<String, @Nullable Object> newObject) {
    object = newObject;
    shown = Promise.of(Trees.map(newObject, "status", "admission"));
  }

  void intend(Promise promise) {
    intended = promise;
  }

  String uid() {
    return uid;
  }

  String label() {
    return Trees.namespace(object) + "/" + Trees.name(object);
  }

  Map<String, @Nullable Object> object() {
    return object;
  }

  String queue() {
    return Trees.text(object, "metadata", "labels", "kueue.x-k8s.io/queue-name");
  }

  String created() {
    return Trees.text(object, "metadata", "creationTimestamp");
  }

  String phase() {
    return Trees.text(object, "status", "phase");
  }

  /** What it asks for; empty if that cannot be told. */
  Optional<List<PodGroup>> demand() {
    return demand;
  }

  /** That of MCAD's version, which its object says itself. */
  OptionalLong ownPriority() {
    return Trees.at(object, "spec", "mcad", "priority") instanceof Long priority
        ? OptionalLong.of(Math.clamp(priority, Integer.MIN_VALUE, Integer.MAX_VALUE))
        : OptionalLong.empty();
  }

  String priorityClass() {
    return demand.orElse(List.of()).stream()
        .map(PodGroup::priorityClass)
        .filter(name -> !name.isEmpty())
        .findFirst()
        .orElse("");
  }

  /** Whether it waits for nothing but its admission. */
  boolean eligible() {
    return phase().equals("Suspended")
        && !Trees.flag(object, "spec", "suspend")
        && !Trees.leaving(object)
        && managedHere()
        && demand.filter(groups -> !groups.isEmpty()).isPresent()
        && intended.epoch() <= shown.epoch();
  }

  private boolean managedHere() {
    String manager = Trees.text(object, "spec", "managedBy");
    return manager.isEmpty() || manager.equals("workload.codeflare.dev/appwrapper-controller");
  }

  /** Whether an admission of it is on record, in the ledger or in its own status. */
  boolean admitted() {
    return HOLDING.contains(phase()) || intended.epoch() > shown.epoch();
  }

  /** The promise in force. */
  Promise promise() {
    if (intended.epoch() > shown.epoch()) {
      return intended;
    }
    return HOLDING.contains(phase()) ? shown : Promise.NONE;
  }

  /**
   * Whether it says itself that the room of the attempt that it shows is still its own, though that
   * is on its way out, or the next one is decided already.
   */
  private boolean claims() {
    return promise() != shown && Trees.condition(object, "QuotaReserved").equals("True");
  }

  /**
   * What it still claims of each node for pods that never were bound, of an attempt that is on its
   * way out: not promised to anybody any more, but nobody's to give away yet either.
   */
  SortedMap<String, Amounts> claimed() {
    boolean same = shown.places().equals(promise().places());
    return claims() && !same ? open(shown) : Collections.emptySortedMap();
  }

  /**
   * A pod was bound to the node, or with {@code change} -1 is gone from it. One that ended was
   * placed, but has its promised place no more: its gang may be tried again.
   */
  void bind(Role role, String node, boolean ended, long change) {
    boundPods += change;
    if (!ended) {
      count(bound, role, node, change);
    }
  }

  /** A pod was sent to the node, or with {@code change} -1 is not on its way now. */
  void send(Role role, String node, long change) {
    count(sent, role, node, change);
  }

  private static void count(
      SortedMap<Role, SortedMap<String, Long>> pods, Role role, String node, long change) {
    var nodes = pods.computeIfAbsent(role, unused -> new TreeMap<>());
    if (nodes.merge(node, change, Long::sum) == 0) {
      nodes.remove(node);
    }
  }

  /** Pods that have a node, or had one when they ended. */
  long boundPods() {
    return boundPods;
  }

  long expectedPods() {
    return demand.orElse(List.of()).stream().mapToLong(PodGroup::count).sum();
  }

  /** What the promised places without a pod take of each node, and the pods on their way there. */
  SortedMap<String, Amounts> open() {
    return open(promise());
  }

  private SortedMap<String, Amounts> open(Promise promise) {
    var result = new TreeMap<String, Amounts>();
    for (PodGroup group : demand.orElse(List.of())) {
      var placed = new TreeMap<String, Long>();
      redeeming(bound, group, promise).forEach((node, n) -> placed.merge(node, n, Long::sum));
      redeeming(sent, group, promise).forEach((node, n) -> placed.merge(node, n, Long::sum));
      var open = new TreeMap<>(promise.open(group.name(), placed));
      sent.forEach((role, nodes) -> {
        if (role.group().equals(group.name())) {
          nodes.forEach((node, count) -> open.merge(node, count, Long::sum));
        }
      });
      open.forEach((node, count) -> result.merge(node, group.each().times(count), Amounts::plus));
    }
    return result;
  }

  /**
   * The pods of a group that have places of this promise: not those of another attempt, unless it
   * has the same places and may go on yet.
   */
  private SortedMap<String, Long> redeeming(
      SortedMap<Role, SortedMap<String, Long>> pods, PodGroup group, Promise promise) {
    boolean same = promise.places().equals(shown.places());
    var result = new TreeMap<String, Long>();
    pods.forEach((role, nodes) -> {
      boolean redeems = role.isOf(promise.epoch()) || (same && role.isOf(shown.epoch()));
      if (role.group().equals(group.name()) && redeems) {
        nodes.forEach((node, count) -> result.merge(node, count, Long::sum));
      }
    });
    return result;
  }

  /** Whether this attempt is promised places for unknown pods; told once an attempt. */
  boolean unexplained(long epoch) {
    if (epoch <= explainedEpoch) {
      return false;
    }
    explainedEpoch = epoch;
    var names = demand.orElse(List.of()).stream().map(PodGroup::name).toList();
    return !names.containsAll(promise().places().keySet());
  }
}
