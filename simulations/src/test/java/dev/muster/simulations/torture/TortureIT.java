package dev.muster.simulations.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * More seeds than the fast suite plays, the same ones on every run. {@code -Dmuster.torture.many}
 * says how many of each profile.
 */
final class TortureIT {
  private static final long FIRST = 1_000;
  private static final long EACH = Long.getLong("muster.torture.many", 562);

  @Test
  void whateverHappensTheRulesHold() {
    var profiles = Torture.profiles();
    var tally = new Tally();
    var broken =
        LongStream.range(0, EACH * profiles.size())
            .parallel()
            .mapToObj(i ->
                play(profiles.get((int) (i % profiles.size())), FIRST + i / profiles.size(), tally))
            .flatMap(List::stream)
            .toList();
    assertThat(broken).isEmpty();
    assertThat(tally.seeds()).isEqualTo(EACH * profiles.size());
    System.out.printf(
        "%d seeds, %d events, %d faults: no rule broken%n",
        tally.seeds(), tally.events(), tally.faultCount());
  }

  private static List<String> play(String profile, long seed, Tally tally) {
    var result = Torture.play(Torture.script(profile, seed), () -> 0, Optional.empty());
    tally.add(result);
    return result.violations().stream()
        .limit(1)
        .map(problem -> "%s %d: %s".formatted(profile, seed, problem))
        .toList();
  }
}
