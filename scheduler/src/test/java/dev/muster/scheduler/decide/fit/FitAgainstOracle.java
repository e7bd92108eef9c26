package dev.muster.scheduler.decide.fit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.decide.draft.GangShape;
import dev.muster.scheduler.decide.draft.Ground;
import dev.muster.scheduler.model.Node;
import dev.muster.scheduler.model.PersistentMap;
import dev.muster.scheduler.model.PodSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Compares the fit with the truth and has its evidence checked, case by case. */
final class FitAgainstOracle {
  private static final int NEVER_GIVES_UP = 1_000_000;

  private final TreeMap<String, Integer> outcomes = new TreeMap<>();

  /** Runs the cases of these seeds; a failure names its seed. */
  void run(long firstSeed, int cases) {
    for (long seed = firstSeed; seed < firstSeed + cases; seed++) {
      var random = new Cases(seed);
      check("seed " + seed, random.nodes(4), random.gang());
    }
  }

  /** How many cases ended with which evidence. */
  SortedMap<String, Integer> outcomes() {
    return outcomes;
  }

  private void check(String which, List<Node> nodes, List<PodSet> gang) {
    var ground = new Ground();
    var shape = ground.shapes().acquire(gang);
    ground.refresh(byName(nodes));
    boolean truth = Oracle.fits(nodes, gang);
    switch (Fit.of(shape, ground.now(), NEVER_GIVES_UP)) {
      case FitResult.Fits fits -> {
        var placements = Witness.placements(shape, gang, fits.witness());
        assertThat(WitnessChecker.complaints(nodes, gang, placements)).as(which).isEmpty();
        count(fits);
      }
      case FitResult.ProvedNo no -> {
        assertThat(truth).as("%s: %s", which, no).isFalse();
        assertThat(WitnessChecker.complaints(nodes, gang, no.certificate())).as(which).isEmpty();
        count(no.certificate());
      }
      case FitResult.BudgetExhausted end -> throw new AssertionError(which + ": " + end);
    }
    if (shape.parts().size() > 1) {
      search(which, ground, shape, truth);
    }
  }

  /** The search alone, without the rules that spare it most of its work. */
  private void search(String which, Ground ground, GangShape shape, boolean truth) {
    var groups = Frontiers.of(shape, ground.now(), NEVER_GIVES_UP).orElseThrow();
    var result = ClassSearch.run(shape, groups, NEVER_GIVES_UP);
    assertThat(result instanceof FitResult.Fits)
        .as("%s: search: %s", which, result)
        .isEqualTo(truth);
    if (result instanceof FitResult.ProvedNo no) {
      count(no.certificate());
    }
  }

  private void count(Object evidence) {
    outcomes.merge(evidence.getClass().getSimpleName(), 1, Integer::sum);
  }

  static PersistentMap<Node> byName(List<Node> nodes) {
    var byName = PersistentMap.<Node>empty();
    for (var node : nodes) {
      byName = byName.with(node.name(), node);
    }
    return byName;
  }
}
