package dev.muster.scheduler.fuzz;

import dev.muster.scheduler.decide.Planner;
import dev.muster.scheduler.decide.draft.Rules;
import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.WatchEvent;
import dev.muster.scheduler.kube.ManualLoop;
import dev.muster.scheduler.kube.client.JsonText;
import dev.muster.scheduler.kube.map.FaultToleranceDefaults;
import dev.muster.scheduler.kube.watch.Kinds;
import dev.muster.scheduler.kube.watch.Mirror;
import dev.muster.scheduler.kube.watch.Objects;
import dev.muster.scheduler.model.Gang;
import dev.muster.scheduler.model.Observed;
import dev.muster.scheduler.model.Snapshot;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Objects of all kinds that the scheduler watches come into a small world: whatever they are, a
 * plan is made, the same each time, and the gang that was there before stays as it was.
 */
public final class WorldTarget {
  private static final Api.Kind RAY = new Api.Kind("ray.io", "v1", "rayclusters", true);
  private static final Map<String, Api.Kind> KINDS =
      Map.of(
          "AppWrapper",
          Kinds.GANGS,
          "Node",
          Kinds.NODES,
          "Pod",
          Kinds.PODS,
          "PriorityClass",
          Kinds.PRIORITY_CLASSES,
          "RayCluster",
          RAY);
  private static final String GOOD = "good";
  private static final String ADMITTED = "admitted";
  private static final List<String> HEALTHY = List.of(GOOD, ADMITTED);
  private static final long NOW = 1_780_000_000_000L;

  private WorldTarget() {}

  /** An object with a {@code kind}, or several as {@code items}. */
  public static void fuzzerTestOneInput(byte[] input) {
    JsonText.read(input).ifPresent(WorldTarget::check);
  }

  private static void check(Map<String, @Nullable Object> input) {
    var objects = input.get("items") instanceof List<?> items ? items : List.of(input);
    var mirror = mirror();
    var before = own(mirror.observe(NOW));
    objects.forEach(object -> put(mirror, object));
    planned(before, mirror.observe(NOW));
    objects.forEach(object -> gone(mirror, object));
    planned(before, mirror.observe(NOW + 1_000));
  }

  /** What the two gangs say of themselves; how others rank them is not theirs to say. */
  private static List<Gang> own(Snapshot snapshot) {
    return HEALTHY.stream()
        .map(name -> snapshot.gangs().get("uid-" + name).orElseThrow())
        .map(gang -> gang.withSpec(gang.spec().withPriority(0)).withObserved(Observed.NOTHING))
        .toList();
  }

  private static void planned(List<Gang> before, Snapshot snapshot) {
    if (!own(snapshot).equals(before)) {
      throw new AssertionError("a healthy gang is not what it was: " + own(snapshot));
    }
    var planner = new Planner(Rules.DEFAULT);
    var plan = planner.plan(snapshot, Planner.Memo.EMPTY).plan();
    if (!plan.equals(planner.plan(snapshot, Planner.Memo.EMPTY).plan())) {
      throw new AssertionError("planned twice it is not the same");
    }
  }

  private static Mirror mirror() {
    var mirror = new Mirror(new ManualLoop(), FaultToleranceDefaults.STANDARD, () -> {});
    mirror.watchChildren(Kinds.CHILDREN.getFirst(), RAY);
    KINDS.values().forEach(kind -> mirror.feed(kind).accept(new WatchEvent.Relisting()));
    KINDS.values().forEach(kind -> mirror.feed(kind).accept(new WatchEvent.Listed("1")));
    mirror.feed(Kinds.NODES).accept(new WatchEvent.Put(Objects.node("n1", 2)));
    mirror.feed(Kinds.NODES).accept(new WatchEvent.Put(Objects.node("n2", 3)));
    mirror.feed(Kinds.GANGS).accept(new WatchEvent.Put(Objects.gang(GOOD, "", 4)));
    mirror
        .feed(Kinds.GANGS)
        .accept(new WatchEvent.Put(Objects.gang(ADMITTED, Objects.admitted(1), 5)));
    return mirror;
  }

  private static void put(Mirror mirror, @Nullable Object object) {
    var kind = kind(object);
    if (kind != null && !isOfHealthyOne(object)) {
      mirror.feed(kind).accept(new WatchEvent.Put(tree(object)));
    }
  }

  private static void gone(Mirror mirror, @Nullable Object object) {
    var kind = kind(object);
    if (kind != null && !isOfHealthyOne(object)) {
      mirror.feed(kind).accept(new WatchEvent.Gone(tree(object)));
    }
  }

  private static Api.@Nullable Kind kind(@Nullable Object object) {
    return object instanceof Map<?, ?> map && map.get("kind") instanceof String kind
        ? KINDS.get(kind)
        : null;
  }

  /** An API server gives a UID once. */
  private static boolean isOfHealthyOne(@Nullable Object object) {
    return tree(object).get("metadata") instanceof Map<?, ?> metadata
        && HEALTHY.stream().anyMatch(name -> ("uid-" + name).equals(metadata.get("uid")));
  }

  @SuppressWarnings("unchecked") // names of JSON objects are strings
  private static Map<String, @Nullable Object> tree(@Nullable Object object) {
    return object instanceof Map<?, ?> map ? (Map<String, @Nullable Object>) map : Map.of();
  }
}
