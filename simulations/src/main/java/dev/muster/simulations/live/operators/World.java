package dev.muster.simulations.live.operators;

import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.store.Change;
import dev.muster.simulations.live.store.ChangeType;
import dev.muster.simulations.live.store.Options;
import dev.muster.simulations.live.store.Request;
import dev.muster.simulations.live.store.Response;
import dev.muster.simulations.live.store.Store;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What all controllers know: the newest state of the objects of every {@link Kind}, by name and by
 * the object that controls them. Follows the store write by write, so that a controller sees the
 * outcome of its own write at once.
 */
final class World {
  private final Map<Kind, SortedMap<Key, Map<String, @Nullable Object>>> objects =
      new EnumMap<>(Kind.class);
  private final Map<Kind, SortedMap<String, SortedMap<Key, Map<String, @Nullable Object>>>> owned =
      new EnumMap<>(Kind.class);

  /** Begins with what {@code store} holds now. */
  World(Store store) {
    for (Kind kind : Kind.values()) {
      objects.put(kind, new TreeMap<>());
      owned.put(kind, new TreeMap<>());
      store
          .type(kind.group(), kind.version(), kind.plural())
          .map(type -> store.handle(Request.list(type, "", Options.NONE)))
          .ifPresent(answer -> putAll(kind, answer));
    }
  }

  private void putAll(Kind kind, Response answer) {
    switch (answer) {
      case Response.Success success -> {
        for (var object : Trees.maps(success.body(), "items")) {
          put(kind, object);
        }
      }
      case Response.Failure failure ->
          throw new IllegalStateException("cannot list " + kind.plural() + ": " + failure);
    }
  }

  /** Takes over one write. */
  void apply(Change change) {
    Kind.of(change.resource())
        .filter(kind -> kind != Kind.EVENT)
        .ifPresent(kind -> {
          remove(kind, change.before() == null ? change.object() : change.before());
          if (change.type() != ChangeType.DELETED) {
            put(kind, change.object());
          }
        });
  }

  Optional<Map<String, @Nullable Object>> get(Kind kind, Key key) {
    return Optional.ofNullable(byName(kind).get(key));
  }

  /** All objects of a kind, in order of their keys. */
  Collection<Map<String, @Nullable Object>> all(Kind kind) {
    return List.copyOf(byName(kind).values());
  }

  /** The objects of a kind whose controller has this UID, in order of their keys. */
  List<Map<String, @Nullable Object>> owned(Kind kind, String controller) {
    var children = byController(kind).get(controller);
    return children == null ? List.of() : List.copyOf(children.values());
  }

  private void put(Kind kind, Map<String, @Nullable Object> object) {
    byName(kind).put(Key.of(object), object);
    String controller = Trees.controllerOf(object);
    if (!controller.isEmpty()) {
      byController(kind)
          .computeIfAbsent(controller, uid -> new TreeMap<>())
          .put(Key.of(object), object);
    }
  }

  private void remove(Kind kind, Object object) {
    byName(kind).remove(Key.of(object));
    String controller = Trees.controllerOf(object);
    var children = byController(kind).get(controller);
    if (children != null) {
      children.remove(Key.of(object));
      if (children.isEmpty()) {
        byController(kind).remove(controller);
      }
    }
  }

  private SortedMap<Key, Map<String, @Nullable Object>> byName(Kind kind) {
    return objects.computeIfAbsent(kind, any -> new TreeMap<>());
  }

  private SortedMap<String, SortedMap<Key, Map<String, @Nullable Object>>> byController(Kind kind) {
    return owned.computeIfAbsent(kind, any -> new TreeMap<>());
  }
}
