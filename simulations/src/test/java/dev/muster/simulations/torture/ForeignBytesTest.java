package dev.muster.simulations.torture;

import dev.muster.scheduler.fuzz.Fuzzing;
import dev.muster.scheduler.fuzz.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Scripts as people edit them, from stored ones on. */
final class ForeignBytesTest {
  static final Target SCRIPT =
      new Target("script", ScriptTarget.class, ScriptTarget::fuzzerTestOneInput);

  @Test
  @Timeout(120)
  void whateverAFileSaysIsReadOrRefused() {
    Fuzzing.play(SCRIPT);
  }
}
