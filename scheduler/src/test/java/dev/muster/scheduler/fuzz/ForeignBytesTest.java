package dev.muster.scheduler.fuzz;

import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each target reads what is stored for it, and what becomes of that by changes. */
class ForeignBytesTest {
  static List<Target> targets() {
    return Targets.ALL;
  }

  @ParameterizedTest
  @MethodSource("targets")
  @Timeout(120)
  void whateverIsWrittenIsReadOrRefused(Target target) {
    Fuzzing.play(target);
  }
}
