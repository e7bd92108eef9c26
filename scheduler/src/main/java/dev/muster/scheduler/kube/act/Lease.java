package dev.muster.scheduler.kube.act;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.Answer;
import dev.muster.scheduler.kube.Api.PatchType;
import dev.muster.scheduler.kube.Loop;
import dev.muster.scheduler.kube.watch.Kinds;
import dev.muster.scheduler.kube.watch.Meta;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who of several schedulers may act, by a Lease object.
 *
 * <p>Goals: one leader at a time as a rule, a successor within the duration and a look; no trust in
 * clocks of other machines. It is a hint only: what keeps a deposed leader from harm is that its
 * writes are bound to versions and the ledger to a term.
 *
 * <p>Algorithm: a candidate looks again and again and takes the Lease when nobody holds it, or when
 * it has not seen it change for the duration. All periods are counted by this process's own steady
 * time, from the moment that it saw the change. The leader renews with the same rhythm; it may act
 * while less than the deadline has passed since it sent the last renewal that was confirmed. Beyond
 * that it has lost, for ever: another life begins with another process.
 */
public final class Lease {
  private enum State {
    CANDIDATE,
    LEADER,
    OVER
  }

  private final Api api;
  private final Loop loop;
  private final Api.Ref ref;
  private final LeaseTerms terms;
  private final Runnable onLeading;
  private final Runnable onLost;
  private State state = State.CANDIDATE;
  private String seen = "";
  private long seenAt;
  private long lookedAt;
  private long confirmedAt;
  private String version = "";

  Lease(Api api, Loop loop, LeaseTerms terms, Runnable onLeading, Runnable onLost) {
    this.api = api;
    this.loop = loop;
    this.terms = terms;
    this.ref = new Api.Ref(Kinds.LEASES, terms.namespace(), terms.name());
    this.onLeading = onLeading;
    this.onLost = onLost;
  }

  void start() {
    look();
  }

  /** Whether this process may write now. */
  boolean holds() {
    return state == State.LEADER && loop.monotonic() - confirmedAt < terms.deadlineMillis();
  }

  /** Whether somebody else has it, as of a short time ago, and this process would take over. */
  boolean standsBy() {
    return state == State.CANDIDATE
        && !seen.isEmpty()
        && loop.monotonic() - lookedAt < terms.durationMillis();
  }

  /** Gives it back, so that the next one need not wait. */
  void release(Runnable then) {
    if (!holds()) {
      state = State.OVER;
      then.run();
      return;
    }
    state = State.OVER;
    api.get(
        ref,
        answer -> {
          if (answer instanceof Answer.Done done && isHeldHere(done.object())) {
            version = Meta.of(done.object()).version();
            var body = body("", Trees.map("leaseDurationSeconds", 1L));
            api.patch(ref, "", PatchType.MERGE, body, released -> then.run());
          } else {
            then.run(); // it runs out by itself
          }
        });
  }

  private boolean isHeldHere(Map<String, @Nullable Object> object) {
    return terms.identity().equals(Trees.asObject(object.get("spec")).get("holderIdentity"));
  }

  private void look() {
    if (state != State.OVER) {
      api.get(ref, this::looked);
    }
  }

  private void looked(Answer answer) {
    if (state == State.OVER) {
      return;
    }
    if (answer instanceof Answer.Done done) {
      judge(done.object());
    } else if (Result.of(answer) == Result.GONE) {
      make();
    } else {
      again();
    }
  }

  private void judge(Map<String, @Nullable Object> object) {
    var spec = Trees.asObject(object.get("spec"));
    var holder = Trees.asText(spec.get("holderIdentity"));
    var record = holder + " " + spec.get("renewTime") + " " + spec.get("leaseTransitions");
    if (!record.equals(seen)) {
      seen = record;
      seenAt = loop.monotonic();
    }
    lookedAt = loop.monotonic();
    version = Meta.of(object).version();
    boolean free = holder.isEmpty() || loop.monotonic() - seenAt >= terms.durationMillis();
    if (holder.equals(terms.identity()) || (state == State.CANDIDATE && free)) {
      long before = spec.get("leaseTransitions") instanceof Long count ? count : 0;
      renew(holder.equals(terms.identity()) ? before : before + 1);
    } else if (state == State.LEADER) {
      lose();
    } else {
      again();
    }
  }

  private void make() {
    if (state == State.LEADER) {
      version = "";
    }
    var object = Trees.map("apiVersion", Kinds.LEASES.apiVersion(), "kind", "Lease");
    object.put("metadata", Trees.map("name", ref.name(), "namespace", ref.namespace()));
    object.put("spec", Trees.asObject(body(terms.identity(), spec(0)).get("spec")));
    long sentAt = loop.monotonic();
    api.create(ref.kind(), ref.namespace(), object, answer -> answered(sentAt, answer));
  }

  private void renew(long transitions) {
    long sentAt = loop.monotonic();
    var body = body(terms.identity(), spec(transitions));
    api.patch(ref, "", PatchType.MERGE, body, answer -> answered(sentAt, answer));
  }

  private void answered(long sentAt, Answer answer) {
    if (state == State.OVER) {
      return;
    }
    if (answer instanceof Answer.Done) {
      confirmedAt = sentAt;
      if (state == State.CANDIDATE && loop.monotonic() - sentAt < terms.deadlineMillis()) {
        state = State.LEADER;
        watchDeadline();
        onLeading.run();
      }
    }
    again();
  }

  private void again() {
    loop.after(terms.retryMillis(), this::look);
  }

  /** Notices the end even if nothing is answered and nothing is written. */
  private void watchDeadline() {
    if (state != State.LEADER) {
      return;
    }
    if (holds()) {
      long left = confirmedAt + terms.deadlineMillis() - loop.monotonic();
      loop.after(Math.max(1, left), this::watchDeadline);
    } else {
      lose();
    }
  }

  private void lose() {
    state = State.OVER;
    onLost.run();
  }

  private Map<String, @Nullable Object> spec(long transitions) {
    var spec = Trees.map("leaseDurationSeconds", Math.max(1, terms.durationMillis() / 1000));
    spec.put("leaseTransitions", transitions);
    if (state == State.CANDIDATE) {
      spec.put("acquireTime", Trees.micros(loop.now()));
    }
    return spec;
  }

  private Map<String, @Nullable Object> body(String holder, Map<String, @Nullable Object> spec) {
    spec.put("holderIdentity", holder);
    spec.put("renewTime", Trees.micros(loop.now()));
    return Trees.map("metadata", Trees.map("resourceVersion", version), "spec", spec);
  }
}
