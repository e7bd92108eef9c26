package dev.muster.scheduler.kube.watch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The wrapped objects of all watched kinds, by the gang that they belong to. */
final class ChildIndex implements Feed.Sink {
  private final Consumer<String> touched;
  private final Map<String, Child> byUid = new TreeMap<>();
  private final Map<String, TreeMap<String, Child>> byGang = new HashMap<>();
  private final List<Child> arrived = new ArrayList<>();

  /** {@code touched} is told the UIDs of gangs whose objects changed. */
  ChildIndex(Consumer<String> touched) {
    this.touched = touched;
  }

  @Override
  public void put(Meta meta, Map<String, @Nullable Object> object) {
    var child = Child.of(meta, object);
    if (!byUid.containsKey(meta.uid())) {
      arrived.add(child);
    }
    remove(meta.uid());
    byUid.put(meta.uid(), child);
    byGang.computeIfAbsent(child.gangUid(), unused -> new TreeMap<>()).put(meta.uid(), child);
    touched.accept(child.gangUid());
  }

  @Override
  public void remove(String uid) {
    var child = byUid.remove(uid);
    if (child == null) {
      return;
    }
    var siblings = byGang.get(child.gangUid());
    if (siblings != null) {
      siblings.remove(uid);
      if (siblings.isEmpty()) {
        byGang.remove(child.gangUid());
      }
    }
    touched.accept(child.gangUid());
  }

  /** The objects that say they belong to this gang and are owned by it. */
  Collection<Child> of(String gangUid) {
    return byGang.getOrDefault(gangUid, new TreeMap<>()).values();
  }

  /** See {@link Mirror#arrivedChildren}. */
  List<Child> arrived() {
    var seen = List.copyOf(arrived);
    arrived.clear();
    return seen;
  }

  /** All, in order of UID. */
  Collection<Child> all() {
    return byUid.values();
  }
}
