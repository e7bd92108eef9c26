package dev.muster.webhook.lease;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.Answer;
import dev.muster.scheduler.kube.Loop;
import java.util.Map;
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
 * convinced. A look that fails tells nothing, and time runs on.
 *
 * <p>{@link #leading} may be asked from any thread; all else happens on the loop.
 */
public final class LeaseSight {
  private static final Api.Kind LEASES = new Api.Kind("coordination.k8s.io", "v1", "leases", true);

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
  private String last = "";
  private volatile boolean looked;
  private volatile Renewal renewal = Renewal.NONE;

  public LeaseSight(Api api, Loop loop, Terms terms) {
    this.api = api;
    this.loop = loop;
    this.terms = terms;
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

  /** Whether it is known what the Lease is, or that there is none. */
  public boolean hasLooked() {
    return looked;
  }

  private void look() {
    api.get(new Api.Ref(LEASES, terms.namespace(), terms.name()), this::looked);
  }

  private void looked(Answer answer) {
    switch (answer) {
      case Answer.Done done -> judge(done.object());
      case Answer.Refused refused -> {
        if (refused.code() == 404) {
          looked = true;
          renewal = Renewal.NONE;
          last = "";
        }
      }
      case Answer.Unknown unknown -> {} // nothing is known that was not known before
    }
    loop.after(terms.lookMillis(), this::look);
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
    looked = true;
    if (!held) {
      renewal = Renewal.NONE;
    } else if (!first && !record.equals(last)) {
      renewal = new Renewal(loop.monotonic(), true);
    }
    last = record;
  }
}
