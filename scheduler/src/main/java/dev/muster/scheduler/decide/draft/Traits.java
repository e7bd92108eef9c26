package dev.muster.scheduler.decide.draft;

import dev.muster.scheduler.model.Constraints;
import dev.muster.scheduler.model.Node;
import java.util.Optional;

/**
 * What constraints can tell of a node, as far as any live shape asks: nodes of equal traits are
 * open to the same pods.
 */
public final class Traits {
  private final int id;
  private final Node example;

  Traits(int id, Node example) {
    this.id = id;
    this.example = example;
  }

  int id() {
    return id;
  }

  /** Why pods of this shape may not come here; empty if they may. */
  public Optional<Constraints.Exclusion> exclusion(PodShape pod) {
    return example.exclusion(pod.constraints());
  }
}
