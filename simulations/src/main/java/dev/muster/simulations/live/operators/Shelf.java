package dev.muster.simulations.live.operators;

import dev.muster.scheduler.kube.Api.WatchEvent;
import dev.muster.simulations.live.objects.Trees;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The objects of one kind, from two sources that do not wait for each other: the watch, and the
 * answers to own writes. An answer counts where it is younger than all that the watch has told; so
 * what was just written is seen at once, and what was deleted meanwhile does not come back.
 *
 * <p>Versions of one kind are compared as the numbers that all API servers make them. One that is
 * no number is older than any: then the watch alone counts.
 */
final class Shelf {
  private final Kind kind;
  private final Consumer<News> listener;
  private final SortedMap<Key, Map<String, @Nullable Object>> objects = new TreeMap<>();
  private final SortedMap<String, SortedMap<Key, Map<String, @Nullable Object>>> owned =
      new TreeMap<>();
  private final SortedSet<String> buried = new TreeSet<>();
  private @Nullable SortedSet<String> listing;
  private long told = -1;

  Shelf(Kind kind, Consumer<News> listener) {
    this.kind = kind;
    this.listener = listener;
  }

  Optional<Map<String, @Nullable Object>> get(Key key) {
    return Optional.ofNullable(objects.get(key));
  }

  /** All objects, in order of their keys. */
  Collection<Map<String, @Nullable Object>> all() {
    return List.copyOf(objects.values());
  }

  /** The objects whose controller has this UID, in order of their keys. */
  List<Map<String, @Nullable Object>> owned(String controller) {
    var children = owned.get(controller);
    return children == null ? List.of() : List.copyOf(children.values());
  }

  /** Whether there was a complete list. */
  boolean listed() {
    return told >= 0;
  }

  /** Takes over what the watch tells. */
  void on(WatchEvent event) {
    switch (event) {
      case WatchEvent.Relisting relisting -> listing = new TreeSet<>();
      case WatchEvent.Put put -> seen(named(put.object()));
      case WatchEvent.Gone gone -> {
        tell(version(gone.object()));
        buried.remove(Trees.uid(gone.object()));
        remove(gone.object());
      }
      case WatchEvent.Listed complete -> complete(number(complete.version()));
      case WatchEvent.Alive alive -> tell(number(alive.version()));
      case WatchEvent.Broken broken -> {
        // What is known stays valid until it is listed anew.
      }
    }
  }

  /** Entries of lists do not say what they are; owner references and Events must. */
  private Map<String, @Nullable Object> named(Map<String, @Nullable Object> object) {
    if (object.containsKey("kind")) {
      return object;
    }
    var result = Trees.object("apiVersion", kind.served().apiVersion(), "kind", kind.word());
    result.putAll(object);
    return result;
  }

  private void seen(Map<String, @Nullable Object> object) {
    if (listing == null) {
      tell(version(object));
    } else {
      listing.add(Trees.uid(object));
    }
    @Nullable Map<String, @Nullable Object> known = objects.get(Key.of(object));
    if (known == null || version(object) >= version(known)) {
      put(object);
    }
  }

  /** What a list leaves out is gone, unless it was written after that list. */
  private void complete(long version) {
    SortedSet<String> present = listing == null ? new TreeSet<>() : listing;
    listing = null;
    told = Math.max(told, Math.max(0, version));
    buried.retainAll(present);
    for (var object : all()) {
      if (!present.contains(Trees.uid(object)) && version(object) <= told) {
        remove(object);
      }
    }
  }

  private void tell(long version) {
    if (listing == null && listed()) {
      told = Math.max(told, version);
    }
  }

  /** Takes over an answer of the server: the state of an object. */
  void answered(Map<String, @Nullable Object> object) {
    @Nullable Map<String, @Nullable Object> known = objects.get(Key.of(object));
    boolean younger = known == null || version(object) > version(known);
    if (version(object) > told && younger) {
      put(object);
    }
  }

  /** The server says that this object is gone, whatever the watch still has to tell of it. */
  void bury(Object object) {
    @Nullable Map<String, @Nullable Object> known = objects.get(Key.of(object));
    if (known != null && Trees.uid(known).equals(Trees.uid(object))) {
      buried.add(Trees.uid(object));
      remove(object);
    }
  }

  private void put(Map<String, @Nullable Object> object) {
    if (buried.contains(Trees.uid(object))) {
      return;
    }
    Key key = Key.of(object);
    @Nullable Map<String, @Nullable Object> before = objects.put(key, object);
    if (before != null) {
      disown(before);
    }
    String controller = Trees.controllerOf(object);
    if (!controller.isEmpty()) {
      owned.computeIfAbsent(controller, uid -> new TreeMap<>()).put(key, object);
    }
    if (before != null && !Trees.uid(before).equals(Trees.uid(object))) {
      listener.accept(new News(kind, before, null));
      listener.accept(new News(kind, null, object));
    } else if (!object.equals(before)) {
      listener.accept(new News(kind, before, object));
    }
  }

  private void remove(Object object) {
    @Nullable Map<String, @Nullable Object> known = objects.get(Key.of(object));
    if (known != null && Trees.uid(known).equals(Trees.uid(object))) {
      objects.remove(Key.of(known));
      disown(known);
      listener.accept(new News(kind, known, null));
    }
  }

  private void disown(Object object) {
    String controller = Trees.controllerOf(object);
    var children = owned.get(controller);
    if (children != null) {
      children.remove(Key.of(object));
      if (children.isEmpty()) {
        owned.remove(controller);
      }
    }
  }

  private static long version(Object object) {
    return number(Trees.text(object, "metadata", "resourceVersion"));
  }

  private static long number(String version) {
    return version.matches("[0-9]{1,18}") ? Long.parseLong(version) : 0;
  }
}
