package dev.muster.simulations.kube;

import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.store.Change;
import dev.muster.simulations.live.store.ChangeType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The wrapped objects that were created on a stage when their gang did not want them any more: how
 * long they stood.
 *
 * <p>They cannot be ruled out. A creation is bound to nothing that a successor could change, as a
 * patch is to a version: the API server does not look at what the owner that an object names is
 * doing, nor whether it exists. So one that was sent in time and arrives late, when the gang was
 * suspended or deleted meanwhile, is done. What is promised is that whoever leads then takes the
 * object away as soon as it sees it, and that such of its pods as are held get no node.
 */
final class LateChildren {
  /** When an object that nobody wants was created, and when it was gone. */
  private static final class Late {
    private final String words;
    private final long since;
    private long gone = Long.MAX_VALUE;

    Late(String words, long since) {
      this.words = words;
      this.since = since;
    }
  }

  private final Stage stage;
  private final TreeMap<String, Late> late = new TreeMap<>();
  private final Set<String> held = new TreeSet<>();
  private final Set<String> placed = new TreeSet<>();

  /** Follows what happens on this stage from now on. */
  LateChildren(Stage stage) {
    this.stage = stage;
    stage.store.onChange(this::see);
  }

  private void see(Change change) {
    var object = change.object();
    var uid = Trees.uid(object);
    var known = late.get(uid);
    if (change.type() == ChangeType.DELETED && known != null) {
      known.gone = Math.min(known.gone, stage.loop.monotonic());
    } else if (change.type() == ChangeType.ADDED && isUnwanted(object)) {
      late.put(
          uid,
          new Late(change.resource().kind() + " " + Trees.name(object), stage.loop.monotonic()));
    } else if (change.type() == ChangeType.ADDED && isHeld(object)) {
      held.add(uid);
    } else if (held.contains(uid) && !Trees.text(object, "spec", "nodeName").isEmpty()) {
      placed.add(Trees.name(object));
    }
  }

  /** Whether it is a pod of a late object, and waits. */
  private boolean isHeld(Object object) {
    var owners = Trees.maps(object, "metadata", "ownerReferences");
    boolean ofLate = owners.stream().anyMatch(o -> late.containsKey(Trees.text(o, "uid")));
    return ofLate && !Trees.maps(object, "spec", "schedulingGates").isEmpty();
  }

  private boolean isUnwanted(Object object) {
    for (var owner : Trees.maps(object, "metadata", "ownerReferences")) {
      if (Trees.text(owner, "kind").equals("AppWrapper")) {
        return stage.list("workload.codeflare.dev/v1beta2", "AppWrapper").stream()
            .filter(gang -> Trees.uid(gang).equals(Trees.text(owner, "uid")))
            .noneMatch(gang -> wants(gang, object));
      }
    }
    return false;
  }

  private static boolean wants(Object gang, Object object) {
    var phase = Trees.text(gang, "status", "phase");
    var epoch = Trees.text(object, "metadata", "labels", "muster.dev/epoch");
    boolean open = phase.equals("Resuming") || phase.equals("Running");
    long attempt = Trees.number(gang, -1, "status", "admission", "attempt");
    return open && epoch.equals(Long.toString(attempt));
  }

  int count() {
    return late.size();
  }

  /** Those that stood for longer than this, and their held pods that got a node. */
  List<String> problems(long millis) {
    var problems = new ArrayList<String>();
    for (var one : late.values()) {
      long stood = Math.min(one.gone, stage.loop.monotonic()) - one.since;
      if (stood > millis) {
        problems.add("late: " + one.words + " stood for " + stood + " ms");
      }
    }
    placed.forEach(pod -> problems.add("late, and yet it has a node: " + pod));
    return problems;
  }
}
