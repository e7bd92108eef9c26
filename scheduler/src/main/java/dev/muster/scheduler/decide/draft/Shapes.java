package dev.muster.scheduler.decide.draft;

import dev.muster.scheduler.model.Constraints;
import dev.muster.scheduler.model.PodSet;
import dev.muster.scheduler.model.Resources;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The shapes of the gangs that wait, one object for each: equality is checked once, when a gang
 * comes in, and identity does from then on.
 */
public final class Shapes {
  private record PodKey(Resources footprint, Constraints constraints) {}

  /** How many gang shapes use a pod shape. */
  private static final class Counted {
    private final PodShape pod;
    private int users;

    Counted(PodShape pod) {
      this.pod = pod;
    }
  }

  // Linked, because a new lens visits all of them.
  private final Map<PodKey, Counted> pods = new LinkedHashMap<>();
  private final Map<List<GangShape.Part>, GangShape> gangs = new HashMap<>();
  private Lens lens = Lens.of(List.of());
  private boolean stale;

  /** The shape of these pod sets; to be given back by {@link #release}. */
  public GangShape acquire(List<PodSet> podSets) {
    var sets = new ArrayList<GangShape.Part>(podSets.size());
    for (var set : podSets) {
      sets.add(new GangShape.Part(pod(set), set.count()));
    }
    var shape = gangs.get(sets);
    if (shape == null) {
      shape = new GangShape(sets);
      gangs.put(shape.sets(), shape);
      count(shape, counted -> counted.users++);
    }
    shape.use();
    return shape;
  }

  /** Says that one gang of this shape waits no more; returns whether it was the last. */
  public boolean release(GangShape shape) {
    if (!shape.letGo()) {
      return false;
    }
    gangs.remove(shape.sets());
    count(shape, counted -> counted.users--);
    for (var set : shape.sets()) {
      var key = key(set.pod());
      var counted = pods.get(key);
      if (counted != null && counted.users == 0) {
        pods.remove(key);
      }
    }
    return true;
  }

  private PodShape pod(PodSet set) {
    var footprint = set.footprint();
    return pods.computeIfAbsent(
            new PodKey(footprint, set.constraints()),
            key -> {
              var pod = new PodShape(footprint, set.constraints());
              if (lens.covers(pod)) {
                pod.look(lens);
              } else {
                stale = true;
              }
              return new Counted(pod);
            })
        .pod;
  }

  private void count(GangShape shape, Consumer<Counted> change) {
    for (var set : shape.sets()) {
      var counted = pods.get(key(set.pod()));
      if (counted == null) {
        throw new IllegalStateException("shape is not in use: " + set.pod());
      }
      change.accept(counted);
    }
  }

  private static PodKey key(PodShape pod) {
    return new PodKey(pod.footprint(), pod.constraints());
  }

  /** Has the next lens see no more than the shapes of now look at. */
  void renewLens() {
    stale = true;
  }

  /** The lens that sees all that the shapes ask about: the one in use for as long as it does. */
  Lens lens() {
    if (stale) {
      stale = false;
      lens = Lens.of(pods.values().stream().map(counted -> counted.pod).toList());
      pods.values().forEach(counted -> counted.pod.look(lens));
    }
    return lens;
  }
}
