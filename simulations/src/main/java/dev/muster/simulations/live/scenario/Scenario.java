package dev.muster.simulations.live.scenario;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What happens in a demo.
 *
 * @param name what {@code --scenario} calls it
 * @param story one sentence for {@code --help}
 * @param nodes the cluster it is made for, in the notation of {@code --nodes}
 * @param acts in order of time
 */
public record Scenario(String name, String story, String nodes, List<Act> acts) {
  public Scenario {
    acts = acts.stream().sorted(Comparator.comparingLong(Act::atMillis)).toList();
  }

  /** All scenarios, the default one first. */
  public static List<Scenario> all() {
    return List.of(ThreeTeams.scenario(), empty());
  }

  public static Optional<Scenario> named(String name) {
    return all().stream().filter(scenario -> scenario.name().equals(name)).findFirst();
  }

  /** When the last act is over, in milliseconds after the start. */
  public long lastActMillis() {
    return acts.isEmpty() ? 0 : acts.getLast().atMillis();
  }

  private static Scenario empty() {
    return new Scenario(
        "empty", "A cluster without any gang: submit your own.", ThreeTeams.NODES, List.of());
  }
}
