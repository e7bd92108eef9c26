package dev.muster.scheduler.kube.watch;

import dev.muster.scheduler.kube.map.NodeMap;
import dev.muster.scheduler.model.Resources;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes in nodes. */
final class NodeSink implements Feed.Sink {
  private final Occupancy occupancy;

  NodeSink(Occupancy occupancy) {
    this.occupancy = occupancy;
  }

  @Override
  public void put(Meta meta, Map<String, @Nullable Object> object) {
    occupancy.node(meta.uid(), NodeMap.node(object, Resources.NONE));
  }

  @Override
  public void remove(String uid) {
    occupancy.removeNode(uid);
  }
}
