package dev.muster.webhook.http;

/** Hears of every answer, on an I/O thread. */
@FunctionalInterface
public interface AnswerListener {
  /**
   * @param code HTTP status
   * @param changed whether a patch went with it
   */
  void onAnswer(int code, boolean changed, long nanos);
}
