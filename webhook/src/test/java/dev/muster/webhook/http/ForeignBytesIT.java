package dev.muster.webhook.http;

import dev.muster.scheduler.fuzz.Fuzzing;
import org.junit.jupiter.api.Test;

/** The search for reviews that break a promise. */
final class ForeignBytesIT {
  @Test
  void noReviewThatIsFoundBreaksAPromise() throws Exception {
    Fuzzing.search(ForeignBytesTest.REVIEW);
  }

  @Test
  void noConversionThatIsFoundBreaksAPromise() throws Exception {
    Fuzzing.search(ForeignBytesTest.CONVERSION);
  }
}
