package dev.muster.scaler.model;

import dev.muster.scheduler.model.GangId;
import java.util.List;
import java.util.OptionalLong;

/**
 * What is to be bought, for whom, and why not for the others.
 *
 * @param answers of the gangs that were looked at, in the order in which they are served
 * @param wakeAt when time alone may change an answer, epoch milliseconds
 */
public record ScalePlan(List<Answer> answers, OptionalLong wakeAt) {
  public ScalePlan {
    answers = List.copyOf(answers);
  }

  /** What became of one gang. */
  public record Answer(GangId gang, Outcome outcome) {}
}
