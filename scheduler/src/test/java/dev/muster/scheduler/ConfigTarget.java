package dev.muster.scheduler;

import dev.muster.scheduler.SchedulerConfig.Result;
import java.nio.charset.StandardCharsets;

/** Any file is a configuration, or is refused with at least one problem that names its line. */
public final class ConfigTarget {
  private ConfigTarget() {}

  public static void fuzzerTestOneInput(byte[] input) {
    var text = new String(input, StandardCharsets.UTF_8);
    var result = SchedulerConfig.read("f", text);
    if (!result.equals(SchedulerConfig.read("f", text))) {
      throw new AssertionError("read twice it is not the same");
    }
    switch (result) {
      case Result.Accepted accepted -> {
        if (!accepted.config().faultTolerance().problems().isEmpty()) {
          throw new AssertionError("accepted: " + accepted);
        }
      }
      case Result.Refused refused -> {
        boolean named =
            refused.problems().stream().allMatch(problem -> problem.matches("(?s)f:\\d+: .+"));
        if (refused.problems().isEmpty() || !named) {
          throw new AssertionError("refused: " + refused.problems());
        }
      }
    }
  }
}
