package dev.muster.simulations.live.operators;

import dev.muster.simulations.live.objects.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The status that a kubelet writes, at each step of a pod's life. */
final class PodStatus {
  private static final int ADDRESSES = 250 * 250;

  private final Hand hand;
  private final SortedMap<String, String> addressOf = new TreeMap<>();
  private final SortedSet<String> taken = new TreeSet<>();
  private int addresses;

  PodStatus(Hand hand) {
    this.hand = hand;
  }

  /** Takes notice of a pod, for the addresses that are in use. */
  void follow(Object pod, boolean exists) {
    String uid = Trees.uid(pod);
    String address = exists && !Pods.ended(pod) ? Trees.text(pod, "status", "podIP") : "";
    String before = addressOf.remove(uid);
    if (before != null) {
      taken.remove(before);
    }
    if (!address.isEmpty()) {
      addressOf.put(uid, address);
      taken.add(address);
    }
  }

  private String address(Object pod) {
    String given = Trees.text(pod, "status", "podIP");
    if (!given.isEmpty()) {
      return given;
    }
    String next = nextAddress();
    for (int i = 0; taken.contains(next) && i < ADDRESSES; i++) {
      next = nextAddress();
    }
    return next;
  }

  private String nextAddress() {
    int number = addresses++ % ADDRESSES;
    return "10.128.%d.%d".formatted(number / 250, number % 250 + 2);
  }

  /** On its node; images are pulled and volumes mounted. */
  Map<String, @Nullable Object> creating(Object pod) {
    var waiting = Trees.object("waiting", Trees.object("reason", "ContainerCreating"));
    var conditions =
        Conditions.of(pod, hand.stamp())
            .set("Initialized", initContainers(pod).isEmpty(), "", "")
            .set("ContainersReady", false, "ContainersNotReady", unready(pod))
            .set("Ready", false, "ContainersNotReady", unready(pod));
    return Trees.object(
        "phase", "Pending",
        "startTime", hand.stamp(),
        "hostIP", hostAddress(pod),
        "conditions", conditions.list(),
        "initContainerStatuses",
            each(initContainers(pod), container -> entry(container, waiting, false, 0)),
        "containerStatuses",
            each(containers(pod), container -> entry(container, waiting, false, 0)));
  }

  /** All its containers run. */
  Map<String, @Nullable Object> running(Object pod, long restarts) {
    var runs = Trees.object("running", Trees.object("startedAt", hand.stamp()));
    String address = address(pod);
    return Trees.object(
        "phase", "Running",
        "podIP", address,
        "podIPs", List.of(Trees.object("ip", address)),
        "conditions",
            Conditions.of(pod, hand.stamp())
                .set("Initialized", true, "", "")
                .set("ContainersReady", true, "", "")
                .set("Ready", true, "", "")
                .list(),
        "initContainerStatuses",
            each(initContainers(pod), container -> entry(container, terminated(pod, 0), true, 0)),
        "containerStatuses",
            each(containers(pod), container -> entry(container, runs, true, restarts)));
  }

  /** Its containers ended with {@code code} and run again. */
  Map<String, @Nullable Object> restarted(Object pod, long code, long restarts) {
    var runs = Trees.object("running", Trees.object("startedAt", hand.stamp()));
    return Trees.object(
        "containerStatuses",
        each(
            containers(pod),
            container -> {
              var entry = entry(container, runs, true, restarts);
              entry.put("lastState", terminated(pod, code));
              return entry;
            }));
  }

  /** All its containers ended for good; the first one with {@code code}, the others with 0. */
  Map<String, @Nullable Object> ended(Object pod, long code, long restarts) {
    String reason = code == 0 ? "PodCompleted" : "PodFailed";
    var containers = containers(pod);
    return Trees.object(
        "phase", code == 0 ? "Succeeded" : "Failed",
        "conditions",
            Conditions.of(pod, hand.stamp())
                .set("ContainersReady", false, reason, "")
                .set("Ready", false, reason, "")
                .list(),
        "containerStatuses",
            each(
                containers,
                container ->
                    entry(
                        container,
                        terminated(pod, container.equals(containers.getFirst()) ? code : 0),
                        false,
                        restarts)));
  }

  private Map<String, @Nullable Object> terminated(Object pod, long code) {
    return Trees.object(
        "terminated",
        Trees.object(
            "exitCode",
            code,
            "reason",
            code == 0 ? "Completed" : "Error",
            "startedAt",
            Pods.runningSince(pod).isEmpty()
                ? Trees.text(pod, "status", "startTime")
                : Pods.runningSince(pod),
            "finishedAt",
            hand.stamp()));
  }

  private static Map<String, @Nullable Object> entry(
      Object container, Map<String, @Nullable Object> state, boolean ready, long restarts) {
    return Trees.object(
        "name",
        Trees.text(container, "name"),
        "image",
        Trees.text(container, "image"),
        "imageID",
        "",
        "ready",
        ready,
        "started",
        ready,
        "restartCount",
        restarts,
        "state",
        state,
        "lastState",
        Trees.object());
  }

  private static List<Map<String, @Nullable Object>> each(
      List<Map<String, @Nullable Object>> containers,
      Function<Object, Map<String, @Nullable Object>> entry) {
    var result = new ArrayList<Map<String, @Nullable Object>>();
    for (var container : containers) {
      result.add(entry.apply(container));
    }
    return result;
  }

  private static List<Map<String, @Nullable Object>> containers(Object pod) {
    return Trees.maps(pod, "spec", "containers");
  }

  private static List<Map<String, @Nullable Object>> initContainers(Object pod) {
    return Trees.maps(pod, "spec", "initContainers");
  }

  private static String unready(Object pod) {
    return "containers with unready status: "
        + containers(pod).stream().map(container -> Trees.text(container, "name")).toList();
  }

  private static String hostAddress(Object pod) {
    int number = Math.floorMod(Trees.text(pod, "spec", "nodeName").hashCode(), 60_000);
    return "10.0.%d.%d".formatted(number / 250, number % 250 + 2);
  }
}
