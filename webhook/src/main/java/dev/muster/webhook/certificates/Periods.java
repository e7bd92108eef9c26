package dev.muster.webhook.certificates;

import java.time.Duration;

/**
 * How long certificates are good, and when what is done about them.
 *
 * @param validity of a certificate that is issued here
 * @param reserve with less left than this, another one is issued
 * @param alarm with less left than this, something is wrong and people are told
 * @param skew so much other clocks may be behind
 * @param look time between two looks
 * @param spread after which every API server has heard of a new authority
 */
public record Periods(
    Duration validity,
    Duration reserve,
    Duration alarm,
    Duration skew,
    Duration look,
    Duration spread) {
  /** Another one after two thirds of its time, and a third to notice that there is none. */
  public static final Periods STANDARD =
      new Periods(
          Duration.ofDays(90),
          Duration.ofDays(30),
          Duration.ofDays(14),
          Duration.ofHours(1),
          Duration.ofSeconds(60),
          Duration.ofSeconds(30));
}
