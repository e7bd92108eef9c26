package dev.muster.webhook.http;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.webhook.decide.Admission;
import dev.muster.webhook.decide.Admission.Addition;
import dev.muster.webhook.decide.AdmissionRequest;
import dev.muster.webhook.decide.Admitter;
import dev.muster.webhook.decide.Answer;
import dev.muster.webhook.decide.Facts;
import dev.muster.webhook.decide.Question;
import dev.muster.webhook.decide.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Any body is a review, or is refused in a line of plain words; what is decided can be applied, and
 * decided again it changes nothing more; the answer is JSON and names the request.
 */
public final class ReviewTarget {
  private static final Admitter ADMITTER = new Admitter(Settings.STANDARD);
  private static final int MOST_ROUNDS = 3;
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_LONG_FOR_INTS);

  private ReviewTarget() {}

  public static void fuzzerTestOneInput(byte[] input) {
    Review review;
    try {
      review = Review.read(input);
    } catch (Unreadable refused) {
      var line = String.valueOf(refused.getMessage());
      if (!line.matches("[ -~]{10,200}")) {
        throw new AssertionError("refused with: " + line);
      }
      return;
    }
    try {
      check(review);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  private static void check(Review review) throws IOException {
    check(review, ADMITTER::pod);
    check(review, (request, facts) -> ADMITTER.completeAppWrapper(request));
    check(review, ADMITTER::checkAppWrapper);
    check(review, (request, facts) -> ADMITTER.hold(request, false));
    check(review, (request, facts) -> ADMITTER.hold(request, true));
  }

  private static void check(Review review, BiFunction<AdmissionRequest, Facts, Admission> rules)
      throws IOException {
    var request = review.request();
    var admission = decided(request, rules);
    if (!admission.equals(decided(request, rules))) {
      throw new AssertionError("decided twice it is not the same");
    }
    var additions = admission instanceof Admission.Let let ? let.additions() : List.<Addition>of();
    var changed = with(request, additions);
    if (!additions.isEmpty() && !decided(changed, rules).equals(Admission.UNCHANGED)) {
      throw new AssertionError("decided again it changes more: " + admission);
    }
    var answer = JSON.readTree(review.answer(admission)).get("response");
    boolean patched = answer.has("patch");
    if (!answer.get("uid").asText().equals(printable(review.uid()))
        || answer.get("allowed").asBoolean() != admission instanceof Admission.Let
        || patched == additions.isEmpty()) {
      throw new AssertionError("answered: " + answer);
    }
    if (patched && !JSON.readTree(answer.get("patch").binaryValue()).isArray()) {
      throw new AssertionError("no JSON patch: " + answer);
    }
    if (admission instanceof Admission.Refuse refuse && !isPlain(refuse.message())) {
      throw new AssertionError("refused with: " + refuse.message());
    }
  }

  private static boolean isPlain(String line) {
    return !line.isEmpty()
        && line.length() <= 1_000
        && line.codePoints().noneMatch(Character::isISOControl);
  }

  /** With everything answered in the affirmative. */
  static Admission decided(
      AdmissionRequest request, BiFunction<AdmissionRequest, Facts, Admission> rules) {
    var facts = Facts.NONE;
    for (int round = 0; round <= MOST_ROUNDS; round++) {
      var admission = rules.apply(request, facts);
      if (!(admission instanceof Admission.Ask ask)) {
        return admission;
      }
      var answers = new LinkedHashMap<Question, Answer>();
      ask.questions().forEach(question -> answers.put(question, answer(question)));
      facts = facts.with(answers);
    }
    throw new AssertionError("asks without end");
  }

  private static Answer answer(Question question) {
    return question instanceof Question.ServedAt kind
        ? new Answer.At(new Question.Place("", kind.apiVersion(), kind.kind(), true))
        : Answer.YES;
  }

  /** Half a surrogate pair has no bytes of its own; it is written as a question mark. */
  private static String printable(String text) {
    return new String(
        text.getBytes(java.nio.charset.StandardCharsets.UTF_8),
        java.nio.charset.StandardCharsets.UTF_8);
  }

  private static AdmissionRequest with(AdmissionRequest request, List<Addition> additions) {
    var object = new Draft(request.object());
    additions.forEach(object::add);
    return new AdmissionRequest(
        request.operation(),
        request.resource(),
        request.namespace(),
        request.user(),
        object.tree(),
        request.old());
  }
}
