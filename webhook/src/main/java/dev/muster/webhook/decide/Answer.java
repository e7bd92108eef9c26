package dev.muster.webhook.decide;

/** What is known about a {@link Question}. */
public sealed interface Answer {
  Answer YES = new Yes();

  /** It is so. */
  record Yes() implements Answer {}

  /** It is not so. */
  record No() implements Answer {}

  /** It is served there. */
  record At(Question.Place place) implements Answer {}

  /** Nobody could tell in time. */
  record Unknown(String problem) implements Answer {}

  static Answer of(boolean isSo) {
    return isSo ? YES : new No();
  }
}
