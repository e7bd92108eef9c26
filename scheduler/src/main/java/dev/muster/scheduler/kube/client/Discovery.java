package dev.muster.scheduler.kube.client;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.Answer;
import dev.muster.scheduler.kube.Loop;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which kinds are served, as the server tells. What was found is remembered; what was not is asked
 * for again the next time, since kinds come with their definitions at any moment. A question that
 * got no answer is put again until it does: not knowing is not the same as not there.
 */
final class Discovery {
  private static final long FIRST_PAUSE_MILLIS = 500;
  private static final long LONGEST_PAUSE_MILLIS = 15_000;
  private final Transport transport;
  private final Loop inbox;
  private final Map<String, Api.Kind> found = new HashMap<>();

  Discovery(Transport transport, Loop inbox) {
    this.transport = transport;
    this.inbox = inbox;
  }

  void resolve(String apiVersion, String kind, Consumer<Optional<Api.Kind>> then) {
    var known = found.get(apiVersion + " " + kind);
    if (known != null) {
      inbox.post(() -> then.accept(Optional.of(known)));
    } else {
      ask(apiVersion, kind, FIRST_PAUSE_MILLIS, then);
    }
  }

  private void ask(String apiVersion, String kind, long pause, Consumer<Optional<Api.Kind>> then) {
    transport.send(
        Wire.Call.get(Paths.version(apiVersion)),
        answer -> {
          if (answer instanceof Answer.Done done) {
            learn(apiVersion, done.object());
            then.accept(Optional.ofNullable(found.get(apiVersion + " " + kind)));
          } else if (answer instanceof Answer.Refused refused && refused.code() == 404) {
            then.accept(Optional.empty());
          } else {
            long next = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
            inbox.after(pause, () -> ask(apiVersion, kind, next, then));
          }
        });
  }

  private void learn(String apiVersion, Map<String, @Nullable Object> answer) {
    if (!(answer.get("resources") instanceof List<?> resources)) {
      return;
    }
    int slash = apiVersion.indexOf('/');
    var group = slash < 0 ? "" : apiVersion.substring(0, slash);
    var version = apiVersion.substring(slash + 1);
    for (var resource : resources) {
      var tree = Client.tree(resource);
      var plural = Json.text(tree.get("name"), "");
      if (!plural.isEmpty() && !plural.contains("/")) {
        boolean namespaced = Boolean.TRUE.equals(tree.get("namespaced"));
        found.put(
            apiVersion + " " + Json.text(tree.get("kind"), ""),
            new Api.Kind(group, version, plural, namespaced));
      }
    }
  }
}
