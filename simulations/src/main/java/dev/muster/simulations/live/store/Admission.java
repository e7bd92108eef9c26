package dev.muster.simulations.live.store;

import dev.muster.simulations.live.store.Submission.Ask;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Asks the admission webhooks that an attempt concerns: first those that may change the object, one
 * after the other, then all that judge it, at once. Only for requests that were submitted.
 */
final class Admission {
  private final Hooks hooks;
  private final HookMatcher matcher;
  private final Kinds kinds;
  private final Present present;
  private final Supplier<String> uids;
  private final Rights rights;

  Admission(
      Hooks hooks,
      HookMatcher matcher,
      Kinds kinds,
      Present present,
      Supplier<String> uids,
      Rights rights) {
    this.hooks = hooks;
    this.matcher = matcher;
    this.kinds = kinds;
    this.present = present;
    this.uids = uids;
    this.rights = rights;
  }

  /**
   * Returns the object of a creation or update as the webhooks want it.
   *
   * @param decoded makes a foreign object one as if it had been sent: with defaults, checked
   */
  Map<String, @Nullable Object> mutate(
      Attempt attempt, UnaryOperator<Map<String, @Nullable Object>> decoded) {
    var submission = present.submission();
    if (submission == null || hooks.mutating().isEmpty()) {
      return object(attempt);
    }
    var current = attempt.withObject(decoded.apply(object(attempt)));
    var eligible = new LinkedHashSet<Hook>();
    var again = new LinkedHashSet<Hook>();
    for (var hook : hooks.mutating()) {
      var next = mutate(submission, "mutate", hook, current, decoded);
      if (next == null) {
        continue;
      }
      if (!next.equals(current.object())) {
        again.addAll(eligible);
        eligible.clear();
        current = current.withObject(next);
      }
      if (hook.reinvoked()) {
        eligible.add(hook);
      }
    }
    for (var hook : again) {
      var next = mutate(submission, "mutate again", hook, current, decoded);
      current = next == null ? current : current.withObject(next);
    }
    return object(current);
  }

  private static Map<String, @Nullable Object> object(Attempt attempt) {
    return attempt.object() == null ? Trees.EMPTY : attempt.object();
  }

  /** Refuses what whoever asks has no right to, or a webhook does not want to happen. */
  void validate(Attempt attempt) {
    var submission = present.submission();
    if (submission == null) {
      return;
    }
    rights.check(attempt);
    if (attempt.operation() == Attempt.Operation.DELETE) {
      hooks.mutating().forEach(hook -> ask(submission, "mutate", hook, attempt));
    }
    var parts = new ArrayList<Supplier<Boolean>>();
    for (var hook : hooks.validating()) {
      parts.add(() -> ask(submission, "validate", hook, attempt) != null);
    }
    var unused = Present.gather(parts);
  }

  /** The object after this webhook; null if it is not concerned or could not be asked. */
  private @Nullable Map<String, @Nullable Object> mutate(
      Submission submission,
      String phase,
      Hook hook,
      Attempt attempt,
      UnaryOperator<Map<String, @Nullable Object>> decoded) {
    var response = ask(submission, phase, hook, attempt);
    if (response == null) {
      return null;
    }
    var type = attempt.request().type();
    var patch = AdmissionReview.patch(response);
    if (patch.isEmpty()) {
      return object(attempt);
    }
    var matched = matcher.match(hook, attempt).orElse(type);
    var shown = kinds.convert(matched, object(attempt));
    var patched = patched(attempt.request(), patch, shown);
    return decoded.apply(kinds.convert(type, patched));
  }

  private static Map<String, @Nullable Object> patched(
      Request request, List<@Nullable Object> patch, Map<String, @Nullable Object> object) {
    try {
      var patching =
          Request.patch(request.type(), request.namespace(), request.name(), PatchKind.JSON, patch);
      return Bodies.recheckObject(JsonPatch.apply(patching, object));
    } catch (Refusal refusal) {
      throw Statuses.internal(String.valueOf(refusal.getMessage()));
    }
  }

  /** The webhook's consent; null if it is not concerned or could not be asked. */
  private @Nullable Map<String, @Nullable Object> ask(
      Submission submission, String phase, Hook hook, Attempt attempt) {
    var matched = matcher.match(hook, attempt);
    if (matched.isEmpty()) {
      return null;
    }
    var question = question(attempt, matched.get());
    if (!matcher.meets(hook, attempt, question)) {
      return null;
    }
    if (attempt.dryRun() && !hook.dryRunnable()) {
      throw Statuses.badRequest(
          "admission webhook \"" + hook.name() + "\" does not support dry run");
    }
    var asker = phase + " " + hook.id();
    var answer = submission.answer(asker, question);
    if (answer == null) {
      throw new Submission.Waiting(List.of(askOf(submission, asker, hook, attempt, question)));
    }
    try {
      var response = response(answer, !phase.equals("validate"));
      submission.warn(Trees.texts(response.get("warnings")));
      if (!Boolean.TRUE.equals(response.get("allowed"))) {
        throw AdmissionReview.denied(hook.name(), Trees.objectAt(response, "status"));
      }
      return response;
    } catch (AdmissionReview.Unusable failed) {
      if (hook.failOpen()) {
        return null;
      }
      throw Statuses.internal(
          "failed calling webhook \"" + hook.name() + "\": " + failed.getMessage());
    }
  }

  private static Map<String, @Nullable Object> response(
      Submission.Answer answer, boolean mutating) {
    return switch (answer.outcome()) {
      case Callout.Outcome.Answered answered ->
          AdmissionReview.response(answered.body(), answer.uid(), mutating);
      case Callout.Outcome.Failed failed ->
          throw new AdmissionReview.Unusable("failed to call webhook: " + failed.problem());
    };
  }

  private Map<String, @Nullable Object> question(Attempt attempt, ResourceType matched) {
    var asked = attempt.request().type();
    if (matched.equals(asked)) {
      return AdmissionReview.question(attempt, asked);
    }
    var old = attempt.old();
    var object = attempt.object();
    var shown =
        new Attempt(
            attempt.request().withType(matched),
            attempt.operation(),
            object == null ? null : kinds.convert(matched, object),
            old == null ? null : kinds.convert(matched, old));
    return AdmissionReview.question(shown, asked);
  }

  private Ask askOf(
      Submission submission,
      String asker,
      Hook hook,
      Attempt attempt,
      Map<String, @Nullable Object> question) {
    if (submission.exhausted(asker)) {
      throw Statuses.modified(attempt.request().type(), attempt.name());
    }
    var uid = uids.get();
    return new Ask(
        hook.target(),
        AdmissionReview.body(uid, question),
        outcome -> submission.learn(new Submission.Answer(asker, uid, question, outcome)));
  }
}
