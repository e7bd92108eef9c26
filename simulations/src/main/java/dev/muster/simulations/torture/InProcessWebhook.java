package dev.muster.simulations.torture;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Loop;
import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.store.Callout;
import dev.muster.webhook.decide.Admission;
import dev.muster.webhook.decide.AdmissionRequest;
import dev.muster.webhook.decide.AdmissionRequest.Operation;
import dev.muster.webhook.decide.Admitter;
import dev.muster.webhook.decide.Facts;
import dev.muster.webhook.lease.LeaseSight;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The production webhook without its network: what it decides, and what it sees of the lease. */
public final class InProcessWebhook implements Callout {
  private static final long LOOK_MILLIS = 1_000;
  private final LeaseSight lease;
  private boolean down;

  public InProcessWebhook(Api api, Loop loop, LeaseSight.Terms terms) {
    lease = new LeaseSight(api, loop, terms);
    lease.start();
  }

  public static LeaseSight.Terms terms(String namespace, String name, long deadlineMillis) {
    return new LeaseSight.Terms(namespace, name, deadlineMillis, LOOK_MILLIS);
  }

  /** From now on it does not answer, or does again. */
  public void setDown(boolean isDown) {
    down = isDown;
  }

  /** Whether it answers now, and holds pods. */
  public boolean holds() {
    return !down && lease.leading();
  }

  public boolean leading() {
    return lease.leading();
  }

  @Override
  public void call(Target target, Map<String, @Nullable Object> body, Consumer<Outcome> then) {
    if (down) {
      then.accept(new Outcome.Failed("connection refused"));
      return;
    }
    var asked = Trees.map(body, "request");
    var request =
        new AdmissionRequest(
            Operation.valueOf(Trees.text(asked, "operation")),
            Trees.text(asked, "resource", "group"),
            Trees.text(asked, "resource", "resource"),
            Trees.text(asked, "subResource"),
            Trees.map(asked, "object"));
    var uid = Trees.text(asked, "uid");
    lease.leading(leading -> {
      var response = response(Admitter.admit(request, new Facts(leading)));
      response.put("uid", uid);
      then.accept(
          new Outcome.Answered(
              Trees.object(
                  "apiVersion", "admission.k8s.io/v1",
                  "kind", "AdmissionReview",
                  "response", response)));
    });
  }

  private static Map<String, @Nullable Object> response(Admission admission) {
    var response = Trees.object("allowed", true);
    if (!admission.additions().isEmpty()) {
      response.put("patchType", "JSONPatch");
      response.put(
          "patch",
          admission.additions().stream()
              .map(add -> Trees.object("op", "add", "path", add.path(), "value", add.value()))
              .toList());
    }
    return response;
  }
}
