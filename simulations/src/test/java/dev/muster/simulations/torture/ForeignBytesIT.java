package dev.muster.simulations.torture;

import dev.muster.scheduler.fuzz.Fuzzing;
import org.junit.jupiter.api.Test;

/** The search for scripts that break a promise. */
final class ForeignBytesIT {
  @Test
  void noScriptThatIsFoundBreaksAPromise() throws Exception {
    Fuzzing.search(ForeignBytesTest.SCRIPT);
  }
}
