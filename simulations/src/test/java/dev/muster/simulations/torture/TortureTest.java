package dev.muster.simulations.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The production code in a hostile world: nothing that happens there may break a rule. */
final class TortureTest {
  /** How many seeds of each profile. */
  private static final long SEEDS = Long.getLong("muster.torture.seeds", 63);

  static List<String> profiles() {
    return Torture.profiles();
  }

  @ParameterizedTest
  @MethodSource("profiles")
  void noRuleIsBroken(String profile) {
    var tally = new Tally();
    var broken =
        LongStream.range(0, SEEDS)
            .parallel()
            .mapToObj(seed -> play(Torture.script(profile, seed), tally))
            .flatMap(List::stream)
            .toList();

    assertThat(broken).as("./muster torture --profile %s --seeds N", profile).isEmpty();
    assertThat(tally.decisions()).isGreaterThan(10 * SEEDS);
    var possible = Profile.valueOf(profile.toUpperCase(java.util.Locale.ROOT)).faults().keySet();
    if (SEEDS >= 60) {
      assertThat(tally.faults().keySet())
          .as("each kind of fault really happens")
          .containsAll(
              possible.stream().filter(act -> !act.fault().isEmpty()).map(Act::word).toList());
    }
  }

  static List<Path> kept() throws IOException {
    var folder =
        Path.of(System.getProperty("muster.root"), "simulations/src/test/resources/torture");
    try (var files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  /** Scripts that broke a rule once; each says in its second line what was wrong. */
  @ParameterizedTest
  @MethodSource("kept")
  void whatBrokeARuleOnceDoesNotAnyMore(Path script) throws IOException {
    assertThat(play(Files.readString(script)).violations()).isEmpty();
  }

  @Test
  void theSameSeedComesToTheSameWrites() {
    for (var profile : List.of("calm", "mixed", "leaders")) {
      var script = Torture.script(profile, 7);
      assertThat(play(script).trace()).isEqualTo(play(script).trace());
      assertThat(Torture.script(profile, 7)).isEqualTo(script);
    }
  }

  private static List<String> play(String script, Tally tally) {
    var result = play(script);
    tally.add(result);
    return result.violations().stream()
        .limit(1)
        .map(violation -> result.name() + ": " + violation)
        .toList();
  }

  private static Result play(String script) {
    return Torture.play(script, () -> 0, Optional.empty());
  }
}
