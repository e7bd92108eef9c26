package dev.muster.scheduler.fuzz;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The search for inputs that break a promise, from the stored ones on. */
class ForeignBytesIT {
  static List<Target> targets() {
    return Targets.ALL;
  }

  @ParameterizedTest
  @MethodSource("targets")
  void noInputThatIsFoundBreaksAPromise(Target target) throws Exception {
    Fuzzing.search(target);
  }
}
