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
 * Where kinds are served. A part of an API server that does not tell is asked for as long as it
 * takes, so there is one question for each group and version: whoever asks for another of their
 * kinds waits with the others, nobody is kept for longer than they wait, and the number of groups
 * that are being asked for has an end.
 */
final class Places {
  private static final int MOST = 100;
  private static final int LONGEST = 600;
  private static final Answer TOO_MANY =
      new Answer.Unknown("the API server does not tell where many kinds are served");

  private final Api api;
  private final Loop loop;
  private final Map<String, List<Waiting>> open = new LinkedHashMap<>();

  private record Waiting(ServedAt kind, long until, Consumer<Answer> then) {}

  Places(Api api, Loop loop) {
    this.api = api;
    this.loop = loop;
  }

  /** Tells it, unless that takes longer than until then. */
  void find(ServedAt kind, long until, Consumer<Answer> then) {
    if (!canBeServed(kind)) {
      then.accept(new Answer.No());
      return;
    }
    var group = kind.apiVersion();
    var waiting = open.get(group);
    if (waiting == null && open.size() >= MOST) {
      then.accept(TOO_MANY);
      return;
    }
    if (waiting == null) {
      waiting = new ArrayList<>();
      open.put(group, waiting);
      api.resolve(group, kind.kind(), found -> found(kind, found));
    }
    waiting.add(new Waiting(kind, until, then));
    loop.after(Math.max(0, until - loop.monotonic()) + 1, () -> forget(group));
  }

  /** Names of groups, versions and kinds are shorter than that, and have no slash in them. */
  private static boolean canBeServed(ServedAt kind) {
    return kind.apiVersion().length() + kind.kind().length() <= LONGEST
        && kind.apiVersion().chars().filter(c -> c == '/').count() <= 1;
  }

  private void forget(String group) {
    var waiting = open.get(group);
    if (waiting != null) {
      long now = loop.monotonic();
      waiting.removeIf(one -> one.until() < now);
    }
  }

  /** The group tells again: whoever waited for another kind of it is answered now, too. */
  private void found(ServedAt asked, Optional<Api.Kind> found) {
    var answer = found.<Answer>map(Places::at).orElse(new Answer.No());
    var waiting = open.remove(asked.apiVersion());
    if (waiting == null) {
      return;
    }
    for (var one : waiting) {
      if (one.kind().equals(asked)) {
        one.then().accept(answer);
      } else {
        find(one.kind(), one.until(), one.then());
      }
    }
  }

  private static Answer at(Api.Kind kind) {
    return new Answer.At(new Place(kind.group(), kind.version(), kind.plural(), kind.namespaced()));
  }
}
