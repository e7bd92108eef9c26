package dev.muster.scheduler.kube.rights;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Loop;
import java.util.function.Consumer;

/**
 * Asks an API server who may create what, by SubjectAccessReview. Confined to the loop.
 *
 * <p>That somebody may is remembered for some seconds: who creates a hundred objects is not asked
 * about a hundred times. That they may not is never remembered, so that a right that was just given
 * counts at once.
 */
public final class AccessReviews {
  private final Api api;
  private final Loop loop;
  private final Rights granted;

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
    api.create(
        AccessReview.KIND,
        "",
        AccessReview.of(right),
        answer -> {
          var permission = AccessReview.outcome(answer);
          granted.learn(right, permission.equals(Permission.GRANTED), loop.monotonic());
          then.accept(permission);
        });
  }
}
