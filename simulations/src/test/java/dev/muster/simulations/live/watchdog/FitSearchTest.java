package dev.muster.simulations.live.watchdog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.live.objects.Amounts;
import dev.muster.simulations.live.objects.Eligibility;
import dev.muster.simulations.live.objects.Machine;
import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.watchdog.FitSearch.Outcome;
import dev.muster.simulations.live.watchdog.FitSearch.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class FitSearchTest {
  private static Place place(int index, int gpus) {
    var labels = new TreeMap<String, String>();
    labels.put("zone", index % 2 == 0 ? "even" : "odd");
    var machine = new Machine("n" + index, labels, List.of(), true, false, Amounts.NONE);
    return new Place(machine, Amounts.NONE.with("nvidia.com/gpu", gpus));
  }

  private static PodGroup group(int index, int count, int gpus, boolean even) {
    var spec = even ? Trees.object("nodeSelector", Trees.object("zone", "even")) : Trees.object();
    return new PodGroup(
        "g" + index, count, Amounts.NONE.with("nvidia.com/gpu", gpus), Eligibility.of(spec), "");
  }

  @Property(tries = 2000)
  void agreesWithTryingEveryAssignment(
      @ForAll @Size(min = 1, max = 4) List<@IntRange(min = 0, max = 8) Integer> free,
      @ForAll @Size(min = 1, max = 3) List<@IntRange(min = 1, max = 5) Integer> sizes,
      @ForAll @IntRange(min = 1, max = 3) int count,
      @ForAll boolean even) {
    var places = new ArrayList<Place>();
    for (int i = 0; i < free.size(); i++) {
      places.add(place(i, free.get(i)));
    }
    var groups = new ArrayList<PodGroup>();
    for (int i = 0; i < sizes.size(); i++) {
      groups.add(group(i, i == 0 ? count : 1, sizes.get(i), even && i == 0));
    }
    boolean expected = fits(groups, 0, 0, new ArrayList<>(free));
    assertThat(FitSearch.of(groups, places, 100_000))
        .isEqualTo(expected ? Outcome.FITS : Outcome.DOES_NOT);
  }

  /** Pod by pod, every node. */
  private static boolean fits(List<PodGroup> groups, int group, int placed, List<Integer> free) {
    if (group == groups.size()) {
      return true;
    }
    PodGroup next = groups.get(group);
    if (placed == next.count()) {
      return fits(groups, group + 1, 0, free);
    }
    int size = (int) next.each().get("nvidia.com/gpu");
    for (int node = 0; node < free.size(); node++) {
      boolean allowed = next.eligibility().refusal(place(node, 0).machine()).isEmpty();
      if (allowed && free.get(node) >= size) {
        free.set(node, free.get(node) - size);
        boolean found = fits(groups, group, placed + 1, free);
        free.set(node, free.get(node) + size);
        if (found) {
          return true;
        }
      }
    }
    return false;
  }

  @Test
  void aLargePodBesideSmallOnesIsPlacedFirst() {
    var groups = List.of(group(0, 7, 1, false), group(1, 1, 8, false));
    assertThat(FitSearch.of(groups, List.of(place(0, 8), place(1, 8)), 1000))
        .isEqualTo(Outcome.FITS);
  }

  @Test
  void aQuestionThatTakesTooLongIsLeftOpen() {
    var places = new ArrayList<Place>();
    for (int i = 0; i < 12; i++) {
      places.add(place(i, 7));
    }
    var groups = List.of(group(0, 12, 3, false), group(1, 12, 2, false), group(2, 13, 2, false));
    assertThat(FitSearch.of(groups, places, 50)).isEqualTo(Outcome.OPEN);
  }
}
