package dev.muster.webhook.inquiry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.FakeApi;
import dev.muster.scheduler.kube.ManualLoop;
import dev.muster.scheduler.model.User;
import dev.muster.webhook.decide.Admission;
import dev.muster.webhook.decide.Admission.Addition;
import dev.muster.webhook.decide.Admitter;
import dev.muster.webhook.decide.Answer;
import dev.muster.webhook.decide.Facts;
import dev.muster.webhook.decide.Question;
import dev.muster.webhook.decide.Question.MayCreate;
import dev.muster.webhook.decide.Question.Place;
import dev.muster.webhook.decide.Question.ServedAt;
import dev.muster.webhook.lease.LeaseSight;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How decisions are come to that depend on what others know. */
final class InquirerTest {
  private static final Place JOBS = new Place("batch", "v1", "jobs", true);
  private static final ServedAt JOB = new ServedAt("batch/v1", "Job");
  private static final User ADA =
      new User("ada", "7", List.of("ml"), new TreeMap<>(Map.of("scope", List.of("a"))));
  private static final MayCreate RIGHT = new MayCreate(ADA, JOBS, "team");
  private static final Admission CHANGED = new Admission.Let(List.of(new Addition("/x", "y")));

  private final ManualLoop loop = new ManualLoop();
  private final List<Map<String, @Nullable Object>> reviews = new ArrayList<>();
  private final List<Admission> decisions = new ArrayList<>();
  private Function<Map<String, @Nullable Object>, Optional<Api.Answer>> access =
      review -> told(true);
  private boolean discovers = true;
  private final List<Runnable> unheard = new ArrayList<>();
  private final Inquirer inquirer =
      new Inquirer(
          api(),
          api(),
          loop,
          new LeaseSight(new FakeApi(loop), loop, new LeaseSight.Terms("m", "s", 10_000, 1_000)),
          new Inquirer.Terms(1_000, 10_000, 20));

  /** A server that is asked for kinds and reviews only. */
  @SuppressWarnings("unchecked")
  private Api api() {
    return (Api)
        Proxy.newProxyInstance(
            Api.class.getClassLoader(),
            new Class<?>[] {Api.class},
            (proxy, method, arguments) -> {
              switch (method.getName()) {
                case "resolve" -> resolve((Consumer<Optional<Api.Kind>>) arguments[2]);
                case "create" -> {
                  assertThat(((Api.Kind) arguments[0]).plural()).isEqualTo("subjectaccessreviews");
                  assertThat(arguments[1]).isEqualTo("");
                  review(
                      (Map<String, @Nullable Object>) arguments[2],
                      (Consumer<Api.Answer>) arguments[3]);
                }
                default -> throw new AssertionError(method.getName());
              }
              return null;
            });
  }

  private void resolve(Consumer<Optional<Api.Kind>> then) {
    Runnable telling = () -> then.accept(Optional.of(new Api.Kind("batch", "v1", "jobs", true)));
    if (discovers) {
      loop.post(telling);
    } else {
      unheard.add(telling);
    }
  }

  private void review(Map<String, @Nullable Object> review, Consumer<Api.Answer> then) {
    reviews.add(review);
    access.apply(review).ifPresent(answer -> loop.after(100, () -> then.accept(answer)));
  }

  private static Optional<Api.Answer> told(boolean allowed) {
    return Optional.of(new Api.Answer.Done(Map.of("status", Map.of("allowed", allowed))));
  }

  /** First where, then who. */
  private static Admission rules(Facts facts) {
    var served = facts.answers().get(JOB);
    if (served == null) {
      return new Admission.Ask(List.of(JOB));
    }
    if (!(served instanceof Answer.At)) {
      return Admitter.unanswered(served.toString());
    }
    var right = facts.answers().get(RIGHT);
    if (right == null) {
      return new Admission.Ask(List.of(RIGHT));
    }
    return right.equals(Answer.YES) ? CHANGED : Admitter.unanswered(right.toString());
  }

  private void decide() {
    inquirer.decide(InquirerTest::rules, decisions::add);
  }

  @Test
  void whatNeedsNothingIsDecidedAtOnce() {
    inquirer.decide(facts -> CHANGED, decisions::add);
    assertThat(decisions).containsExactly(CHANGED);
  }

  @Test
  void questionsAreAskedInRoundsAndTheReviewNamesAllOfTheUser() {
    decide();
    loop.runFor(100);
    assertThat(decisions).containsExactly(CHANGED);
    assertThat(reviews)
        .containsExactly(
            Map.of(
                "apiVersion",
                "authorization.k8s.io/v1",
                "kind",
                "SubjectAccessReview",
                "spec",
                Map.of(
                    "user", "ada",
                    "uid", "7",
                    "groups", List.of("ml"),
                    "extra", Map.of("scope", List.of("a")),
                    "resourceAttributes",
                        Map.of(
                            "namespace", "team",
                            "verb", "create",
                            "group", "batch",
                            "version", "v1",
                            "resource", "jobs"))));
  }

