package dev.muster.scaler.decide;

import dev.muster.scaler.decide.cover.Cover;
import dev.muster.scaler.decide.cover.MachineKind;
import dev.muster.scaler.model.Offer;
import dev.muster.scheduler.decide.draft.Draft;
import dev.muster.scheduler.decide.draft.GangShape;
import dev.muster.scheduler.decide.draft.NodeClass;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/**
 * What a purchase costs at the least, however machines are filled: as if pods could be poured. Each
 * resource that the gang asks for is a part, and a machine holds of it what it has.
 */
final class Fluid {
  private static final long FINEST = 1 << 16;

  private final GangShape gang;
  private final int[] dimensions;
  private final long[] units; // by place in dimensions
  private final List<Long> need;

  private Fluid(GangShape gang) {
    this.gang = gang;
    this.dimensions =
        gang.parts().stream()
            .flatMapToInt(part -> IntStream.range(0, part.pod().size()).map(part.pod()::dimension))
            .distinct()
            .sorted()
            .toArray();
    this.units = new long[dimensions.length];
    this.need = new ArrayList<>();
    for (int i = 0; i < dimensions.length; i++) {
      long asked = asked(dimensions[i]);
      units[i] = Math.max(1, asked / FINEST);
      need.add(asked / units[i]);
    }
  }

  /** Of the gang's shape in the market; what is there takes its part first. */
  static long floor(
      GangShape gang, Draft market, Draft there, List<Offer> open, ToLongFunction<Offer> weight) {
    var fluid = new Fluid(gang);
    var kinds = new ArrayList<MachineKind>();
    for (var offer : open) {
      var amounts = fluid.amounts(market.host(offer.group()).kind(), market, market);
      if (amounts.stream().anyMatch(amount -> amount > 0)) {
        long most = Math.min(offer.room(), MachineKind.MOST);
        kinds.add(new MachineKind(List.of(amounts), most, weight.applyAsLong(offer), true));
      }
    }
    long floor = Cover.floor(fluid.without(there, market), kinds);
    return floor == Long.MAX_VALUE ? 0 : floor; // of more machines than are counted nothing is said
  }

  private long asked(int dimension) {
    long asked = 0;
    for (var part : gang.parts()) {
      asked = Math.addExact(asked, Math.multiplyExact(part.pod().in(dimension), part.count()));
    }
    return asked;
  }

  /** What one such node has, no more than the gang asks for; rounded up. */
  private List<Integer> amounts(NodeClass kind, Draft draft, Draft named) {
    var amounts = new ArrayList<Integer>();
    for (int i = 0; i < dimensions.length; i++) {
      long free = Math.max(0, free(kind, draft, named.resource(dimensions[i])));
      amounts.add((int) Math.min(need.get(i), Math.ceilDiv(free, units[i])));
    }
    return amounts;
  }

  private static long free(NodeClass kind, Draft draft, String resource) {
    for (int dimension = 0; dimension < draft.dimensions(); dimension++) {
      if (draft.resource(dimension).equals(resource)) {
        return kind.free(dimension);
      }
    }
    return 0;
  }

  private List<Long> without(Draft there, Draft named) {
    var left = new ArrayList<>(need);
    for (var kind : there.classes()) {
      var amounts = amounts(kind, there, named);
      for (int i = 0; i < left.size(); i++) {
        left.set(i, left.get(i) - (long) amounts.get(i) * kind.size());
      }
    }
    left.replaceAll(amount -> Math.max(0, amount));
    return left;
  }
}
