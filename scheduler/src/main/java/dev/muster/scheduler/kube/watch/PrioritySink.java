package dev.muster.scheduler.kube.watch;

import dev.muster.scheduler.kube.map.Priorities;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Takes in PriorityClasses. */
final class PrioritySink implements Feed.Sink {
  private final Map<String, Map<String, @Nullable Object>> classes = new TreeMap<>();
  private final Consumer<Priorities> changed;

  PrioritySink(Consumer<Priorities> changed) {
    this.changed = changed;
  }

  @Override
  public void put(Meta meta, Map<String, @Nullable Object> object) {
    classes.put(meta.uid(), object);
    changed.accept(Priorities.of(classes.values()));
  }

  @Override
  public void remove(String uid) {
    classes.remove(uid);
    changed.accept(Priorities.of(classes.values()));
  }
}
