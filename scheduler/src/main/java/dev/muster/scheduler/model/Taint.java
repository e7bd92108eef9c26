package dev.muster.scheduler.model;

/** What keeps pods off a node unless they tolerate it. */
public record Taint(String key, String value, Effect effect) {
  /** {@code PREFER_NO_SCHEDULE} is advice: it never makes a node ineligible. */
  public enum Effect {
    NO_SCHEDULE,
    PREFER_NO_SCHEDULE,
    NO_EXECUTE
  }
}
