package dev.muster.webhook.lease;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.Answer;
import dev.muster.scheduler.kube.Loop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Watches the scheduler's Lease from outside, to tell whether somebody leads.
 *
 * <p>Goal: pods are held only while there is somebody to let them go. No clock but the webhook's
 * own steady one is trusted; times that are written in the Lease only tell one state from another.
 *
 * <p>Algorithm: look again and again. Somebody leads if a change of a held Lease was seen less than
 * the renewal deadline ago: whoever has not renewed for that long stops writing by himself. What is
 * found at the first look may be the trace of somebody long gone, so it takes a renewal to be
 * convinced. A look that fails tells nothing, and time runs on. Before it is said that nobody
 * leads, the Lease is looked at once more: a new leader creates nothing before it has the Lease, so
 * what comes of its work is never taken for that of a time without one.
 *
 * <p>Both {@code leading} may be asked from any thread; all else happens on the loop.
 */
public final class LeaseSight {
  private static final Api.Kind LEASES = new Api.Kind("coordination.k8s.io", "v1", "leases", true);

  /** Half of what API servers give the webhook for an answer. */
  private static final long PATIENCE_MILLIS = 1_000;

  /**
   * What to look at.
   *
   * @param deadlineMillis how long a leader acts after its last renewal
   * @param lookMillis time between two looks
   */
  public record Terms(String namespace, String name, long deadlineMillis, long lookMillis) {}

  private record Renewal(long seenAt, boolean held) {
    static final Renewal NONE = new Renewal(0, false);
  }

  private final Api api;
  private final Loop loop;
  private final Terms terms;
  private final long madeAt;
  private final List<Question> questions = new ArrayList<>();
  private String last = "";
  private boolean looking;
  private volatile boolean looked;
  private volatile long knownAt;
  private volatile Renewal renewal = Renewal.NONE;

  public LeaseSight(Api api, Loop loop, Terms terms) {
    this.api = api;
    this.loop = loop;
    this.terms = terms;
    this.madeAt = loop.monotonic();
  }

  /** Begins to look; never ends. */
  public void start() {
    look();
  }

  /** Whether somebody leads, as far as is known. */
  public boolean leading() {
    var seen = renewal;
    return seen.held() && loop.monotonic() - seen.seenAt() < terms.deadlineMillis();
  }

  /**
   * Tells whether somebody leads. If that is not known it looks, for a second at most.
   *
   * @param then is called at once, or later on the loop
   */
  public void leading(Consumer<Boolean> then) {
    if (leading()) {
      then.accept(true);
    } else {
      loop.post(() -> ask(new Question(then)));
    }
  }

  private void ask(Question question) {
    questions.add(question);
    loop.after(PATIENCE_MILLIS, () -> question.answer(leading()));
    if (!looking) {
      read();
    }
  }

  /** Is answered once. */
  private static final class Question {
    private final Consumer<Boolean> then;
    private boolean answered;

    Question(Consumer<Boolean> then) {
      this.then = then;
    }

    void answer(boolean leading) {
      if (!answered) {
        answered = true;
        then.accept(leading);
      }
    }
  }

  /**
   * Whether it is known if somebody leads: what was found at the first look takes a renewal, or the
   * time in which one would have come. A Lease that cannot be read does not stand in the way for
   * longer than that either: nobody is known to lead then, and all else goes on.
   */
  public boolean isKnown() {
    long now = loop.monotonic();
    return looked ? now >= knownAt : now >= madeAt + terms.deadlineMillis();
  }

  private void look() {
    if (!looking) {
      read();
    }
    loop.after(terms.lookMillis(), this::look);
  }

  /** One look at a time, so that none tells of an earlier state than the one before. */
  private void read() {
    looking = true;
    var asked = List.copyOf(questions);
    questions.clear();
    api.get(
        new Api.Ref(LEASES, terms.namespace(), terms.name()),
        answer -> {
          looking = false;
          take(answer);
          asked.forEach(question -> question.answer(leading()));
          if (!looking && !questions.isEmpty()) {
            read();
          }
        });
  }

  private void take(Answer answer) {
    switch (answer) {
      case Answer.Done done -> judge(done.object());
      case Answer.Refused refused -> {
        if (refused.code() == 404) {
          looked = true;
          knownAt = loop.monotonic();
          renewal = Renewal.NONE;
          last = "";
        }
      }
      case Answer.Unknown unknown -> {} // nothing is known that was not known before
    }
  }

  private void judge(Map<String, @Nullable Object> lease) {
    var spec = lease.get("spec") instanceof Map<?, ?> map ? map : Map.of();
    boolean held = spec.get("holderIdentity") instanceof String holder && !holder.isEmpty();
    var record =
        spec.get("holderIdentity")
            + " "
            + spec.get("renewTime")
            + " "
            + spec.get("leaseTransitions");
    boolean first = !looked;
    long now = loop.monotonic();
    if (!held) {
      renewal = Renewal.NONE;
      knownAt = now;
    } else if (first) {
      knownAt = now + terms.deadlineMillis();
    } else if (!record.equals(last)) {
      renewal = new Renewal(now, true);
      knownAt = now;
    }
    looked = true;
    last = record;
  }
}
