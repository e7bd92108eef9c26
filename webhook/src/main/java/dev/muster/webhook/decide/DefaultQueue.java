package dev.muster.webhook.decide;

/** An AppWrapper that names no queue gets the one that administrators chose for such. */
final class DefaultQueue {
  static final String LABEL = "kueue.x-k8s.io/queue-name";

  private DefaultQueue() {}

  static void add(String queue, Additions additions) {
    if (!queue.isEmpty() && !additions.hasLabel(LABEL)) {
      additions.label(LABEL, queue);
    }
  }
}
