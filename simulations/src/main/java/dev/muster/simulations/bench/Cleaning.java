package dev.muster.simulations.bench;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.Answer;
import dev.muster.scheduler.kube.Api.Listing;
import dev.muster.scheduler.kube.Api.PatchType;
import dev.muster.simulations.live.objects.Trees;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Removes everything that carries a bench's label: gangs first, so that nobody makes anew what goes
 * next. Pods are not waited for: nobody may be there who could end them. Where gangs stay because
 * of a finalizer that nobody takes off, they are let go.
 */
final class Cleaning {
  static final Api.Kind JOBS = new Api.Kind("batch", "v1", "jobs", true);
  static final Api.Kind PODS = new Api.Kind("", "v1", "pods", true);
  private static final int IN_FLIGHT = 32;
  private static final long PATIENCE_NANOS = 10_000_000_000L;
  private static final long LONGEST_NANOS = 180_000_000_000L;
  private static final long PAUSE_MILLIS = 300;
  private static final int NOT_FOUND = 404;

  private final Session session;
  private final BenchOptions.Place place;
  private final List<Api.Kind> kinds;

  /** {@code gangs}: the kinds of what was submitted, as far as they are served. */
  Cleaning(Session session, BenchOptions.Place place, List<Api.Kind> gangs) {
    this.session = session;
    this.place = place;
    this.kinds = new ArrayList<>(gangs);
    for (var kind : List.of(JOBS, PODS)) {
      if (!kinds.contains(kind)) {
        kinds.add(kind);
      }
    }
  }

  /** How many objects there are, by the plural of their kind; none of those that are none. */
  Map<String, Integer> leftovers() {
    var result = new LinkedHashMap<String, Integer>();
    for (var kind : kinds) {
      result.merge(kind.plural(), list(kind).size(), Integer::sum);
    }
    result.put(OwnNodes.NODES.plural(), list(OwnNodes.NODES).size());
    result.values().removeIf(count -> count == 0);
    return result;
  }

  /** Removes all of it; fails if something stays. */
  void run(Consumer<String> progress) {
    long start = session.nanos();
    long movedAt = start;
    int before = Integer.MAX_VALUE;
    while (true) {
      int left = 0;
      boolean stuck = session.nanos() - movedAt > PATIENCE_NANOS;
      for (var kind : kinds) {
        left += remove(kind, stuck);
      }
      if (left == 0) {
        break;
      }
      progress.accept("removing " + left + " objects");
      if (left < before) {
        before = left;
        movedAt = session.nanos();
      }
      if (session.nanos() - start > LONGEST_NANOS) {
        throw new BenchProblem(
            "these stay behind: " + leftovers(), "try ./muster bench --clean later");
      }
      boolean unused =
          session.<Boolean>await(
              future -> session.after(PAUSE_MILLIS, () -> future.complete(true)));
    }
    int nodes = remove(OwnNodes.NODES, false);
    progress.accept("removed " + nodes + " nodes");
  }

  /** One round; how many there were. */
  private int remove(Api.Kind kind, boolean stuck) {
    var objects = list(kind);
    var toDelete = new ArrayList<Api.Ref>();
    var toFree = new ArrayList<Api.Ref>();
    for (var object : objects) {
      var ref = new Api.Ref(kind, Trees.namespace(object), Trees.name(object));
      boolean again = kind.equals(PODS); // a pod on its way out still waits for a kubelet
      if (!Trees.leaving(object) || again) {
        toDelete.add(ref);
      }
      if (stuck && !Trees.texts(object, "metadata", "finalizers").isEmpty()) {
        toFree.add(ref);
      }
    }
    each(toDelete, (ref, then) -> session.api().delete(ref, options(kind), then));
    var free = Trees.object("metadata", Trees.object("finalizers", null));
    each(toFree, (ref, then) -> session.api().patch(ref, "", PatchType.MERGE, free, then));
    return objects.size();
  }

  private static Map<String, @Nullable Object> options(Api.Kind kind) {
    return kind.equals(PODS)
        ? Trees.object("gracePeriodSeconds", 0L)
        : Trees.object("propagationPolicy", "Background");
  }

  private interface RefCall {
    void send(Api.Ref ref, Consumer<Answer> then);
  }

  private void each(List<Api.Ref> refs, RefCall call) {
    var result =
        Burst.run(session, refs.size(), IN_FLIGHT, (i, then) -> call.send(refs.get(i), then));
    if (result.refusal() instanceof Answer.Refused refused && refused.code() == 403) {
      throw Refusals.problem("remove " + refs.getFirst().kind().plural(), refused);
    }
  }

  private List<Map<String, @Nullable Object>> list(Api.Kind kind) {
    var listing =
        session.list(
            kind, kind.namespaced() ? place.namespace() : "", Labels.selector(place.name()));
    return switch (listing) {
      case Listing.Complete complete -> complete.objects();
      case Listing.Failed failed -> absent(failed.why(), kind);
    };
  }

  /** A kind that is not served has no objects. */
  private static List<Map<String, @Nullable Object>> absent(Answer why, Api.Kind kind) {
    if (why instanceof Answer.Refused refused && refused.code() == NOT_FOUND) {
      return List.of();
    }
    throw Refusals.problem("list " + kind.plural(), why);
  }
}
