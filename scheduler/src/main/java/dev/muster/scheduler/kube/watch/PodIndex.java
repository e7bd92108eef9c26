package dev.muster.scheduler.kube.watch;

import dev.muster.scheduler.kube.map.PodMap;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All pods: what they take of their nodes, and whose they are. */
final class PodIndex implements Feed.Sink {
  /** Is told whose pods changed. */
  interface Owners {
    /** A pod labelled with the name of this gang. */
    void podsOfGang(String key);

    /** A pod that names no gang, made by this object. */
    void podsOfMaker(String key);
  }

  private final Occupancy occupancy;
  private final Owners owners;
  private final ChildIndex children;
  private final Map<String, PodEntry> byUid = new HashMap<>();
  private final Map<String, TreeMap<String, PodEntry>> byGang = new HashMap<>();
  private final Map<String, TreeMap<String, PodEntry>> byMaker = new HashMap<>();

  /** Pods that are wrapped objects themselves go to {@code children} too. */
  PodIndex(Occupancy occupancy, Owners owners, ChildIndex children) {
    this.occupancy = occupancy;
    this.owners = owners;
    this.children = children;
  }

  @Override
  public void put(Meta meta, Map<String, @Nullable Object> object) {
    var entry = PodEntry.of(PodMap.pod(object), meta, object);
    remove(meta.uid());
    byUid.put(meta.uid(), entry);
    if (entry.takesRoom()) {
      occupancy.bind(entry.node(), entry.footprint());
    }
    index(byGang, gangKey(entry), entry, true);
    index(byMaker, makerKey(entry), entry, true);
    if (!meta.label(Labels.COMPONENT).isEmpty()) {
      children.put(meta, object);
    }
  }

  @Override
  public void remove(String uid) {
    var entry = byUid.remove(uid);
    if (entry == null) {
      return;
    }
    if (entry.takesRoom()) {
      occupancy.release(entry.node(), entry.footprint());
    }
    index(byGang, gangKey(entry), entry, false);
    index(byMaker, makerKey(entry), entry, false);
    children.remove(uid);
  }

  /** The pods that name this gang, by {@link GangSource#podKey}, in order of pod name. */
  Collection<PodEntry> ofGang(String key) {
    return byGang.getOrDefault(key, new TreeMap<>()).values();
  }

  /** The pods that this object made and that carry no gang's name, by {@link Makers#key}. */
  Collection<PodEntry> ofMaker(String key) {
    return byMaker.getOrDefault(key, new TreeMap<>()).values();
  }

  private void index(
      Map<String, TreeMap<String, PodEntry>> index, String key, PodEntry entry, boolean add) {
    if (key.isEmpty()) {
      return;
    }
    var pods = index.computeIfAbsent(key, unused -> new TreeMap<>());
    var place = entry.view().name() + " " + entry.view().uid();
    if (add) {
      pods.put(place, entry);
    } else {
      pods.remove(place);
    }
    if (pods.isEmpty()) {
      index.remove(key);
    }
    if (index == byGang) {
      owners.podsOfGang(key);
    } else {
      owners.podsOfMaker(key);
    }
  }

  /** Who wraps it says more than what it is called by itself. */
  private static String gangKey(PodEntry entry) {
    var labels = entry.view().labels();
    var gang = labels.getOrDefault(Labels.GANG, "");
    var bare = labels.getOrDefault(Labels.BARE_GANG, "");
    if (gang.isEmpty() && !bare.isEmpty()) {
      return GangSource.bareKey(entry.view().namespace(), bare);
    }
    var name = gang.isEmpty() ? labels.getOrDefault(Labels.MCAD_GANG, "") : gang;
    return name.isEmpty() ? "" : entry.view().namespace() + "/" + name;
  }

  private static String makerKey(PodEntry entry) {
    return gangKey(entry).isEmpty()
        ? Makers.of(entry.view().namespace(), entry.view().labels())
        : "";
  }
}
