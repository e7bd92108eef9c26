package dev.muster.scaler.decide;

import dev.muster.scheduler.decide.draft.Draft;
import dev.muster.scheduler.decide.draft.GangShape;
import dev.muster.scheduler.decide.draft.Ground;
import dev.muster.scheduler.decide.fit.Fit;
import dev.muster.scheduler.decide.fit.FitResult;
import dev.muster.scheduler.decide.fit.Piece;
import dev.muster.scheduler.model.Node;
import dev.muster.scheduler.model.PersistentMap;
import dev.muster.scheduler.model.PodSet;
import dev.muster.scheduler.model.Resources;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The nodes while it is decided what to buy: those that are there, those that are coming, those
 * that are to be bought, less what this decision has given to somebody.
 */
final class Yard {
  private final Ground ground = new Ground();
  private final int budget;
  private PersistentMap<Node> nodes;

  Yard(PersistentMap<Node> nodes, int budget) {
    this.nodes = nodes;
    this.budget = budget;
  }

  /** The shape of these pod sets here; all that are asked for first cost one look at the nodes. */
  GangShape shape(List<PodSet> podSets) {
    return ground.shapes().acquire(podSets);
  }

  PersistentMap<Node> nodes() {
    return nodes;
  }

  /** What is free as things stand. */
  Draft draft() {
    ground.refresh(nodes);
    return ground.now();
  }

  /** Whether the gang fits as things stand. */
  FitResult fit(GangShape shape) {
    return Fit.of(shape, draft(), budget);
  }

  /** Whether it would if the nodes were these. */
  FitResult fitOn(PersistentMap<Node> others, GangShape shape) {
    ground.refresh(others);
    return Fit.of(shape, ground.now(), budget);
  }

  /** From now on the nodes are these. */
  void become(PersistentMap<Node> others) {
    nodes = others;
  }

  /** Gives the pieces' room to the gang. */
  void give(GangShape shape, List<Piece> witness) {
    for (var piece : witness) {
      var footprint = shape.parts().get(piece.part()).pod().footprint();
      change(piece.host().name(), node -> node.withUsed(plus(node, footprint, piece.pods())));
    }
  }

  private void change(String name, UnaryOperator<Node> change) {
    nodes = nodes.get(name).map(node -> nodes.with(name, change.apply(node))).orElse(nodes);
  }

  private static Resources plus(Node node, Resources footprint, int pods) {
    return node.used().plus(footprint.times(pods));
  }
}
