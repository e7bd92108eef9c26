package dev.muster.scheduler.kube.watch;

import dev.muster.scheduler.kube.map.LocalQueueMap;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The LocalQueues that there are. */
public final class LocalQueues implements Feed.Sink {
  private final Map<String, LocalQueueMap.View> byUid = new TreeMap<>();
  private final Map<String, String> uids = new TreeMap<>();
  private final TreeSet<String> changed = new TreeSet<>();

  @Override
  public void put(Meta meta, Map<String, @Nullable Object> object) {
    var before = byUid.put(meta.uid(), LocalQueueMap.view(object));
    uids.put(meta.key(), meta.uid());
    if (before == null) {
      changed.add(meta.key());
    }
  }

  @Override
  public void remove(String uid) {
    var gone = byUid.remove(uid);
    if (gone != null) {
      uids.remove(gone.namespace() + "/" + gone.name(), uid);
      changed.add(gone.namespace() + "/" + gone.name());
    }
  }

  /** All, in order of UID. */
  public Collection<LocalQueueMap.View> all() {
    return byUid.values();
  }

  /** The ClusterQueue that this queue of a namespace leads to, if there is such a queue. */
  public Optional<String> clusterQueue(String namespace, String name) {
    return Optional.ofNullable(uids.get(namespace + "/" + name))
        .map(byUid::get)
        .map(LocalQueueMap.View::clusterQueue);
  }

  /** Those that came or went since the last call, each {@code namespace/name}. */
  public TreeSet<String> takeChanged() {
    var taken = new TreeSet<>(changed);
    changed.clear();
    return taken;
  }
}
