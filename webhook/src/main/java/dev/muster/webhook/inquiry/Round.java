package dev.muster.webhook.inquiry;

import dev.muster.webhook.decide.Answer;
import dev.muster.webhook.decide.Question;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Questions that were asked together; over when all are answered or the time is up. */
final class Round {
  private static final Answer LATE = new Answer.Unknown("no answer in time");

  private final List<Question> questions;
  private final Consumer<Map<Question, Answer>> then;
  private final Map<Question, Answer> answers = new LinkedHashMap<>();
  private boolean over;

  Round(List<Question> questions, Consumer<Map<Question, Answer>> then) {
    this.questions = questions;
    this.then = then;
  }

  /** The first answer to a question counts, as long as the round is not over. */
  void take(Question question, Answer answer) {
    answers.putIfAbsent(question, answer);
    if (answers.size() == questions.size()) {
      end();
    }
  }

  void end() {
    if (!over) {
      over = true;
      questions.forEach(question -> answers.putIfAbsent(question, LATE));
      then.accept(answers);
    }
  }
}
