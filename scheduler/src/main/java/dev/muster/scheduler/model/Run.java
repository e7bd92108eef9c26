package dev.muster.scheduler.model;

/**
 * How a pod of a gang fared on a node.
 *
 * @param pod its UID
 * @param gang the gang's UID
 * @param attempt the gang's, which it belongs to
 * @param asked what it takes of the node
 * @param startedAt epoch milliseconds; when it came there, if none of its containers ever started
 * @param ranMillis how long its containers ran, in the whole seconds that the API has; 0 while they
 *     do
 */
public record Run(
    String pod,
    String gang,
    int attempt,
    String podSet,
    String node,
    Resources asked,
    End end,
    long startedAt,
    long ranMillis) {

  /** What became of it. */
  public enum End {
    /** It runs. */
    NONE,
    SUCCEEDED,
    FAILED
  }

  /** When it ended; when it started, as long as it runs. */
  public long endedAt() {
    return startedAt + ranMillis;
  }

  /** How long it has run. */
  public long ranMillis(long now) {
    return end == End.NONE ? Math.max(0, now - startedAt) : ranMillis;
  }
}
