package dev.muster.webhook.http;

import dev.muster.scheduler.fuzz.Fuzzing;
import dev.muster.scheduler.fuzz.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Reviews that anybody may have written, from stored ones on. */
final class ForeignBytesTest {
  static final Target REVIEW =
      new Target("review", ReviewTarget.class, ReviewTarget::fuzzerTestOneInput);

  static final Target CONVERSION =
      new Target("conversion", ConversionTarget.class, ConversionTarget::fuzzerTestOneInput);

  @Test
  @Timeout(120)
  void whateverIsSentIsReadOrRefused() {
    Fuzzing.play(REVIEW);
  }

  @Test
  @Timeout(120)
  void whateverIsToBeConvertedComesBackAsItWasOrIsRefused() {
    Fuzzing.play(CONVERSION);
  }
}
