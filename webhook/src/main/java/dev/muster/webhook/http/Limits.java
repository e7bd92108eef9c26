package dev.muster.webhook.http;

/**
 * What a caller may cost.
 *
 * @param bodyBytes of one request: two objects of the most that an API server takes, and a bit
 * @param readMillis until all of it must be there
 * @param permits requests at the same time
 */
public record Limits(int bodyBytes, long readMillis, int permits) {
  /** For a heap of 256 MB. */
  public static final Limits STANDARD = new Limits(7 << 20, 1_000, 8);
}
