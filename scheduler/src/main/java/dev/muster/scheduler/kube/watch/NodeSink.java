package dev.muster.scheduler.kube.watch;

import dev.muster.scheduler.kube.map.NodeMap;
import dev.muster.scheduler.model.NodeQuarantine.State;
import dev.muster.scheduler.model.Resources;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Takes in nodes. */
final class NodeSink implements Feed.Sink {
  private final Occupancy occupancy;
  private final Runs runs;
  private final LongSupplier clock;

  /** {@code clock}: epoch milliseconds. */
  NodeSink(Occupancy occupancy, Runs runs, LongSupplier clock) {
    this.occupancy = occupancy;
    this.runs = runs;
    this.clock = clock;
  }

  @Override
  public void put(Meta meta, Map<String, @Nullable Object> object) {
    var node = NodeMap.node(object, Resources.NONE);
    var before = occupancy.stored(node.name());
    occupancy.node(meta.uid(), meta.version(), node);
    if (before.filter(known -> known.uid().equals(meta.uid())).isEmpty()) {
      runs.begin(node.name(), NodeMap.created(object));
    } else if (before.filter(NodeSink::isMarked).isPresent()
        && node.quarantine().state() == State.NONE) {
      runs.forgive(node.name(), clock.getAsLong());
    }
  }

  private static boolean isMarked(Occupancy.Base known) {
    return known.node().quarantine().state() != State.NONE;
  }

  @Override
  public void remove(String uid) {
    occupancy.removeNode(uid).ifPresent(runs::forget);
  }
}
