package dev.muster.webhook.decide;

import dev.muster.webhook.decide.Admission.Problem;
import dev.muster.webhook.decide.AdmissionRequest.Operation;
import java.util.List;
import java.util.Objects;

/**
 * Decides on what somebody sends: {@code (AdmissionRequest, Facts) -> Admission}, total and pure.
 *
 * <p>Promise: deciding again on what came of it changes nothing more; whoever answers what is asked
 * comes to a decision after at most three rounds. Called by the HTTP face, and in process by
 * simulations.
 */
public final class Admitter {
  private static final String GROUP = "workload.codeflare.dev";
  private static final String PLURAL = "appwrappers";

  private final Settings settings;

  public Admitter(Settings settings) {
    this.settings = settings;
  }

  /** What becomes of a pod. */
  public Admission pod(AdmissionRequest request, Facts facts) {
    return PlacementGate.admit(request, facts);
  }

  /**
   * What becomes of an object that may be a gang by itself.
   *
   * @param every whether one that names no queue is, too
   */
  public Admission hold(AdmissionRequest request, boolean every) {
    return HoldRule.decide(request, every, settings);
  }

  /** What is added to a new AppWrapper. */
  public Admission completeAppWrapper(AdmissionRequest request) {
    if (request.operation() != Operation.CREATE || !request.isOf(GROUP, PLURAL)) {
      return Admission.UNCHANGED;
    }
    var additions = new Additions(request.object());
    SubmitterStamp.add(request.user(), additions);
    DefaultQueue.add(settings.defaultQueue(), additions);
    return new Admission.Let(additions.all());
  }

  /** Whether an AppWrapper may be stored as it is. */
  public Admission checkAppWrapper(AdmissionRequest request, Facts facts) {
    if (!request.isOf(GROUP, PLURAL)) {
      return Admission.UNCHANGED;
    }
    return switch (request.operation()) {
      case CREATE -> created(request, facts);
      case UPDATE -> updated(request);
      case DELETE, CONNECT -> Admission.UNCHANGED;
    };
  }

  private Admission created(AdmissionRequest request, Facts facts) {
    var wrapper = new Wrapper(request.object());
    var problems = new Problems();
    SubmitterStamp.check(request.user(), wrapper, problems);
    SizeRule.check(wrapper, problems);
    if (problems.isEmpty()) { // what is too large is not read any further
      TemplateRule.check(wrapper, request.namespace(), problems);
      PodSetRule.check(wrapper, problems);
    }
    if (!problems.isEmpty()) {
      return new Admission.Refuse(problems.all());
    }
    return RightsRule.decide(
        new RightsRule.Case(wrapper, request.user(), request.namespace()), settings, facts);
  }

  private static Admission updated(AdmissionRequest request) {
    var wrapper = new Wrapper(request.object());
    var old = new Wrapper(request.old());
    if (wrapper.isBeingDeleted() && Objects.equals(old.spec().value(), wrapper.spec().value())) {
      return Admission.UNCHANGED; // finalizers come off whatever the object is
    }
    var problems = new Problems();
    ImmutableRule.check(old, wrapper, problems);
    SizeRule.checkGrowth(old, wrapper, problems);
    return problems.isEmpty() ? Admission.UNCHANGED : new Admission.Refuse(problems.all());
  }

  /** For whoever cannot come to a decision in time. */
  public static Admission unanswered(String problem) {
    return new Admission.Refuse(
        List.of(new Problem("", "cannot be checked now, try again: " + problem)));
  }
}
