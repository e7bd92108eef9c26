package dev.muster.scaler.decide.cover;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CoverTest {
  private static final int BUDGET = 100_000;
  private static final long NO_LIMIT = Long.MAX_VALUE;

  @Test
  void theCheapestCombinationOfSmallAndLargeMachinesIsFound() {
    var small = kind(10, 30, List.of(1));
    var large = kind(10, 80, List.of(4));

    assertThat(cover(List.of(6L), small, large))
        .isEqualTo(new CoverResult.Covered(List.of(2L, 1L), 140, 140, true));
    assertThat(cover(List.of(7L), small, large))
        .isEqualTo(new CoverResult.Covered(List.of(0L, 2L), 160, 160, true));
  }

  @Test
  void whatIsThereAnywayIsUsedBeforeAnythingIsBought() {
    var idle = kind(2, 0, List.of(4));
    var bought = kind(10, 80, List.of(4));

    assertThat(cover(List.of(10L), idle, bought))
        .isEqualTo(new CoverResult.Covered(List.of(2L, 1L), 80, 80, true));
  }

  /** A head costs a machine with eight places two of them. */
  @Test
  void machinesAreFilledWithMixturesOfPods() {
    var machine = kind(10, 100, List.of(1, 6), List.of(0, 8));

    assertThat(cover(List.of(1L, 14L), machine))
        .isEqualTo(new CoverResult.Covered(List.of(2L), 200, 200, true));
    assertThat(cover(List.of(1L, 15L), machine))
        .isEqualTo(new CoverResult.Covered(List.of(3L), 300, 300, true));
  }

  @Test
  void whatAllMachinesTogetherDoNotHoldIsImpossible() {
    assertThat(cover(List.of(9L), kind(2, 1, List.of(4)))).isEqualTo(new CoverResult.Impossible());
    assertThat(cover(List.of(1L, 1L), kind(2, 1, List.of(4, 0))))
        .isEqualTo(new CoverResult.Impossible());
    assertThat(cover(List.of(1L))).isEqualTo(new CoverResult.Impossible());
  }

  @Test
  void whereFewMachinesMayBeBoughtFewerLargeOnesAre() {
    var small = kind(10, 30, List.of(1));
    var large = kind(10, 130, List.of(4));

    assertThat(Cover.cheapest(List.of(4L), List.of(small, large), 4, BUDGET))
        .isEqualTo(new CoverResult.Covered(List.of(4L, 0L), 120, 120, true));
    assertThat(Cover.cheapest(List.of(4L), List.of(small, large), 3, BUDGET))
        .isEqualTo(new CoverResult.Covered(List.of(0L, 1L), 130, 130, true));
    assertThat(Cover.cheapest(List.of(4L), List.of(small, large), 0, BUDGET))
        .isEqualTo(new CoverResult.Impossible());
  }

  @Test
  void nothingIsNeededForNothing() {
    assertThat(cover(List.of(0L), kind(2, 1, List.of(4))))
        .isEqualTo(new CoverResult.Covered(List.of(0L), 0, 0, true));
    assertThat(cover(List.of())).isEqualTo(new CoverResult.Covered(List.of(), 0, 0, true));
  }

  @Test
  void aSearchThatIsCutShortSaysHowFarFromTheCheapestItMayBe() {
    var random = new SplittableRandom(5);
    int unproved = 0;
    for (int i = 0; i < 200; i++) {
      var problem = Problem.random(random, 5, 6, 30);
      var whole = Cover.cheapest(problem.need(), problem.kinds(), NO_LIMIT, 1_000_000);
      var cut = Cover.cheapest(problem.need(), problem.kinds(), NO_LIMIT, 40);
      if (cut instanceof CoverResult.Covered some && whole instanceof CoverResult.Covered all) {
        assertThat(some.weight()).as("%s", problem).isGreaterThanOrEqualTo(all.weight());
        assertThat(some.bound()).as("%s", problem).isLessThanOrEqualTo(all.weight());
        assertThat(some.proved() && some.weight() != all.weight()).as("%s", problem).isFalse();
        unproved += some.proved() ? 0 : 1;
      }
    }
    assertThat(unproved).isPositive();
  }

  @Test
  void noOtherCombinationIsCheaper() {
    var random = new SplittableRandom(1);
    int covered = 0;
    for (int i = 0; i < 5_000; i++) {
      var problem = Problem.random(random, 3, 4, 3);
      var found = Cover.cheapest(problem.need(), problem.kinds(), problem.limit(), BUDGET);
      long least = new Exhaustive(problem).least();
      if (least == Exhaustive.NONE) {
        assertThat(found).as("%s", problem).isEqualTo(new CoverResult.Impossible());
      } else {
        assertThat(found).as("%s", problem).isInstanceOf(CoverResult.Covered.class);
        var cover = (CoverResult.Covered) found;
        assertThat(cover)
            .as("%s", problem)
            .isEqualTo(new CoverResult.Covered(cover.machines(), least, least, true));
        assertThat(problem.weight(cover.machines())).as("%s", problem).isEqualTo(least);
        assertThat(problem.bought(cover.machines())).isLessThanOrEqualTo(problem.limit);
        assertThat(new Exhaustive(problem).holds(cover.machines())).as("%s", problem).isTrue();
        covered++;
      }
    }
    assertThat(covered).isGreaterThan(1_500);
  }

  @SafeVarargs
  private static MachineKind kind(long most, long weight, List<Integer>... mixtures) {
    return new MachineKind(List.of(mixtures), most, weight, weight > 0);
  }

  private static CoverResult cover(List<Long> need, MachineKind... kinds) {
    return Cover.cheapest(need, List.of(kinds), NO_LIMIT, BUDGET);
  }

  /** Small machines for small gangs. */
  record Problem(List<Long> need, List<MachineKind> kinds, long limit) {
    static Problem random(SplittableRandom random, int parts, int mostKinds, int mostMachines) {
      int size = 1 + random.nextInt(parts);
      var need = new ArrayList<Long>();
      for (int part = 0; part < size; part++) {
        need.add((long) random.nextInt(mostMachines * 2));
      }
      var kinds = new ArrayList<MachineKind>();
      int count = 1 + random.nextInt(mostKinds);
      for (int kind = 0; kind < count; kind++) {
        int most = 1 + random.nextInt(mostMachines);
        long weight = random.nextInt(4) == 0 ? 0 : random.nextInt(1, 60);
        boolean again = kind > 0 && random.nextBoolean();
        var mixtures = again ? kinds.getLast().mixtures() : mixtures(random, size);
        kinds.add(new MachineKind(mixtures, most, weight, random.nextInt(4) > 0));
      }
      long limit = random.nextBoolean() ? NO_LIMIT : random.nextInt(6);
      return new Problem(List.copyOf(need), List.copyOf(kinds), limit);
    }

    private static List<List<Integer>> mixtures(SplittableRandom random, int size) {
      var mixtures = new ArrayList<List<Integer>>();
      int count = 1 + random.nextInt(3);
      for (int i = 0; i < count; i++) {
        var mixture = new ArrayList<Integer>();
        for (int part = 0; part < size; part++) {
          mixture.add(random.nextInt(4));
        }
        mixture.set(random.nextInt(size), 1 + random.nextInt(3));
        mixtures.add(List.copyOf(mixture));
      }
      return List.copyOf(mixtures);
    }

    long bought(List<Long> machines) {
      long bought = 0;
      for (int kind = 0; kind < machines.size(); kind++) {
        bought += kinds.get(kind).bought() ? machines.get(kind) : 0;
      }
      return bought;
    }

    long weight(List<Long> machines) {
      long weight = 0;
      for (int kind = 0; kind < machines.size(); kind++) {
        weight += machines.get(kind) * kinds.get(kind).weight();
      }
      return weight;
    }
  }

  /** All combinations of machines, and all ways to fill each machine. */
  private static final class Exhaustive {
    static final long NONE = -1;
    private final Problem problem;
    private long least = NONE;

    Exhaustive(Problem problem) {
      this.problem = problem;
    }

    long least() {
      count(new ArrayList<>());
      return least;
    }

    private void count(List<Long> machines) {
      if (problem.bought(machines) > problem.limit
          || (least != NONE && problem.weight(machines) >= least)) {
        return;
      }
      if (machines.size() == problem.kinds.size()) {
        least = holds(machines) ? problem.weight(machines) : least;
        return;
      }
      for (long n = 0; n <= problem.kinds.get(machines.size()).most(); n++) {
        machines.add(n);
        count(machines);
        machines.removeLast();
      }
    }

    boolean holds(List<Long> machines) {
      var need = problem.need.stream().mapToLong(pods -> pods).toArray();
      var kinds = new ArrayList<Integer>();
      for (int kind = 0; kind < machines.size(); kind++) {
        for (long n = 0; n < machines.get(kind); n++) {
          kinds.add(kind);
        }
      }
      return fill(kinds, 0, 0, need);
    }

    /** Of machines of one kind, later ones take no earlier mixture: order does not matter. */
    private boolean fill(List<Integer> kinds, int machine, int from, long[] need) {
      if (Arrays.stream(need).allMatch(pods -> pods <= 0)) {
        return true;
      }
      if (machine == kinds.size()) {
        return false;
      }
      var mixtures = problem.kinds.get(kinds.get(machine)).mixtures();
      for (int i = from; i < mixtures.size(); i++) {
        var rest = need.clone();
        for (int part = 0; part < rest.length; part++) {
          rest[part] -= mixtures.get(i).get(part);
        }
        boolean same =
            machine + 1 < kinds.size() && kinds.get(machine + 1).equals(kinds.get(machine));
        if (fill(kinds, machine + 1, same ? i : 0, rest)) {
          return true;
        }
      }
      return false;
    }
  }
}
