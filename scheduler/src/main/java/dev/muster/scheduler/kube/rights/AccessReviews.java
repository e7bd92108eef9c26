package dev.muster.scheduler.kube.rights;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Loop;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Asks an API server who may create what, by SubjectAccessReview. Confined to the loop.
 *
 * <p>That somebody may is remembered for some seconds, and what is being asked is not asked a
 * second time meanwhile: who creates a hundred objects is not asked about a hundred times. That
 * they may not is never remembered, so that a right that was just given counts at once.
 */
public final class AccessReviews {
  /** Whoever comes later does not wait for an answer that may be lost. */
  private static final long SHARED_MILLIS = 500;

  private final Api api;
  private final Loop loop;
  private final Rights granted;
  private final Map<Right, Question> open = new LinkedHashMap<>();

  /** What is being asked since then, and who waits for the answer. */
  private static final class Question {
    private final long since;
    private final List<Consumer<Permission>> waiting = new ArrayList<>();

    Question(long since, Consumer<Permission> first) {
      this.since = since;
      waiting.add(first);
    }
  }

  /** {@code memoryMillis}: for how long a right that somebody has is remembered. */
  public AccessReviews(Api api, Loop loop, long memoryMillis) {
    this.api = api;
    this.loop = loop;
    this.granted = new Rights(memoryMillis);
  }

  /** Tells it once, at once if it is remembered. */
  public void ask(Right right, Consumer<Permission> then) {
    if (granted.has(right, loop.monotonic())) {
      then.accept(Permission.GRANTED);
      return;
    }
    long now = loop.monotonic();
    var asked = open.get(right);
    if (asked != null && now - asked.since < SHARED_MILLIS) {
      asked.waiting.add(then);
      return;
    }
    var question = new Question(now, then);
    open.put(right, question);
    api.create(
        AccessReview.KIND, "", AccessReview.of(right), answer -> answered(right, question, answer));
  }

  private void answered(Right right, Question question, Api.Answer answer) {
    var permission = AccessReview.outcome(answer);
    granted.learn(right, permission.equals(Permission.GRANTED), loop.monotonic());
    open.remove(right, question);
    question.waiting.forEach(one -> one.accept(permission));
  }
}
