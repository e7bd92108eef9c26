package dev.muster.webhook.decide;

import dev.muster.webhook.decide.Question.MayCreate;
import dev.muster.webhook.decide.Question.Place;
import dev.muster.webhook.decide.Question.ServedAt;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/** Answers as an API server would, and remembers what it was asked. */
final class Authority {
  private final Predicate<MayCreate> allowed;
  final List<Question> asked = new ArrayList<>();

  private Authority(Predicate<MayCreate> allowed) {
    this.allowed = allowed;
  }

  static Authority allowingAll() {
    return allowing(right -> true);
  }

  static Authority allowing(Predicate<MayCreate> allowed) {
    return new Authority(allowed);
  }

  /** What is decided once all that is asked for is answered. */
  Admission decide(Settings settings, AdmissionRequest request) {
    var admitter = new Admitter(settings);
    var facts = Facts.NONE;
    for (int round = 0; round < 4; round++) {
      if (!(admitter.checkAppWrapper(request, facts) instanceof Admission.Ask ask)) {
        return admitter.checkAppWrapper(request, facts);
      }
      var answers = new LinkedHashMap<Question, Answer>();
      for (var question : ask.questions()) {
        asked.add(question);
        answers.put(question, answer(question));
      }
      facts = facts.with(answers);
    }
    throw new AssertionError("asks without end");
  }

  private Answer answer(Question question) {
    return switch (question) {
      case Question.Leads leads -> Answer.YES;
      case ServedAt kind -> served(kind);
      case MayCreate right -> Answer.of(allowed.test(right));
    };
  }

  private static Answer served(ServedAt kind) {
    var known =
        Map.of(
            "v1 Pod", true,
            "v1 Service", true,
            "v1 Node", false,
            "batch/v1 Job", true,
            "apps/v1 Deployment", true,
            "ray.io/v1 RayJob", true,
            "example.com/v1 Fleet", true);
    var namespaced = known.get(kind.apiVersion() + " " + kind.kind());
    return namespaced == null
        ? new Answer.No()
        : new Answer.At(place(kind.apiVersion(), kind.kind(), namespaced));
  }

  static Place place(String apiVersion, String kind, boolean namespaced) {
    int slash = apiVersion.indexOf('/');
    return new Place(
        slash < 0 ? "" : apiVersion.substring(0, slash),
        apiVersion.substring(slash + 1),
        kind.toLowerCase(Locale.ROOT) + "s",
        namespaced);
  }
}
