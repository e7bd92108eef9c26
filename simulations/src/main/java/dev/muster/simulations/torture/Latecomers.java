package dev.muster.simulations.torture;

import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.store.Change;
import dev.muster.simulations.live.store.ChangeType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Wrapped objects that were created when their gang did not want them any more. They cannot be
 * ruled out: a creation is bound to nothing that a successor could change, so one that was sent in
 * time and arrives late is done. What is promised is that they do not stay, and that such of their
 * pods as are held get no node.
 */
final class Latecomers {
  private final LongSupplier calm;
  private final SortedMap<String, Map<String, @Nullable Object>> gangs = new TreeMap<>();
  private final SortedMap<String, Long> since = new TreeMap<>();
  private final SortedMap<String, String> names = new TreeMap<>();

  /** They, and all that belongs to them. */
  private final Set<String> late = new TreeSet<>();

  private final Set<String> held = new TreeSet<>();
  private final List<String> placed = new ArrayList<>();

  Latecomers(LongSupplier calm) {
    this.calm = calm;
  }

  void see(Change change) {
    var object = change.object();
    var uid = Trees.uid(object);
    if (change.resource().kind().equals("AppWrapper")) {
      if (change.type() == ChangeType.DELETED) {
        gangs.remove(uid);
      } else {
        gangs.put(uid, object);
      }
    } else if (change.type() == ChangeType.DELETED) {
      since.remove(uid);
      late.remove(uid);
      held.remove(uid);
    } else if (change.type() == ChangeType.ADDED) {
      added(change, object, uid);
    } else if (held.contains(uid) && !Trees.text(object, "spec", "nodeName").isEmpty()) {
      held.remove(uid);
      placed.add(Trees.name(object) + " was held, belongs to a late object, and got a node");
    }
  }

  private void added(Change change, Object object, String uid) {
    if (isUnwanted(object)) {
      late.add(uid);
      since.put(uid, calm.getAsLong());
      names.put(uid, change.resource().kind() + " " + Trees.name(object));
    } else if (isOfLateOne(object)) {
      late.add(uid);
    }
    if (late.contains(uid) && !Trees.maps(object, "spec", "schedulingGates").isEmpty()) {
      held.add(uid);
    }
  }

  private boolean isOfLateOne(Object object) {
    var owners = Trees.maps(object, "metadata", "ownerReferences");
    return owners.stream().anyMatch(owner -> late.contains(Trees.text(owner, "uid")));
  }

  private boolean isUnwanted(Object object) {
    for (var owner : Trees.maps(object, "metadata", "ownerReferences")) {
      if (Trees.text(owner, "kind").equals("AppWrapper")) {
        var gang = gangs.get(Trees.text(owner, "uid"));
        return gang == null || !wants(gang, object);
      }
    }
    return false;
  }

  private static boolean wants(Object gang, Object object) {
    var phase = Trees.text(gang, "status", "phase");
    var epoch = Trees.text(object, "metadata", "labels", "muster.dev/epoch");
    boolean open = phase.equals("Resuming") || phase.equals("Running");
    return open
        && epoch.equals(Long.toString(Trees.number(gang, -1, "status", "admission", "attempt")));
  }

  /** Those that have stood for longer than this, told once. */
  List<String> problems(long millis) {
    var problems = new ArrayList<>(placed);
    placed.clear();
    if (!since.isEmpty()) {
      long now = calm.getAsLong();
      since
          .entrySet()
          .removeIf(entry -> {
            boolean overdue = now - entry.getValue() > millis;
            if (overdue) {
              problems.add(names.get(entry.getKey()) + " stood though nobody wanted it");
            }
            return overdue;
          });
    }
    return problems;
  }
}
