package dev.muster.simulations.live.watchdog;

import dev.muster.simulations.live.objects.Amounts;
import dev.muster.simulations.live.objects.Manifests;
import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.store.Change;
import dev.muster.simulations.live.store.ChangeType;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What objects that are gangs by themselves claim of the nodes for pods that are not there: by the
 * status that stands in their annotations, for as long as that says that they hold it, and by the
 * ledger. It is nobody else's to give away, so nobody is overtaken who would need it. Whether they
 * may have it is not judged. Knows those whose pods it can tell: Jobs and RayClusters.
 */
final class Claims {
  private static final String STATUS = "muster.dev/status";
  private static final String PREFIX = "0.";

  /** {@code held}: what its status says that it holds. */
  private record Holder(List<PodGroup> demand, Promise held, long epoch) {}

  private record Pod(String group, String node) {}

  private final Capacity capacity;
  private final LongSupplier now;
  private final SortedMap<String, Holder> holders = new TreeMap<>();

  /** Those on nodes, by UID of what controls them and their own. */
  private final SortedMap<String, SortedMap<String, Pod>> pods = new TreeMap<>();

  private final SortedMap<String, Promise> intents = new TreeMap<>();

  Claims(Capacity capacity, LongSupplier now) {
    this.capacity = capacity;
    this.now = now;
  }

  /** Takes in a write; what is not claimed any more became free by that. */
  void see(Change change) {
    var object = change.object();
    boolean gone = change.type() == ChangeType.DELETED;
    var uid = Trees.uid(object);
    switch (change.resource().qualifiedName()) {
      case "pods" -> pod(object, gone);
      case "clusters.muster.dev" ->
          ledger(gone ? List.of() : Trees.maps(object, "status", "ledger", "intents"));
      default -> {
        boolean holds = !gone && !Trees.annotation(object, STATUS).isEmpty();
        if (holds || holders.containsKey(uid)) {
          var before = of(uid);
          if (holds) {
            holders.put(uid, holder(object));
          } else {
            holders.remove(uid);
          }
          ease(uid, before);
        }
      }
    }
  }

  private void ease(String uid, SortedMap<String, Amounts> before) {
    var after = of(uid);
    before.replaceAll(
        (node, amounts) -> amounts.minus(after.getOrDefault(node, Amounts.NONE)).max(Amounts.NONE));
    before.values().removeIf(amounts -> amounts.byName().isEmpty());
    capacity.ease(before, now.getAsLong());
  }

  private static Holder holder(Object object) {
    var status = Manifests.parse(Trees.annotation(object, STATUS));
    var shown = Promise.of(Trees.map(status, "admission"));
    var condition = Trees.condition(Trees.object("status", status), "QuotaReserved");
    var wrapped = List.of(Trees.object("template", object));
    var demand = DemandReader.read(Trees.object("spec", Trees.object("components", wrapped)));
    var held = condition.equals("True") ? shown : Promise.NONE;
    return new Holder(demand.orElse(List.of()), held, shown.epoch());
  }

  private void ledger(List<Map<String, @Nullable Object>> entries) {
    var before = new TreeMap<String, SortedMap<String, Amounts>>();
    intents.keySet().forEach(uid -> before.put(uid, of(uid)));
    intents.clear();
    entries.forEach(entry -> intents.put(Trees.text(entry, "uid"), Promise.of(entry)));
    before.forEach(this::ease);
  }

  private void pod(Object pod, boolean gone) {
    var owner = Trees.controllerOf(pod);
    if (owner.isEmpty()) {
      return;
    }
    var phase = Trees.text(pod, "status", "phase");
    var node = Trees.text(pod, "spec", "nodeName");
    boolean ended = phase.equals("Succeeded") || phase.equals("Failed");
    var siblings = pods.computeIfAbsent(owner, unused -> new TreeMap<>());
    if (gone || ended || node.isEmpty()) {
      siblings.remove(Trees.uid(pod));
    } else {
      siblings.put(Trees.uid(pod), new Pod(group(pod), node));
    }
    if (siblings.isEmpty()) {
      pods.remove(owner);
    }
  }

  private static String group(Object pod) {
    return switch (Trees.text(pod, "metadata", "labels", "ray.io/node-type")) {
      case "head" -> "head";
      case "worker" -> Trees.text(pod, "metadata", "labels", "ray.io/group");
      default -> "main";
    };
  }

  /** What is claimed of each node. */
  SortedMap<String, Amounts> all() {
    var all = new TreeMap<String, Amounts>();
    holders
        .keySet()
        .forEach(
            uid -> of(uid).forEach((node, amounts) -> all.merge(node, amounts, Amounts::plus)));
    return all;
  }

  private SortedMap<String, Amounts> of(String uid) {
    var claimed = new TreeMap<String, Amounts>();
    var holder = holders.get(uid);
    if (holder != null) {
      var placed = placed(uid);
      add(holder, holder.held(), placed, claimed);
      var next = intents.getOrDefault(uid, Promise.NONE);
      if (next.epoch() > holder.epoch() && !next.places().equals(holder.held().places())) {
        add(holder, next, placed, claimed);
      }
    }
    return claimed;
  }

  /** The pods of an object that are there, by group and node. */
  private Map<String, SortedMap<String, Long>> placed(String uid) {
    var placed = new TreeMap<String, SortedMap<String, Long>>();
    pods.getOrDefault(uid, new TreeMap<>())
        .values()
        .forEach(pod ->
            placed
                .computeIfAbsent(pod.group(), unused -> new TreeMap<>())
                .merge(pod.node(), 1L, Long::sum));
    return placed;
  }

  private static void add(
      Holder holder,
      Promise promise,
      Map<String, SortedMap<String, Long>> placed,
      SortedMap<String, Amounts> claimed) {
    for (var group : holder.demand()) {
      var name = group.name().substring(PREFIX.length());
      promise
          .open(name, placed.getOrDefault(name, new TreeMap<>()))
          .forEach((node, open) -> claimed.merge(node, group.each().times(open), Amounts::plus));
    }
  }
}
