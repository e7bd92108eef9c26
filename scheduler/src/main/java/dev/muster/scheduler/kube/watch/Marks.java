package dev.muster.scheduler.kube.watch;

import dev.muster.scheduler.model.NodeQuarantine;
import java.util.Optional;

/** The quarantines of nodes: as stored, and as decided and on their way. */
public final class Marks {
  /** A node's object as a write can be bound to it, and what it says. */
  public record Stored(String uid, String version, NodeQuarantine quarantine) {}

  private final Occupancy occupancy;
  private final Runnable changed;

  Marks(Occupancy occupancy, Runnable changed) {
    this.occupancy = occupancy;
    this.changed = changed;
  }

  /** The node of this name, if it is there. */
  public Optional<Stored> stored(String node) {
    return occupancy
        .stored(node)
        .map(base -> new Stored(base.uid(), base.version(), base.node().quarantine()));
  }

  /** Takes this as stored until {@link #settle}. */
  public void assume(String node, NodeQuarantine quarantine) {
    occupancy.assume(node, quarantine);
    changed.run();
  }

  /** What was assumed has happened or never will: what is stored speaks again. */
  public void settle(String node) {
    occupancy.assume(node, null);
    changed.run();
  }
}
