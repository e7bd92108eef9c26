package dev.muster.simulations.torture;

import dev.muster.scheduler.kube.client.Json;
import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.store.Change;
import dev.muster.simulations.live.store.ChangeType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The pods that schedulers sent to nodes: never more of a pod set than were admitted. */
final class Places {
  private static final String UID = "muster.dev/gang-uid";
  private static final String BARE = "muster.dev/gang";

  /** What is decided of each gang, by the UID of its object. */
  private final SortedMap<String, Map<String, @Nullable Object>> gangs = new TreeMap<>();

  /** The pods that were sent somewhere and are there or on their way, by gang and pod set. */
  private final SortedMap<String, String> sent = new TreeMap<>();

  /** Looks at a change; says what is wrong with it. */
  Optional<String> see(Change change, boolean byScheduler) {
    var object = change.object();
    var uid = Trees.uid(object);
    if (change.resource().kind().equals("AppWrapper")) {
      gangs.put(uid, Trees.map(object, "status"));
    } else if (change.resource().kind().equals("Job")) {
      gangs.put(uid, statusOf(object));
    } else if (change.resource().kind().equals("Pod")) {
      var phase = Trees.text(object, "status", "phase");
      boolean over = phase.equals("Succeeded") || phase.equals("Failed");
      if (over || change.type() == ChangeType.DELETED) {
        sent.remove(uid);
      } else if (byScheduler && isLifted(change)) {
        return sent(object, uid);
      }
    }
    return Optional.empty();
  }

  /** What is said of a Job that nothing wraps. */
  private static Map<String, @Nullable Object> statusOf(Object job) {
    var text = Trees.annotation(job, "muster.dev/status");
    try {
      return text.isEmpty() ? new TreeMap<>() : Json.read(text);
    } catch (IOException unreadable) {
      return new TreeMap<>(); // nothing is admitted by that
    }
  }

  /** The nodes that this pod's required affinity names. */
  static List<String> nodes(Object pod) {
    var nodes = new ArrayList<String>();
    var required =
        Trees.map(
            pod,
            "spec",
            "affinity",
            "nodeAffinity",
            "requiredDuringSchedulingIgnoredDuringExecution");
    for (var term : Trees.maps(required, "nodeSelectorTerms")) {
      for (var field : Trees.maps(term, "matchFields")) {
        nodes.addAll(Trees.texts(field, "values"));
      }
    }
    return nodes;
  }

  static boolean isLifted(Change change) {
    return change.before() != null
        && !Trees.maps(change.before(), "spec", "schedulingGates").isEmpty()
        && Trees.maps(change.object(), "spec", "schedulingGates").isEmpty();
  }

  private Optional<String> sent(Object pod, String uid) {
    var labels = Trees.map(pod, "metadata", "labels");
    var set = Trees.text(labels, "muster.dev/pod-set");
    var gang = labels.containsKey(BARE) ? Trees.controllerOf(pod) : Trees.text(labels, UID);
    var place = gang + "/" + Trees.text(labels, "muster.dev/epoch") + "/" + set;
    sent.put(uid, place);
    long there = sent.values().stream().filter(place::equals).count();
    long admitted = admitted(gang, set);
    return there > admitted
        ? Optional.of(
            "%s is sent to a node, the %dth of its pod set, of which %d were admitted"
                .formatted(Trees.name(pod), there, admitted))
        : Optional.empty();
  }

  private long admitted(String gang, String set) {
    for (var podSet : Trees.maps(gangs.get(gang), "admission", "podSets")) {
      if (Trees.text(podSet, "name").equals(set)) {
        return Trees.map(podSet, "nodes").keySet().stream()
            .mapToLong(node -> Trees.number(podSet, 0, "nodes", node))
            .sum();
      }
    }
    return 0; // a gang shows its admission before any pod of it comes
  }
}
