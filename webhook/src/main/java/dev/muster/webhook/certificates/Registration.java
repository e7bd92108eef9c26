package dev.muster.webhook.certificates;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.Answer;
import dev.muster.scheduler.kube.watch.Meta;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One of the objects that have the webhook called, as far as it says whom to trust: its own
 * configurations, and the definition of AppWrappers, whose versions it converts. Nothing else in it
 * is ever touched, and it is written only if it says something else.
 */
final class Registration {
  private static final String GROUP = "admissionregistration.k8s.io";
  static final Api.Kind MUTATING =
      new Api.Kind(GROUP, "v1", "mutatingwebhookconfigurations", false);
  static final Api.Kind VALIDATING =
      new Api.Kind(GROUP, "v1", "validatingwebhookconfigurations", false);
  static final Api.Kind DEFINITION =
      new Api.Kind("apiextensions.k8s.io", "v1", "customresourcedefinitions", false);
  static final String APP_WRAPPERS = "appwrappers.workload.codeflare.dev";
  private static final int TRIES = 5;

  /**
   * Why it does not trust them.
   *
   * @param isBearable whether the webhook goes on without: pods are to be held and AppWrappers to
   *     be checked though somebody has taken away what lets them be converted
   */
  record Problem(String text, boolean isBearable) {}

  private final Api api;
  private final Api.Ref ref;
  private boolean there = true;
  private boolean written;

  Registration(Api api, Api.Kind kind, String name) {
    this.api = api;
    this.ref = new Api.Ref(kind, "", name);
  }

  /** What people know it by. */
  String title() {
    if (ref.kind().equals(DEFINITION)) {
      return "the CustomResourceDefinition";
    }
    return ref.kind().equals(MUTATING)
        ? "the MutatingWebhookConfiguration"
        : "the ValidatingWebhookConfiguration";
  }

  /** Whether it was there when it was looked at; one that was not may come any moment. */
  boolean isThere() {
    return there;
  }

  /** Whether it had to be written when it was to trust somebody last. */
  boolean wasWritten() {
    return written;
  }

  /** Tells whom it trusts, as PEM text; an empty text if that cannot be told now. */
  void bundle(Consumer<String> then) {
    api.get(
        ref,
        answer ->
            then.accept(
                answer instanceof Answer.Done done
                    ? clients(done.object()).values().stream()
                        .findFirst()
                        .map(client -> SecretForm.text(client, "caBundle"))
                        .orElse("")
                    : ""));
  }

  /** Makes it trust these authorities; tells the problem if that cannot be done now. */
  void trust(String authorities, Consumer<Optional<Problem>> then) {
    written = false;
    trust(SecretForm.base64(authorities), TRIES, then);
  }

  private void trust(String bundle, int tries, Consumer<Optional<Problem>> then) {
    api.get(
        ref,
        answer -> {
          if (answer instanceof Answer.Done done) {
            there = true;
            write(done.object(), bundle, tries, then);
          } else if (isLeftOut(answer)) {
            there = ref.kind().equals(DEFINITION); // which no installation is without for long
            then.accept(Optional.empty());
          } else {
            then.accept(Optional.of(problem(answer)));
          }
        });
  }

  /** Pods are to be held though nobody wants AppWrappers to be checked, or there are none yet. */
  private boolean isLeftOut(Answer answer) {
    return !ref.kind().equals(MUTATING)
        && answer instanceof Answer.Refused refused
        && refused.code() == 404;
  }

  private void write(
      Map<String, @Nullable Object> configuration,
      String bundle,
      int tries,
      Consumer<Optional<Problem>> then) {
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
            written = true;
            then.accept(Optional.empty());
          } else if (tries > 1 && hasMoved(answer)) {
            trust(bundle, tries - 1, then);
          } else {
            then.accept(Optional.of(problem(answer)));
          }
        });
  }

  /** Entries are addressed by their place, so the patch must be of what was read. */
  private List<Map<String, Object>> changes(
      Map<String, @Nullable Object> configuration, String bundle) {
    var changes = new ArrayList<Map<String, Object>>();
    clients(configuration)
        .forEach((path, client) -> {
          if (!Objects.equals(client.get("caBundle"), bundle)) {
            changes.add(Map.of("op", "add", "path", path + "/caBundle", "value", bundle));
          }
        });
    if (!changes.isEmpty()) {
      var version = Meta.of(configuration).version();
      changes.addFirst(Map.of("op", "test", "path", "/metadata/resourceVersion", "value", version));
    }
    return changes;
  }

  /** What says how the webhook is called, by its path. */
  private SortedMap<String, Map<?, ?>> clients(Map<String, @Nullable Object> configuration) {
    var clients = new TreeMap<String, Map<?, ?>>();
    if (ref.kind().equals(DEFINITION)) {
      var conversion = map(map(configuration.get("spec")).get("conversion"));
      if ("Webhook".equals(conversion.get("strategy"))) {
        var client = map(map(conversion.get("webhook")).get("clientConfig"));
        clients.put("/spec/conversion/webhook/clientConfig", client);
      }
      return clients;
    }
    var webhooks = configuration.get("webhooks") instanceof List<?> list ? list : List.of();
    for (int i = 0; i < webhooks.size(); i++) {
      clients.put(
          "/webhooks/" + i + "/clientConfig", map(map(webhooks.get(i)).get("clientConfig")));
    }
    return clients;
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  /** A test of a patch that fails is told as 422 by API servers. */
  private static boolean hasMoved(Answer answer) {
    return answer instanceof Answer.Refused refused
        && (refused.code() == 409 || refused.code() == 422);
  }

  private Problem problem(Answer answer) {
    return switch (answer) {
      case Answer.Done done -> new Problem("", false);
      case Answer.Refused refused ->
          new Problem(refused.message(), ref.kind().equals(DEFINITION) && isFinal(refused.code()));
      case Answer.Unknown unknown -> new Problem(unknown.problem(), false);
    };
  }

  /** The same question would be answered alike, as by somebody's policy. */
  private static boolean isFinal(int code) {
    return code < 500 && code != 401 && code != 408 && code != 409 && code != 429;
  }
}
