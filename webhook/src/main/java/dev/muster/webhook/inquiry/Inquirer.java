package dev.muster.webhook.inquiry;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Loop;
import dev.muster.scheduler.kube.rights.AccessReviews;
import dev.muster.scheduler.kube.rights.Permission;
import dev.muster.scheduler.kube.rights.Right;
import dev.muster.webhook.decide.Admission;
import dev.muster.webhook.decide.Admitter;
import dev.muster.webhook.decide.Answer;
import dev.muster.webhook.decide.Facts;
import dev.muster.webhook.decide.Question;
import dev.muster.webhook.lease.LeaseSight;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Comes to decisions: has the rules say what they must know, asks for that, and has them decide
 * again. What is not known in time counts as unknown, so that every request is answered.
 */
public final class Inquirer {
  private static final Logger LOG = LoggerFactory.getLogger(Inquirer.class);
  private static final List<Question> LEADS = List.of(new Question.Leads());
  private static final Admission BUSY =
      Admitter.unanswered("too many are being checked at the same time");

  /**
   * What a request may take.
   *
   * @param patienceMillis for all its questions together
   * @param memoryMillis for which a right that somebody has is remembered
   * @param atOnce requests that may have questions open at the same time
   */
  public record Terms(long patienceMillis, long memoryMillis, int atOnce) {
    /** An API server waits for ten seconds. */
    public static final Terms STANDARD = new Terms(1_500, 10_000, 200);
  }

  private final Loop loop;
  private final LeaseSight lease;
  private final Terms terms;
  private final Places places;
  private final AccessReviews reviews;
  private int underWay;

  /**
   * @param api is asked who may do what
   * @param discovery is asked where kinds are served; that it is slow or broken for some of them
   *     must not slow down the other
   */
  public Inquirer(Api api, Api discovery, Loop loop, LeaseSight lease, Terms terms) {
    this.loop = loop;
    this.lease = lease;
    this.terms = terms;
    this.places = new Places(discovery, loop);
    this.reviews = new AccessReviews(api, loop, terms.memoryMillis());
  }

  /**
   * Decides by these rules.
   *
   * @param then is told once, at once or later on the loop; never an {@link Admission.Ask}
   */
  public void decide(Function<Facts, Admission> rules, Consumer<Admission> then) {
    switch (rules.apply(Facts.NONE)) {
      case Admission.Ask ask when ask.questions().equals(LEADS) ->
          lease.leading(leading ->
              then.accept(
                  rules.apply(Facts.NONE.with(Map.of(LEADS.getFirst(), Answer.of(leading))))));
      case Admission.Ask ask -> loop.post(() -> begin(rules, then, ask.questions()));
      case Admission.Let let -> then.accept(let);
      case Admission.Refuse refuse -> then.accept(refuse);
    }
  }

  private void begin(
      Function<Facts, Admission> rules, Consumer<Admission> then, List<Question> questions) {
    if (underWay >= terms.atOnce()) {
      then.accept(BUSY);
      return;
    }
    underWay++;
    Consumer<Admission> end =
        admission -> {
          underWay--;
          then.accept(admission);
        };
    new Inquiry(rules, end, loop.monotonic()).ask(questions);
  }

  /** What one request asks for, on the loop. */
  private final class Inquiry {
    private final Function<Facts, Admission> rules;
    private final Consumer<Admission> then;
    private final long begun;
    private Facts facts = Facts.NONE;

    Inquiry(Function<Facts, Admission> rules, Consumer<Admission> then, long begun) {
      this.rules = rules;
      this.then = then;
      this.begun = begun;
    }

    void ask(List<Question> questions) {
      var round = new Round(questions, this::answered);
      questions.forEach(question -> find(question, answer -> round.take(question, answer)));
      loop.after(Math.max(0, begun + terms.patienceMillis() - loop.monotonic()), round::end);
    }

    private void answered(Map<Question, Answer> answers) {
      facts = facts.with(answers);
      switch (decided()) {
        case Admission.Ask ask when loop.monotonic() - begun >= terms.patienceMillis() ->
            then.accept(Admitter.unanswered("no answer in time"));
        case Admission.Ask ask -> ask(ask.questions());
        case Admission.Let let -> then.accept(let);
        case Admission.Refuse refuse -> then.accept(refuse);
      }
    }

    /** A defect in a rule refuses one request, and ends nothing. */
    private Admission decided() {
      try {
        return rules.apply(facts);
      } catch (RuntimeException | StackOverflowError defect) {
        LOG.atError().setCause(defect).log("a request could not be decided");
        return Admitter.unanswered("internal error");
      }
    }
  }

  private void find(Question question, Consumer<Answer> then) {
    switch (question) {
      case Question.Leads leads -> lease.leading(leading -> then.accept(Answer.of(leading)));
      case Question.ServedAt kind ->
          places.find(kind, loop.monotonic() + terms.patienceMillis(), then);
      case Question.MayCreate right -> may(right, then);
    }
  }

  private void may(Question.MayCreate right, Consumer<Answer> then) {
    var place = right.place();
    var kind = new Api.Kind(place.group(), place.version(), place.plural(), place.namespaced());
    reviews.ask(
        new Right(right.user(), kind, right.namespace()),
        permission -> then.accept(answer(permission)));
  }

  private static Answer answer(Permission permission) {
    return switch (permission) {
      case Permission.Granted granted -> Answer.YES;
      case Permission.Denied denied -> new Answer.No();
      case Permission.Unknown unknown -> new Answer.Unknown(unknown.problem());
    };
  }
}
