package dev.muster.webhook.decide;

import dev.muster.scheduler.demand.Shown;
import dev.muster.scheduler.demand.Tree;
import dev.muster.scheduler.model.User;
import dev.muster.webhook.decide.Question.MayCreate;
import dev.muster.webhook.decide.Question.Place;
import dev.muster.webhook.decide.Question.ServedAt;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Nobody gets through an AppWrapper what they could not create themselves: for each kind that is
 * wrapped the API server is asked whether its submitter may create such objects there. And what
 * Muster itself may not create is refused now, rather than failing when it is admitted: the rights
 * of the scheduler are the list of what can be wrapped.
 *
 * <p>First it is asked where the kinds are served, then who may create there: two rounds, each of
 * as many questions as there are different kinds.
 */
final class RightsRule {
  /** Each costs the API server some questions. */
  private static final int MOST_KINDS = 16;

  /** An AppWrapper that is created, by whom and where. */
  record Case(Wrapper wrapper, User user, String namespace) {}

  private final Case created;
  private final Settings settings;
  private final Facts facts;
  private final Problems problems = new Problems();
  private final Set<Question> open = new LinkedHashSet<>();

  private RightsRule(Case created, Settings settings, Facts facts) {
    this.created = created;
    this.settings = settings;
    this.facts = facts;
  }

  static Admission decide(Case created, Settings settings, Facts facts) {
    return new RightsRule(created, settings, facts).decide();
  }

  private Admission decide() {
    var kinds = new LinkedHashSet<ServedAt>();
    created.wrapper().templates().forEach(template -> kinds.add(kind(template)));
    if (kinds.size() > MOST_KINDS) {
      problems.add(
          "spec.components",
          "wraps %d different kinds, at most %d are allowed".formatted(kinds.size(), MOST_KINDS));
      return new Admission.Refuse(problems.all());
    }
    var places = new LinkedHashMap<Place, Tree>();
    for (var template : created.wrapper().templates()) {
      served(template).forEach(place -> places.putIfAbsent(place, template));
    }
    if (open.isEmpty() && problems.isEmpty()) {
      places.forEach(this::rights);
    }
    if (!problems.isEmpty()) {
      return new Admission.Refuse(problems.all());
    }
    return open.isEmpty() ? Admission.UNCHANGED : new Admission.Ask(new ArrayList<>(open));
  }

  /** Where the wrapped object would be created; nowhere as long as that is open, or wrong. */
  private List<Place> served(Tree template) {
    var question = new ServedAt(template.get("apiVersion").text(""), template.get("kind").text(""));
    var answer = facts.of(question);
    if (answer.isEmpty()) {
      open.add(question);
      return List.of();
    }
    return switch (answer.get()) {
      case Answer.At at when at.place().namespaced() -> List.of(at.place());
      case Answer.At at -> wrong(template, "is in no namespace, so it cannot be wrapped");
      case Answer.Unknown unknown -> wrong(template, later(unknown));
      case Answer.No no -> wrong(template, unserved(question));
      case Answer.Yes yes -> wrong(template, unserved(question));
    };
  }

  private static ServedAt kind(Tree template) {
    return new ServedAt(template.get("apiVersion").text(""), template.get("kind").text(""));
  }

  private static String unserved(ServedAt question) {
    return "no kind %s is served in %s; check the spelling, or have its definition installed"
        .formatted(Shown.value(question.kind()), Shown.value(question.apiVersion()));
  }

  private List<Place> wrong(Tree template, String text) {
    problems.add(template, text);
    return List.of();
  }

  private void rights(Place place, Tree template) {
    if (settings.checkRights()) {
      may(
          template,
          new MayCreate(created.user(), place, created.namespace()),
          "User %s is not authorized to create %s in %s"
              .formatted(
                  Shown.text(created.user().name()), name(place), Shown.text(created.namespace())));
    }
    var scheduler = settings.scheduler();
    if (scheduler != null) {
      may(
          template,
          new MayCreate(scheduler, place, created.namespace()),
          "Muster may not create %s; administrators can add them to its ClusterRole"
                  .formatted(name(place))
              + " muster-wrapped-kinds");
    }
  }

  private static String name(Place place) {
    return place.group().isEmpty() ? place.plural() : place.plural() + "." + place.group();
  }

  private void may(Tree template, MayCreate question, String denial) {
    var answer = facts.of(question);
    if (answer.isEmpty()) {
      open.add(question);
    } else if (answer.get() instanceof Answer.Unknown unknown) {
      problems.add(template, later(unknown));
    } else if (!answer.get().equals(Answer.YES)) {
      problems.add(template, denial);
    }
  }

  private static String later(Answer.Unknown unknown) {
    return "cannot be checked now, try again: " + Shown.text(unknown.problem());
  }
}
