package dev.muster.webhook.certificates;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.Answer;
import dev.muster.scheduler.kube.watch.Meta;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One of the webhook's own configurations, as far as it says whom to trust. Nothing else in it is
 * ever touched, and it is written only if it says something else.
 */
final class Registration {
  private static final String GROUP = "admissionregistration.k8s.io";
  static final Api.Kind MUTATING =
      new Api.Kind(GROUP, "v1", "mutatingwebhookconfigurations", false);
  static final Api.Kind VALIDATING =
      new Api.Kind(GROUP, "v1", "validatingwebhookconfigurations", false);
  private static final int TRIES = 5;

  private final Api api;
  private final Api.Ref ref;
  private boolean there = true;

  Registration(Api api, Api.Kind kind, String name) {
    this.api = api;
    this.ref = new Api.Ref(kind, "", name);
  }

  /** What people know it by. */
  String title() {
    return ref.kind().equals(MUTATING)
        ? "the MutatingWebhookConfiguration"
        : "the ValidatingWebhookConfiguration";
  }

  /** Whether it was there when it was looked at; one that was not may come any moment. */
  boolean isThere() {
    return there;
  }

  /** Makes it trust these authorities; tells the problem if that cannot be done now. */
  void trust(String authorities, Consumer<Optional<String>> then) {
    trust(SecretForm.base64(authorities), TRIES, then);
  }

  private void trust(String bundle, int tries, Consumer<Optional<String>> then) {
    api.get(
        ref,
        answer -> {
          if (answer instanceof Answer.Done done) {
            there = true;
            write(done.object(), bundle, tries, then);
          } else if (isLeftOut(answer)) {
            there = false;
            then.accept(Optional.empty());
          } else {
            then.accept(Optional.of(problem(answer)));
          }
        });
  }

  /** Pods are to be held though nobody wants AppWrappers to be checked. */
  private boolean isLeftOut(Answer answer) {
    return ref.kind().equals(VALIDATING)
        && answer instanceof Answer.Refused refused
        && refused.code() == 404;
  }

  private void write(
      Map<String, @Nullable Object> configuration,
      String bundle,
      int tries,
      Consumer<Optional<String>> then) {
    var changes = changes(configuration, bundle);
    if (changes.isEmpty()) {
      then.accept(Optional.empty());
      return;
    }
    api.patch(
        ref,
        "",
        Api.PatchType.JSON,
        changes,
        answer -> {
          if (answer instanceof Answer.Done) {
            then.accept(Optional.empty());
          } else if (tries > 1 && hasMoved(answer)) {
            trust(bundle, tries - 1, then);
          } else {
            then.accept(Optional.of(problem(answer)));
          }
        });
  }

  /** Entries are addressed by their place, so the patch must be of what was read. */
  private static List<Map<String, Object>> changes(
      Map<String, @Nullable Object> configuration, String bundle) {
    var changes = new ArrayList<Map<String, Object>>();
    var webhooks = configuration.get("webhooks") instanceof List<?> list ? list : List.of();
    for (int i = 0; i < webhooks.size(); i++) {
      var webhook = webhooks.get(i) instanceof Map<?, ?> map ? map : Map.of();
      var client = webhook.get("clientConfig") instanceof Map<?, ?> map ? map : Map.of();
      if (!Objects.equals(client.get("caBundle"), bundle)) {
        var path = "/webhooks/" + i + "/clientConfig/caBundle";
        changes.add(Map.of("op", "add", "path", path, "value", bundle));
      }
    }
    if (!changes.isEmpty()) {
      var version = Meta.of(configuration).version();
      changes.addFirst(Map.of("op", "test", "path", "/metadata/resourceVersion", "value", version));
    }
    return changes;
  }

  /** A test of a patch that fails is told as 422 by API servers. */
  private static boolean hasMoved(Answer answer) {
    return answer instanceof Answer.Refused refused
        && (refused.code() == 409 || refused.code() == 422);
  }

  private static String problem(Answer answer) {
    return switch (answer) {
      case Answer.Done done -> "";
      case Answer.Refused refused -> refused.message();
      case Answer.Unknown unknown -> unknown.problem();
    };
  }
}
