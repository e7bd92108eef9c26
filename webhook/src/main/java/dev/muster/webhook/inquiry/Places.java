package dev.muster.webhook.inquiry;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Loop;
import dev.muster.webhook.decide.Answer;
import dev.muster.webhook.decide.Question.Place;
import dev.muster.webhook.decide.Question.ServedAt;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where kinds are served. An API server that does not tell is asked for as long as it takes, so
 * whoever asks for the same kind meanwhile waits with the others, nobody is kept for longer than
 * they wait, and the number of kinds that are being asked for has an end.
 */
final class Places {
  private static final int MOST = 100;
  private static final int LONGEST = 600;
  private static final Answer TOO_MANY =
      new Answer.Unknown("the API server does not tell where many kinds are served");

  private final Api api;
  private final Loop loop;
  private final Map<ServedAt, List<Waiting>> open = new LinkedHashMap<>();

  private record Waiting(long until, Consumer<Answer> then) {}

  Places(Api api, Loop loop) {
    this.api = api;
    this.loop = loop;
  }

  /** Tells it, unless that takes longer than until then. */
  void find(ServedAt kind, long until, Consumer<Answer> then) {
    if (kind.apiVersion().length() + kind.kind().length() > LONGEST
        || kind.apiVersion().chars().filter(c -> c == '/').count() > 1) {
      then.accept(
          new Answer.No()); // names of groups, versions and kinds are shorter, and have none
      return;
    }
    var waiting = open.get(kind);
    if (waiting == null && open.size() >= MOST) {
      then.accept(TOO_MANY);
      return;
    }
    if (waiting == null) {
      waiting = new ArrayList<>();
      open.put(kind, waiting);
      api.resolve(kind.apiVersion(), kind.kind(), found -> found(kind, found));
    }
    long now = loop.monotonic();
    waiting.removeIf(other -> other.until() < now);
    waiting.add(new Waiting(until, then));
    loop.after(Math.max(0, until - now) + 1, () -> forget(kind));
  }

  private void forget(ServedAt kind) {
    var waiting = open.get(kind);
    if (waiting != null) {
      long now = loop.monotonic();
      waiting.removeIf(other -> other.until() < now);
    }
  }

  private void found(ServedAt kind, Optional<Api.Kind> found) {
    var answer = found.<Answer>map(Places::at).orElse(new Answer.No());
    var waiting = open.remove(kind);
    if (waiting != null) {
      waiting.forEach(one -> one.then().accept(answer));
    }
  }

  private static Answer at(Api.Kind kind) {
    return new Answer.At(new Place(kind.group(), kind.version(), kind.plural(), kind.namespaced()));
  }
}
