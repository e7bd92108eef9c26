package dev.muster.scheduler.kube.watch;

import dev.muster.scheduler.kube.map.WorkloadMap;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The Workloads that there are, each as no more than what it takes to tell whether it is right. */
public final class Workloads implements Feed.Sink {
  /**
   * One of them.
   *
   * @param owner UID of the object that controls it; empty if none does
   * @param ours whether it says that Muster wrote it
   */
  public record Seen(
      String namespace,
      String name,
      String uid,
      String owner,
      boolean ours,
      WorkloadMap.Digest digest) {
    String key() {
      return namespace + "/" + name;
    }
  }

  private final Map<String, Seen> byKey = new TreeMap<>();
  private final Map<String, String> keys = new HashMap<>();
  private final TreeSet<String> heard = new TreeSet<>();

  @Override
  public void put(Meta meta, Map<String, @Nullable Object> object) {
    var seen =
        new Seen(
            meta.namespace(),
            meta.name(),
            meta.uid(),
            meta.owner(),
            WorkloadMap.isOurs(object),
            WorkloadMap.digest(object));
    keys.put(seen.uid(), seen.key());
    hear(byKey.put(seen.key(), seen));
    hear(seen);
  }

  @Override
  public void remove(String uid) {
    var key = keys.remove(uid);
    var gone = key == null ? null : byKey.get(key);
    if (gone != null && gone.uid().equals(uid)) {
      byKey.remove(key);
      hear(gone);
    }
  }

  private void hear(@Nullable Seen seen) {
    if (seen != null) {
      heard.add(seen.owner());
    }
  }

  /** That of this name. */
  public Optional<Seen> find(String namespace, String name) {
    return Optional.ofNullable(byKey.get(namespace + "/" + name));
  }

  /** All, in order of namespace and name. */
  public Collection<Seen> all() {
    return byKey.values();
  }

  /** The UIDs of those whose Workloads anybody wrote or deleted since the last call. */
  public List<String> heard() {
    var found = List.copyOf(heard);
    heard.clear();
    return found;
  }
}
