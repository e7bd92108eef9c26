package dev.muster.scaler.decide;

import dev.muster.scaler.decide.cover.CoverResult;
import dev.muster.scheduler.decide.draft.GangShape;
import dev.muster.scheduler.decide.fit.FitResult;
import dev.muster.scheduler.decide.fit.Piece;
import dev.muster.scheduler.model.Node;
import dev.muster.scheduler.model.PersistentMap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Where a choice is proved: the whole gang is placed with what would be bought, or nothing is. */
final class Till {
  /** A choice with which the whole gang fits: the nodes with it, and where the gang goes. */
  record Placed(CoverResult.Covered cover, PersistentMap<Node> nodes, List<Piece> witness) {}

  private final Yard yard;
  private final GangShape shape;
  private final Market market;
  private final Optional<String> label;
  private final Basket basket;
  private final String name;

  /** {@code name}: of the machines that are bought. */
  Till(
      Yard yard,
      GangShape shape,
      Market market,
      Optional<String> label,
      Basket basket,
      String name) {
    this.yard = yard;
    this.shape = shape;
    this.market = market;
    this.label = label;
    this.basket = basket;
    this.name = name;
  }

  /** The whole gang with what was chosen, if a place is found for it. */
  Optional<Placed> place(CoverResult.Covered cover) {
    var nodes = yard.nodes();
    for (var idle : basket.labels(cover)) {
      var node = nodes.get(idle).orElseThrow();
      nodes = nodes.with(idle, Market.labelled(node, label.orElseThrow()));
    }
    for (var line : basket.lines(cover)) {
      for (int i = 0; i < line.machines(); i++) {
        var machine = market.machine(line.group(), name, i);
        nodes = nodes.with(machine.name(), machine);
      }
    }
    return yard.fitOn(nodes, shape) instanceof FitResult.Fits fits
        ? Optional.of(new Placed(cover, nodes, fits.witness()))
        : Optional.empty();
  }

  /** Without each machine without which it fits as well, the dearest first. */
  Placed trimmed(Placed placed) {
    var dearestFirst =
        IntStream.range(0, basket.kinds().size())
            .boxed()
            .filter(kind -> basket.kinds().get(kind).weight() > 0)
            .sorted(Comparator.comparingLong((Integer kind) -> -weight(kind)))
            .toList();
    var least = placed;
    for (int kind : dearestFirst) {
      var fewer = Optional.of(least);
      while (fewer.isPresent()) {
        least = fewer.get();
        fewer =
            least.cover.machines().get(kind) > 0
                ? place(without(kind, least.cover))
                : Optional.empty();
      }
    }
    return least;
  }

  private long weight(int kind) {
    return basket.kinds().get(kind).weight();
  }

  private CoverResult.Covered without(int kind, CoverResult.Covered cover) {
    var machines = new ArrayList<>(cover.machines());
    machines.set(kind, machines.get(kind) - 1);
    long weight = cover.weight() - weight(kind);
    return new CoverResult.Covered(machines, weight, Math.min(weight, cover.bound()), false);
  }
}