  @Test
  void rightIsRememberedForAWhileAndDenialNever() {
    access = review -> told(false);
    decide();
    loop.runFor(100);
    access = review -> told(true);
    decide();
    loop.runFor(100);
    decide();
    loop.runFor(0);
    assertThat(reviews).hasSize(2);
    assertThat(decisions)
        .containsExactly(Admitter.unanswered(new Answer.No().toString()), CHANGED, CHANGED);

    loop.runFor(10_000);
    access = review -> told(false);
    decide();
    loop.runFor(100);
    assertThat(reviews).hasSize(3);
    assertThat(decisions.getLast()).isNotEqualTo(CHANGED);
  }

  @Test
  void whoeverGetsNoAnswerIsToldSoInTime() {
    access = review -> Optional.empty();
    decide();
    loop.runFor(999);
    assertThat(decisions).isEmpty();
    loop.runFor(1);
    var late = Admitter.unanswered(new Answer.Unknown("no answer in time").toString());
    assertThat(decisions).containsExactly(late);

    discovers = false;
    decide();
    loop.runFor(1_000);
    assertThat(decisions).containsExactly(late, late);
    loop.runFor(60_000);
    assertThat(decisions).hasSize(2);
  }

  @Test
  void groupThatTheServerDoesNotTellOfIsAskedForOnceAndNobodyIsKept() {
    discovers = false;
    for (int i = 0; i < 50; i++) {
      decide();
      inquirer.decide(asking("batch/v1", "Kind" + i), decisions::add);
      loop.runFor(1_000);
    }
    assertThat(decisions).hasSize(100);
    assertThat(unheard).hasSize(1);

    for (int i = 0; i < 200; i++) {
      inquirer.decide(asking("group" + i + "/v1", "Kind"), decisions::add);
      loop.runFor(100);
    }
    loop.runFor(1_000);
    assertThat(decisions).hasSize(300);
    assertThat(unheard).hasSize(100);
    assertThat(loop.pending()).isZero();
  }

  @Test
  void oneGroupThatDoesNotTellHindersNoOtherAndAllItsKindsAreFoundWhenItDoes() {
    discovers = false;
    for (int i = 0; i < 200; i++) {
      inquirer.decide(asking("broken/v1", "Kind" + i), decisions::add);
      loop.runFor(100);
    }
    loop.runFor(1_000);
    assertThat(decisions).hasSize(200);
    decisions.clear();
    discovers = true;
    decide();
    loop.runFor(100);
    assertThat(decisions).containsExactly(CHANGED);

    inquirer.decide(asking("broken/v1", "Late"), decisions::add);
    unheard.getFirst().run();
    loop.runFor(0);
    assertThat(decisions).containsExactly(CHANGED, Admitter.unanswered("Late"));
  }

  @Test
  void nameThatIsNoneIsNotAskedFor() {
    discovers = false;
    for (var odd : List.of("a/b/c", "x".repeat(700))) {
      inquirer.decide(
          facts -> {
            var question = new ServedAt(odd, "Job");
            return facts.answers().containsKey(question)
                ? Admitter.unanswered(String.valueOf(facts.answers().get(question)))
                : new Admission.Ask(List.of(question));
          },
          decisions::add);
    }
    loop.runFor(0);
    assertThat(decisions).containsOnly(Admitter.unanswered(new Answer.No().toString()));
    assertThat(unheard).isEmpty();
  }

  private static Function<Facts, Admission> asking(String apiVersion, String kind) {
    var question = new ServedAt(apiVersion, kind);
    return facts ->
        facts.answers().containsKey(question)
            ? Admitter.unanswered(kind)
            : new Admission.Ask(List.of(question));
  }

  @Test
  void moreThanCanBeCheckedAtOnceAreToldSoAtOnce() {
    access = review -> Optional.empty();
    for (int i = 0; i < 21; i++) {
      decide();
    }
    loop.runFor(0);
    assertThat(decisions)
        .containsExactly(Admitter.unanswered("too many are being checked at the same time"));
    loop.runFor(1_000);
    assertThat(decisions).hasSize(21);
    access = review -> told(true);
    decide();
    loop.runFor(100);
    assertThat(decisions.getLast()).isEqualTo(CHANGED);
  }

  @Test
  void defectInARuleRefusesOneRequestAndEndsNothing() {
    inquirer.decide(
        facts -> {
          if (facts.answers().isEmpty()) {
            return new Admission.Ask(List.of(JOB));
          }
          throw new IllegalStateException("a defect");
        },
        decisions::add);
    loop.runFor(0);
    assertThat(decisions).containsExactly(Admitter.unanswered("internal error"));
    decide();
    loop.runFor(100);
    assertThat(decisions.getLast()).isEqualTo(CHANGED);
  }

  @Test
  void rulesThatAskWithoutEndAreEndedInTime() {
    access = review -> Optional.empty();
    inquirer.decide(facts -> new Admission.Ask(List.of(RIGHT)), decisions::add);
    loop.runFor(1_000);
    assertThat(decisions).containsExactly(Admitter.unanswered("no answer in time"));
  }

  @Test
  void whetherSomebodyLeadsIsFoundOutFromTheLease() {
    var leads = new Question.Leads();
    inquirer.decide(
        facts ->
            facts.answers().containsKey(leads)
                ? Admitter.unanswered(String.valueOf(facts.answers().get(leads)))
                : new Admission.Ask(List.of(leads)),
        decisions::add);
    loop.runFor(1_000);
    assertThat(decisions).containsExactly(Admitter.unanswered(new Answer.No().toString()));
  }
}
