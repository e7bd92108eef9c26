package dev.muster.webhook.http;

import dev.muster.scheduler.kube.convert.Conversion;
import dev.muster.webhook.decide.Admission;
import dev.muster.webhook.http.AdmissionServer.Admissions;
import dev.muster.webhook.http.AdmissionServer.Versions;
import dev.muster.webhook.http.AnswerListener.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** What an end point makes of a body. */
@FunctionalInterface
interface Work {
  /** The text of an answer. */
  @FunctionalInterface
  interface Text {
    byte[] write() throws IOException, Unreadable;
  }

  /** What is answered. */
  record Reply(Outcome outcome, Text text) {}

  /** Is never sent. */
  Reply FOR_NOBODY = new Reply(Outcome.ERROR, () -> new byte[0]);

  /**
   * Answers, now or later, on any thread.
   *
   * @param gone whether nobody waits for the answer any more; then any will do
   * @throws Unreadable if the body is none that can be answered
   */
  void answer(byte[] body, BooleanSupplier gone, Consumer<Reply> then) throws Unreadable;

  /** Answers admission reviews. */
  static Work of(Admissions admissions) {
    return (body, gone, then) -> {
      var review = Review.read(body);
      admissions.admit(
          review.request(),
          admission -> then.accept(new Reply(outcome(admission), () -> review.answer(admission))));
    };
  }

  /**
   * Answers conversion reviews, all of it elsewhere: a list takes long, and what is deeply nested
   * much of a stack.
   */
  static Work of(Versions versions, Executor elsewhere) {
    return (body, gone, then) ->
        elsewhere.execute(
            () -> then.accept(gone.getAsBoolean() ? FOR_NOBODY : converted(body, versions)));
  }

  private static Reply converted(byte[] body, Versions versions) {
    try {
      var review = ConversionReview.read(body);
      var conversions = new ArrayList<Conversion>();
      for (var object : review.objects()) {
        conversions.add(versions.convert(object, review.desired()));
      }
      boolean all = conversions.stream().allMatch(Conversion.Converted.class::isInstance);
      var answer = review.answer(conversions);
      return new Reply(all ? Outcome.CHANGED : Outcome.REFUSED, () -> answer);
    } catch (Unreadable wrong) {
      return new Reply(
          Outcome.ERROR,
          () -> {
            throw wrong;
          });
    } catch (IOException | RuntimeException | StackOverflowError defect) {
      return new Reply(
          Outcome.ERROR,
          () -> {
            throw new IOException("conversion failed", defect);
          });
    }
  }

  private static Outcome outcome(Admission admission) {
    return switch (admission) {
      case Admission.Let let -> let.additions().isEmpty() ? Outcome.UNCHANGED : Outcome.CHANGED;
      case Admission.Refuse refuse -> Outcome.REFUSED;
      case Admission.Ask ask -> Outcome.ERROR;
    };
  }
}
