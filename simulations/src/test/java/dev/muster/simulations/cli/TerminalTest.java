package dev.muster.simulations.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TerminalTest {
  @Test
  void theSizeIsReadAsTheSystemPrintsIt() {
    assertThat(Terminal.Size.parse("50 132")).isEqualTo(new Terminal.Size(50, 132));
  }

  @Test
  void whereThereIsNoSizeItIsTheUsualOne() {
    for (var text : new String[] {"", "0 0", "50", "a b", "99999 10", "-1 10"}) {
      assertThat(Terminal.Size.parse(text)).as(text).isEqualTo(Terminal.Size.USUAL);
    }
  }
}
