package dev.muster.simulations.live.store;

import dev.muster.simulations.live.store.ConversionReview.Question;
import dev.muster.simulations.live.store.ConversionReview.Result;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one submitted request has learned so far. A request that needs a webhook's answer is broken
 * off before it has changed anything, the webhook is asked, and the request is decided from the
 * start with the answer at hand. So it always sees the objects as they are now; an answer is used
 * again only for the very same question.
 *
 * <p>What the server chooses for the object (its UID, its time) stays the same over all attempts.
 */
final class Submission {
  /** How often the same webhook is asked again because something changed in between. */
  private static final int PATIENCE = 10;

  /** How often objects are converted before it is plain that they change all the time. */
  private static final int MOST_CONVERSIONS = 100;

  /**
   * One question.
   *
   * @param learn takes what came of it
   */
  record Ask(
      Callout.Target target, Map<String, @Nullable Object> body, Consumer<Callout.Outcome> learn) {}

  /** What a webhook, at its place in the chain, said to a question asked under a UID. */
  record Answer(
      String asker, String uid, Map<String, @Nullable Object> question, Callout.Outcome outcome) {}

  /** Breaks a request off until these questions are answered. */
  static final class Waiting extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<Ask> asks;

    Waiting(List<Ask> asks) {
      super("waiting for webhooks", null, false, false);
      this.asks = List.copyOf(asks);
    }

    List<Ask> asks() {
      return asks;
    }
  }

  private final List<Answer> answers = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final List<String> drawn = new ArrayList<>();
  private final Map<Question, Result> conversions = new LinkedHashMap<>();
  private int rounds;
  private int draws;
  private long time = -1;

  /** Begins another attempt. */
  void restart() {
    draws = 0;
    warnings.clear();
  }

  /** Notes what a webhook wants the client to be told. */
  void warn(List<String> texts) {
    warnings.addAll(texts);
  }

  List<String> warnings() {
    return List.copyOf(warnings);
  }

  void learn(Answer answer) {
    answers.add(answer);
  }

  /** What the asker answered to this question; null if it has not been asked it. */
  @Nullable Answer answer(String asker, Map<String, @Nullable Object> question) {
    for (var answer : answers) {
      if (answer.asker().equals(asker) && answer.question().equals(question)) {
        return answer;
      }
    }
    return null;
  }

  /** Whether this webhook was asked so often that the object never stands still. */
  boolean exhausted(String asker) {
    return answers.stream().filter(one -> one.asker().equals(asker)).count() >= PATIENCE;
  }

  /** What came of the conversions that this request asked for. */
  void learn(Map<Question, Result> results) {
    conversions.putAll(results);
  }

  /** What came of this one; null if it was not asked for. */
  @Nullable Result conversion(Question question) {
    return conversions.get(question);
  }

  void countConversion() {
    rounds++;
    if (rounds > MOST_CONVERSIONS) {
      throw Statuses.failed("the objects changed each time that they were converted; try again");
    }
  }

  /** What the first attempt drew at this point. */
  String draw(Supplier<String> source) {
    if (draws == drawn.size()) {
      drawn.add(source.get());
    }
    return drawn.get(draws++);
  }

  /** The time of the first attempt. */
  long now(LongSupplier clock) {
    if (time < 0) {
      time = clock.getAsLong();
    }
    return time;
  }
}
