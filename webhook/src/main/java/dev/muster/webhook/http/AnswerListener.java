package dev.muster.webhook.http;

/** Hears of every answer, on an I/O thread. */
@FunctionalInterface
public interface AnswerListener {
  /** What became of a request. */
  enum Outcome {
    UNCHANGED,
    CHANGED,
    REFUSED,
    /** It could not be answered; the HTTP status says why. */
    ERROR
  }

  /**
   * @param path the end point's
   * @param code HTTP status
   */
  void onAnswer(String path, int code, Outcome outcome, long nanos);
}
