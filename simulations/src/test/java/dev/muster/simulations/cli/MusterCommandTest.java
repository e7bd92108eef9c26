package dev.muster.simulations.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class MusterCommandTest {
  @Test
  void theVersionIsThatOfTheBuild() {
    var typed = Typed.run("version");

    assertThat(typed.out()).matches("muster [0-9]+\\.[0-9]+\\.[0-9]+ \\(Java .+\\)\\R");
    assertThat(typed.exit()).isZero();
    assertThat(Typed.run("--version")).isEqualTo(typed);
  }

  @Test
  void aWrongCommandListsTheRightOnes() {
    var typed = Typed.run("rplay");

    assertThat(typed.exit()).isEqualTo(2);
    assertThat(typed.out()).isEmpty();
    assertThat(typed.err())
        .startsWith("error: 'rplay' is none of demo, operators, replay, bench, ")
        .contains("version");
  }

  @Test
  void noCommandShowsWhatThereIs() {
    var typed = Typed.run();

    assertThat(typed.exit()).isEqualTo(2);
    assertThat(typed.out()).isEmpty();
    assertThat(typed.err()).contains("Usage: muster", "replay", "version");
  }

  @Test
  void helpIsAResult() {
    var typed = Typed.run("--help");

    assertThat(typed.exit()).isZero();
    assertThat(typed.out()).contains("Usage: muster", "replay", "version");
    assertThat(typed.err()).isEmpty();
  }

  @Test
  void colourIsForScreensOnly() {
    assertThat(Typed.run("--help").out()).doesNotContain("\u001b");
    assertThat(Typed.runOnScreen("--help").out()).contains("\u001b");
  }
}
