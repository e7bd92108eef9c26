package dev.muster.scaler.decide;

import static dev.muster.scaler.model.Offers.anOffer;
import static dev.muster.scheduler.model.Gangs.aGang;
import static dev.muster.scheduler.model.PodSets.pods;
import static dev.muster.scheduler.model.Snapshots.aSnapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scaler.model.Offer;
import dev.muster.scaler.model.Outcome;
import dev.muster.scaler.model.ScaleRules;
import dev.muster.scaler.model.Stock;
import dev.muster.scheduler.model.Gangs;
import dev.muster.scheduler.model.Nodes;
import dev.muster.scheduler.model.Verdict;
import dev.muster.scheduler.model.Verdict.Shortage;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Gangs of so many kinds of pods that not every way to fill a machine is looked at. The least is
 * that of pods that could be poured, which is less than what any purchase costs.
 */
class ScaleGapTest {
  private static final int CASES = 50;

  @Test
  void evenThenPurchasesCostLittleMoreThanTheLeastThatIsPossible() {
    var random = new SplittableRandom(3);
    var gaps = new ArrayList<Long>();
    for (int i = 0; i < CASES; i++) {
      var snapshot = aSnapshot().gang(gang(random)).build();
      var outcome =
          new ScalePlanner(ScaleRules.DEFAULT)
              .plan(snapshot, Stock.of(offers(random)))
              .answers()
              .getFirst()
              .outcome();
      assertThat(outcome).isInstanceOf(Outcome.Buy.class);
      gaps.add((long) ((Outcome.Buy) outcome).gapPerMille());
    }
    var sorted = gaps.stream().mapToLong(gap -> gap).sorted().toArray();
    assertThat(sorted[CASES / 2]).isLessThanOrEqualTo(50);
    assertThat(sorted[CASES * 9 / 10]).isLessThanOrEqualTo(150);
  }

  private static Gangs.Builder gang(SplittableRandom random) {
    var shortage = new Shortage("set-0", 1, 0, Nodes.GPU, List.of());
    var gang = aGang("g").told(new Verdict.NodesTooSmall(shortage));
    for (int set = 0; set < 8; set++) {
      int cpus = 1 + random.nextInt(8);
      int gpus = random.nextBoolean() ? 0 : 1 + random.nextInt(4);
      gang.podSet(
          pods("set-" + set, 1 + random.nextInt(100))
              .cpus(cpus)
              .gpus(gpus)
              .asks("memory", cpus * (2L + random.nextInt(12)) * Nodes.GIB));
    }
    return gang;
  }

  private static List<Offer> offers(SplittableRandom random) {
    var offers = new ArrayList<Offer>();
    for (int type = 0; type < 20; type++) {
      int gpus = new int[] {0, 1, 4, 8}[type % 4];
      int cpus = (gpus == 0 ? 8 : gpus * 12) << type / 8;
      var offer = anOffer("type-%02d".formatted(type)).cpus(cpus).gpus(gpus).room(1000);
      offer.memory((4L + type % 3 * 4) * cpus);
      offers.add(offer.price(cpus * 40L + gpus * 900L + random.nextInt(200)).build());
    }
    return offers;
  }
}
