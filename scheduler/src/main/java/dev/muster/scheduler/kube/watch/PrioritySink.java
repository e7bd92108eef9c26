package dev.muster.scheduler.kube.watch;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Takes in the classes of one kind that give priorities. */
final class PrioritySink implements Feed.Sink {
  private final Map<String, Map<String, @Nullable Object>> classes = new TreeMap<>();
  private final Consumer<Collection<Map<String, @Nullable Object>>> changed;

  /** {@code changed} is told of all that there are. */
  PrioritySink(Consumer<Collection<Map<String, @Nullable Object>>> changed) {
    this.changed = changed;
  }

  @Override
  public void put(Meta meta, Map<String, @Nullable Object> object) {
    classes.put(meta.uid(), object);
    changed.accept(classes.values());
  }

  @Override
  public void remove(String uid) {
    classes.remove(uid);
    changed.accept(classes.values());
  }
}
