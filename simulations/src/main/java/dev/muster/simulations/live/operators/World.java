package dev.muster.simulations.live.operators;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.Answer;
import dev.muster.scheduler.kube.Api.WatchEvent;
import dev.muster.simulations.live.objects.Trees;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What all controllers know: the newest state of the objects of every {@link Kind} that one of them
 * needs, by name and by the object that controls them. Fed by watches, and by the answers to their
 * own writes, so that a controller never decides on less than it did.
 */
final class World {
  private final Map<Kind, Shelf> shelves = new EnumMap<>(Kind.class);
  private final List<Controller> waiting = new ArrayList<>();
  private final List<Controller> working = new ArrayList<>();
  private final List<Api.Subscription> watches = new ArrayList<>();

  World() {
    for (Kind kind : Kind.values()) {
      shelves.put(kind, new Shelf(kind, this::publish));
    }
  }

  /** Begins to watch for these controllers; each begins once all it needs was listed. */
  void follow(Api api, List<Controller> controllers, Problems problems) {
    waiting.addAll(controllers);
    for (Kind kind : Kind.values()) {
      if (controllers.stream().anyMatch(controller -> controller.needs().contains(kind))) {
        watches.add(api.watch(kind.served(), "", event -> on(kind, event, problems)));
      }
    }
  }

  /** Hears of nothing any more. */
  void close() {
    watches.forEach(Api.Subscription::close);
    watches.clear();
  }

  private void on(Kind kind, WatchEvent event, Problems problems) {
    if (event instanceof WatchEvent.Broken broken) {
      problems.broken(kind.plural(), broken.problem());
    }
    shelf(kind).on(event);
    if (event instanceof WatchEvent.Listed) {
      List.copyOf(waiting).forEach(this::beginIfReady);
    }
  }

  private void beginIfReady(Controller controller) {
    if (controller.needs().stream().allMatch(kind -> shelf(kind).listed())) {
      waiting.remove(controller);
      working.add(controller);
      for (Kind kind : Kind.values()) {
        if (controller.needs().contains(kind)) {
          for (var object : all(kind)) {
            controller.on(new News(kind, null, object));
          }
        }
      }
      controller.begin();
    }
  }

  private void publish(News news) {
    for (Controller controller : working) {
      if (controller.needs().contains(news.kind())) {
        controller.on(news);
      }
    }
  }

  /** Takes over the server's answer about an object: its state, or that it is gone. */
  void answered(Kind kind, Object object, Answer answer) {
    switch (answer) {
      case Answer.Done done -> {
        if (!Trees.uid(done.object()).isEmpty()) {
          shelf(kind).answered(done.object());
        }
      }
      case Answer.Refused refused -> {
        if (refused.code() == 404) {
          shelf(kind).bury(object);
        }
      }
      case Answer.Unknown unknown -> {
        // Nothing was learnt; the watch will tell.
      }
    }
  }

  /** The server has removed the object for good. */
  void removed(Kind kind, Object object) {
    shelf(kind).bury(object);
  }

  Optional<Map<String, @Nullable Object>> get(Kind kind, Key key) {
    return shelf(kind).get(key);
  }

  /** All objects of a kind, in order of their keys. */
  Collection<Map<String, @Nullable Object>> all(Kind kind) {
    return shelf(kind).all();
  }

  /** The objects of a kind whose controller has this UID, in order of their keys. */
  List<Map<String, @Nullable Object>> owned(Kind kind, String controller) {
    return shelf(kind).owned(controller);
  }

  private Shelf shelf(Kind kind) {
    return shelves.computeIfAbsent(kind, any -> new Shelf(any, this::publish));
  }
}
