package dev.muster.scheduler.fuzz;

import dev.muster.scheduler.demand.Demands;
import dev.muster.scheduler.kube.client.JsonText;
import dev.muster.scheduler.model.Demand;
import dev.muster.scheduler.model.PodSet;
import dev.muster.scheduler.model.Resources;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Any object has a demand, be it that it cannot be read; the same one each time; one that can be
 * summed up; and never less than {@link LeastDemand} counts.
 */
public final class DemandTarget {
  private DemandTarget() {}

  public static void fuzzerTestOneInput(byte[] input) {
    JsonText.read(input).ifPresent(DemandTarget::check);
  }

  private static void check(Map<String, @Nullable Object> object) {
    var alone = Demands.ofObject(object);
    same(alone, Demands.ofObject(object));
    sound(alone);
    enough(object, alone);
    var spec = new LinkedHashMap<String, @Nullable Object>();
    var component = new LinkedHashMap<String, @Nullable Object>();
    component.put("template", object);
    spec.put("components", List.of(component));
    wrapped(spec);
    wrapped(object);
    if (Demands.ofAppWrapper(spec) instanceof Demand.Readable readable) {
      enough(object, readable);
    }
  }

  private static void wrapped(Map<String, @Nullable Object> spec) {
    var demand = Demands.ofAppWrapper(spec);
    same(demand, Demands.ofAppWrapper(spec));
    sound(demand);
    int components = spec.get("components") instanceof List<?> list ? list.size() : 0;
    if (Demands.components(spec).size() != components) {
      throw new AssertionError("not one status for each component");
    }
  }

  private static void same(Demand one, Demand other) {
    if (!one.equals(other)) {
      throw new AssertionError(one + " is not " + other);
    }
  }

  private static void sound(Demand demand) {
    switch (demand) {
      case Demand.Readable readable -> {
        var sum = Resources.NONE;
        var names = new HashSet<String>();
        for (var podSet : readable.podSets()) {
          sum = sum.plus(podSet.footprint().times(podSet.count())); // throws if it overflows
          if (podSet.count() <= 0 || !names.add(podSet.name())) {
            throw new AssertionError("not a pod set: " + podSet);
          }
        }
      }
      case Demand.Unreadable unreadable -> {
        var problem = unreadable.problem();
        if (problem.isBlank() || problem.length() > 500 || unreadable.path().length() > 5_000) {
          throw new AssertionError("a problem as nobody reads it: " + unreadable);
        }
      }
    }
  }

  private static void enough(Map<String, @Nullable Object> object, Demand demand) {
    if (!(demand instanceof Demand.Readable readable)) {
      return;
    }
    var least = LeastDemand.of(object);
    long pods = readable.podSets().stream().mapToLong(PodSet::count).sum();
    if (pods < least.pods()) {
      throw new AssertionError(pods + " pods, at least " + least.pods());
    }
    least
        .amounts()
        .forEach((resource, amount) -> {
          var asked = BigInteger.ZERO;
          for (var podSet : readable.podSets()) {
            asked =
                asked.add(
                    BigInteger.valueOf(podSet.requests().get(resource))
                        .multiply(BigInteger.valueOf(podSet.count())));
          }
          if (asked.compareTo(amount) < 0) {
            throw new AssertionError(asked + " of " + resource + ", at least " + amount);
          }
        });
  }
}
