package dev.muster.scheduler.kube.client;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.Answer;
import dev.muster.scheduler.kube.Loop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which kinds are served, as the server tells. What was found is remembered; what was not is asked
 * for again the next time, since kinds come with their definitions at any moment. A question that
 * got no answer is put again until it does: not knowing is not the same as not there.
 *
 * <p>The server tells of all kinds of one version at once, so there is one question about a version
 * at a time, for all who wait by then. Whoever comes when it has been sent waits for the next one:
 * his kind may have come after the server looked.
 */
final class Discovery {
  private static final long FIRST_PAUSE_MILLIS = 500;
  private static final long LONGEST_PAUSE_MILLIS = 15_000;
  private final Transport transport;
  private final Loop inbox;
  private final Map<String, Api.Kind> found = new HashMap<>();

  /** By version, those whose question has not been sent, or has to be sent again. */
  private final Map<String, List<Waiting>> waiting = new HashMap<>();

  /** The versions of which there is a question, be it yet to be sent or without an answer. */
  private final Set<String> asked = new HashSet<>();

  Discovery(Transport transport, Loop inbox) {
    this.transport = transport;
    this.inbox = inbox;
  }

  private record Waiting(String kind, Consumer<Optional<Api.Kind>> then) {}

  void resolve(String apiVersion, String kind, Consumer<Optional<Api.Kind>> then) {
    var known = found.get(apiVersion + " " + kind);
    if (known != null) {
      inbox.post(() -> then.accept(Optional.of(known)));
      return;
    }
    waitingFor(apiVersion).add(new Waiting(kind, then));
    if (asked.add(apiVersion)) {
      // Not before all have come who come now.
      inbox.post(() -> ask(apiVersion, FIRST_PAUSE_MILLIS));
    }
  }

  private List<Waiting> waitingFor(String apiVersion) {
    return waiting.computeIfAbsent(apiVersion, none -> new ArrayList<>());
  }

  private void ask(String apiVersion, long pause) {
    var askers = waitingFor(apiVersion);
    waiting.remove(apiVersion);
    transport.send(
        Wire.Call.get(Paths.version(apiVersion)),
        answer -> {
          if (answer instanceof Answer.Done done) {
            learn(apiVersion, done.object());
            tell(apiVersion, askers);
          } else if (answer instanceof Answer.Refused refused && refused.code() == 404) {
            tell(apiVersion, askers);
          } else {
            waitingFor(apiVersion).addAll(0, askers);
            long next = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
            inbox.after(pause, () -> ask(apiVersion, next));
          }
        });
  }

  private void tell(String apiVersion, List<Waiting> askers) {
    asked.remove(apiVersion);
    for (var asker : askers) {
      var kind = Optional.ofNullable(found.get(apiVersion + " " + asker.kind()));
      inbox.post(() -> asker.then().accept(kind));
    }
    var later = waiting.remove(apiVersion);
    if (later != null) {
      later.forEach(one -> resolve(apiVersion, one.kind(), one.then()));
    }
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
