package dev.muster.webhook.http;

/**
 * What a caller may cost.
 *
 * @param bodyBytes of one request: two objects of the most that an API server takes, and a bit. API
 *     servers have what they read from their store converted object by object; of a list in one
 *     request there is room for 500 objects of 14 KiB, and a longer one is refused
 * @param readMillis until all of it must be there
 * @param permits how many bodies of that length may be held at the same time; smaller ones share
 *     the room, so that thousands of pods can be reviewed at once: one that is refused starts
 *     unheld
 * @param conversionPermits the same for what is to be converted, so that whoever lists much in
 *     another version keeps no pod from being reviewed
 */
public record Limits(int bodyBytes, long readMillis, int permits, int conversionPermits) {
  /** For a heap of 256 MB. */
  public static final Limits STANDARD = new Limits(7 << 20, 1_000, 6, 2);
}
