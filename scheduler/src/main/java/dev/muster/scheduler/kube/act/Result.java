package dev.muster.scheduler.kube.act;

import dev.muster.scheduler.kube.Api.Answer;

/** What an answer means for whoever wrote. */
enum Result {
  DONE,
  /** The object is gone. */
  GONE,
  /** The object is not what the decision was made on: look again and decide again. */
  MOVED,
  /** Nothing was done, and later it may be. */
  LATER,
  /** It may have been done: only reading tells. */
  UNCLEAR,
  /** The server will not have it as it is. */
  INVALID,
  /** The server will not have it from us. */
  FORBIDDEN;

  static Result of(Answer answer) {
    return switch (answer) {
      case Answer.Done done -> DONE;
      case Answer.Unknown unknown -> UNCLEAR;
      case Answer.Refused refused -> ofCode(refused.code());
    };
  }

  private static Result ofCode(int code) {
    return switch (code) {
      case 404, 410 -> GONE;
      case 409, 412 -> MOVED;
      case 429, 503 -> LATER;
      case 401, 403 -> FORBIDDEN;
      default -> code >= 500 ? UNCLEAR : INVALID;
    };
  }

  /** The server's own words, for people. */
  static String words(Answer answer) {
    return switch (answer) {
      case Answer.Done done -> "done";
      case Answer.Unknown unknown -> unknown.problem();
      case Answer.Refused refused -> refused.message();
    };
  }

  /** How long the server asks to wait. */
  static long pause(Answer answer) {
    return answer instanceof Answer.Refused refused ? refused.retryAfterMillis() : 0;
  }
}
