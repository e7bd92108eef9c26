package dev.muster.simulations.torture;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Loop;
import dev.muster.scheduler.model.User;
import dev.muster.simulations.live.objects.Manifests;
import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.store.Callout;
import dev.muster.webhook.decide.Admission;
import dev.muster.webhook.decide.AdmissionRequest;
import dev.muster.webhook.decide.AdmissionRequest.Operation;
import dev.muster.webhook.decide.Admitter;
import dev.muster.webhook.decide.Facts;
import dev.muster.webhook.decide.Settings;
import dev.muster.webhook.inquiry.Inquirer;
import dev.muster.webhook.lease.LeaseSight;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The production webhook for pods without its network: what it decides, and what it sees of the
 * lease.
 */
public final class InProcessWebhook implements Callout {
  private static final User SCHEDULER = User.named("scheduler");
  private static final long LOOK_MILLIS = 1_000;

  /** What is checked of AppWrappers needs a cluster with users and rights. */
  private static final List<String> HOOKS =
      List.of("pods.muster.dev", "hold.muster.dev", "hold-every.muster.dev");

  private final LeaseSight lease;
  private final Inquirer inquirer;
  private final Admitter admitter = new Admitter(new Settings("", true, SCHEDULER));
  private final Predicate<String> schedulers;
  private boolean down;

  /** {@code schedulers}: the names under which schedulers write. */
  public InProcessWebhook(
      Api api, Loop loop, LeaseSight.Terms terms, Predicate<String> schedulers) {
    this.schedulers = schedulers;
    lease = new LeaseSight(api, loop, terms);
    lease.start();
    inquirer = new Inquirer(api, api, loop, lease, Inquirer.Terms.STANDARD);
  }

  /**
   * What has it called, as users install it, but for what is checked of AppWrappers, and for the
   * expressions, which nobody evaluates here: the webhook decides the same.
   */
  public static Map<String, @Nullable Object> registration() {
    var registration =
        new TreeMap<String, @Nullable Object>(
            Manifests.object("manifests/webhook/registration.yaml"));
    registration.put(
        "webhooks",
        Trees.maps(registration, "webhooks").stream()
            .filter(hook -> HOOKS.contains(Trees.text(hook, "name")))
            .map(TreeMap::new)
            .peek(hook -> hook.remove("matchConditions"))
            .toList());
    return registration;
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
            Trees.text(asked, "uid"),
            Operation.valueOf(Trees.text(asked, "operation")),
            new AdmissionRequest.Resource(
                Trees.text(asked, "resource", "group"),
                Trees.text(asked, "resource", "version"),
                Trees.text(asked, "resource", "resource"),
                Trees.text(asked, "subResource")),
            Trees.text(asked, "namespace"),
            user(Trees.text(asked, "userInfo", "username")),
            Trees.map(asked, "object"),
            Trees.map(asked, "oldObject"));
    var uid = Trees.text(asked, "uid");
    inquirer.decide(
        facts -> decide(target, request, facts),
        admission -> {
          var response = response(admission);
          response.put("uid", uid);
          then.accept(
              new Outcome.Answered(
                  Trees.object(
                      "apiVersion", "admission.k8s.io/v1",
                      "kind", "AdmissionReview",
                      "response", response)));
        });
  }

  private User user(String name) {
    return schedulers.test(name) ? SCHEDULER : User.named(name);
  }

  private Admission decide(Target target, AdmissionRequest request, Facts facts) {
    var path = target.address() instanceof Address.Service service ? service.path() : "";
    return switch (path) {
      case "/hold" -> admitter.hold(request, false);
      case "/hold-every" -> admitter.hold(request, true);
      default -> admitter.pod(request, facts);
    };
  }

  private static Map<String, @Nullable Object> response(Admission admission) {
    var response = Trees.object("allowed", admission instanceof Admission.Let);
    if (admission instanceof Admission.Refuse refuse) {
      response.put("status", Trees.object("message", refuse.message()));
    }
    if (admission instanceof Admission.Let let && !let.additions().isEmpty()) {
      response.put("patchType", "JSONPatch");
      response.put(
          "patch",
          let.additions().stream()
              .map(add -> Trees.object("op", "add", "path", add.path(), "value", add.value()))
              .toList());
    }
    return response;
  }
}
