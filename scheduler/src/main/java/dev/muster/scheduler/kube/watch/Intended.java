package dev.muster.scheduler.kube.watch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger says of gangs: at most one admission of each that counts, and one that is listed
 * yet but leaves with the next write. Whoever is written into the ledger can have the room of the
 * latter, for that same write takes it out. Nobody else can: a new leader would find it listed, and
 * make it true.
 */
final class Intended {
  private final Map<String, Intent> counted = new HashMap<>();
  private final Map<String, Intent> leaving = new HashMap<>();

  /** The admission of this gang that counts. */
  @Nullable Intent of(String gangUid) {
    return counted.get(gangUid);
  }

  /** The admission of this gang that leaves with the next write. */
  @Nullable Intent leaving(String gangUid) {
    return leaving.get(gangUid);
  }

  /** The nodes that it names. */
  Set<String> nodesLeft(String gangUid) {
    var nodes = new TreeSet<String>();
    var intent = leaving.get(gangUid);
    if (intent != null) {
      intent.admission().podSets().forEach(podSet -> nodes.addAll(podSet.nodes().keySet()));
    }
    return nodes;
  }

  /** Replaces all that was said; returns the gangs that it was or is said of. */
  Collection<String> put(List<Intent> nowCounted, List<Intent> nowLeaving) {
    var touched = new ArrayList<String>();
    put(counted, nowCounted, touched);
    put(leaving, nowLeaving, touched);
    return touched;
  }

  private static void put(Map<String, Intent> into, List<Intent> intents, List<String> touched) {
    touched.addAll(into.keySet());
    into.clear();
    intents.forEach(intent -> into.put(intent.gangUid(), intent));
    touched.addAll(into.keySet());
  }

  /** This one is about to be listed, in place of what is. */
  void add(Intent intent) {
    var before = counted.put(intent.gangUid(), intent);
    if (before != null && !before.equals(intent)) {
      leaving.putIfAbsent(intent.gangUid(), before);
    }
  }
}
