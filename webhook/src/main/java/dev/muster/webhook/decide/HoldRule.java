package dev.muster.webhook.decide;

import dev.muster.scheduler.demand.BareKind;
import dev.muster.scheduler.demand.LabelValues;
import dev.muster.scheduler.demand.Tree;
import dev.muster.webhook.decide.Admission.Problem;
import dev.muster.webhook.decide.AdmissionRequest.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * An object that is a gang by itself is held from its creation until the scheduler lets it go, and
 * nobody else does. Who wants it held says so by the same field, which is remembered; who lets it
 * go after that sends it back into the queue.
 */
final class HoldRule {
  private static final String RUNS =
      "the queue of what has been let go stays as it is: suspend it first, or create another one";

  private static final String LEAVES =
      "what is queued stays queued; delete it, and create it without the label";

  private static final String OWNED =
      "what is queued by itself stays so; delete it, and create the other one";

  private static final String MADE =
      "what such an owner makes is created by its controller, from another namespace; leave it out";

  private static final String SHUTDOWN = "shutdownAfterJobFinishes";
  private static final String UNSUSPENDABLE =
      "must be true for a RayJob that is queued: KubeRay suspends no other";

  private final AdmissionRequest request;
  private final BareKind kind;
  private final Tree now;
  private final Tree old;
  private final Additions additions;

  private HoldRule(AdmissionRequest request, BareKind kind) {
    this.request = request;
    this.kind = kind;
    this.now = Tree.lenient(request.object());
    this.old = Tree.lenient(request.old());
    this.additions = new Additions(request.object());
  }

  /**
   * @param every whether objects that name no queue are queued as well, in that which is for such
   */
  static Admission decide(AdmissionRequest request, boolean every, Settings settings) {
    var kind = kind(request);
    boolean isWrite =
        request.operation() == Operation.CREATE || request.operation() == Operation.UPDATE;
    if (kind.isEmpty() || !isWrite || isScheduler(request, settings)) {
      return Admission.UNCHANGED;
    }
    var rule = new HoldRule(request, kind.get());
    if (!rule.now.get("metadata").get("deletionTimestamp").isAbsent()) {
      return Admission.UNCHANGED;
    }
    return request.operation() == Operation.CREATE
        ? rule.created(every, settings)
        : rule.updated(every, settings);
  }

  private static boolean isScheduler(AdmissionRequest request, Settings settings) {
    return settings.scheduler() != null
        && request.user().name().equals(settings.scheduler().name());
  }

  private static Optional<BareKind> kind(AdmissionRequest request) {
    return request.resource().subresource().isEmpty()
        ? BareKind.find(
            request.resource().group(), Tree.lenient(request.object()).get("kind").text(""))
        : Optional.empty();
  }

  private static Tree queue(Tree object) {
    return object.get("metadata").get("labels").get(BareKind.QUEUE);
  }

  private static Tree annotation(Tree object, String name) {
    return object.get("metadata").get("annotations").get(name);
  }

  private Admission created(boolean every, Settings settings) {
    boolean queued = !queue(now).isAbsent();
    if ((!queued && !every) || BareKind.usesClusterOfOthers(now)) {
      return Admission.UNCHANGED;
    }
    if (BareKind.isPart(now)) {
      return isOperator() ? Admission.UNCHANGED : refused(owners(), MADE);
    }
    return joins(queued, settings);
  }

  /** It becomes a gang: what it says of itself as one is forgotten. */
  private Admission joins(boolean queued, Settings settings) {
    var problems = problems();
    if (!problems.isEmpty()) {
      return new Admission.Refuse(problems);
    }
    if (!queued) {
      additions.label(BareKind.QUEUE, settings.defaultQueue());
    }
    hold();
    for (var ours : List.of(BareKind.STATUS, BareKind.VERDICT)) {
      if (!annotation(now, ours).isAbsent()) {
        additions.annotation(ours, ""); // copied from another object, or made up
      }
    }
    labelPods(name());
    return new Admission.Let(additions.all());
  }

  private Admission updated(boolean every, Settings settings) {
    boolean queued = !queue(now).isAbsent();
    boolean wasQueued = !queue(old).isAbsent();
    boolean letsGo = kind.isHeld(old) && !kind.isHeld(now);
    if (isNoGang(old) && isNoGang(now)) {
      return Admission.UNCHANGED;
    }
    if (!wasQueued || isNoGang(old)) {
      return newcomer(queued, every && letsGo, settings);
    }
    if (isNoGang(now)) {
      return refused(BareKind.isPart(now) ? owners() : now.get("spec"), OWNED);
    }
    if (!queued) {
      return refused(queue(now), LEAVES);
    }
    boolean sameQueue = Objects.equals(queue(old).value(), queue(now).value());
    if (!kind.isHeld(old) && !sameQueue) {
      return refused(queue(now), RUNS);
    }
    return kept(letsGo);
  }

  /** Whether it is none for what it is, whatever queue it names. */
  private static boolean isNoGang(Tree object) {
    return BareKind.isPart(object) || BareKind.usesClusterOfOthers(object);
  }

  private Tree owners() {
    return now.get("metadata").get("ownerReferences");
  }

  /** What was no gang becomes one only as long as it is held, and not by being touched. */
  private Admission newcomer(boolean queued, boolean wantsTo, Settings settings) {
    if (!queued && !wantsTo) {
      return Admission.UNCHANGED;
    }
    return kind.isHeld(old) ? joins(queued, settings) : refused(queue(now), RUNS);
  }

  private Admission kept(boolean letsGo) {
    var problems = problems();
    if (!problems.isEmpty()) {
      return new Admission.Refuse(problems);
    }
    keep(BareKind.STATUS);
    keep(BareKind.VERDICT);
    if (letsGo) {
      hold();
      additions.annotation(BareKind.HOLD, "false");
    } else if (!kind.isHeld(old) && kind.isHeld(now)) {
      additions.annotation(BareKind.HOLD, "true");
    }
    if (kind.isHeld(old) || isLabelled()) {
      labelPods(now.get("metadata").get("name").text(""));
    }
    return new Admission.Let(additions.all());
  }

  /**
   * Whether the pods of what runs name it: else it ran before anybody labelled its templates, and a
   * change of those would make its pods anew, or be refused.
   */
  private boolean isLabelled() {
    return PodPlaces.of(request.object()).keySet().stream()
        .anyMatch(path -> !PodPlaces.at(old, path).get(BareKind.GANG).isAbsent());
  }

  private static Admission refused(Tree place, String why) {
    return new Admission.Refuse(List.of(new Problem(place.path(), why)));
  }

  private List<Problem> problems() {
    var problems = new Problems();
    if (kind.kind().equals("RayJob") && !now.get("spec").get(SHUTDOWN).flag(false)) {
      problems.add("spec." + SHUTDOWN, UNSUSPENDABLE);
    }
    PodPlaces.check(request.object(), problems);
    return problems.all();
  }

  /**
   * Whether a controller sends it. Those of the cluster have no account in the namespaces of its
   * users, who can write down any owner.
   */
  private boolean isOperator() {
    var user = request.user().name();
    return user.startsWith("system:")
        && !user.startsWith("system:serviceaccount:" + request.namespace() + ":");
  }

  private void hold() {
    additions.put(kind.hold(), kind.stops());
  }

  private void keep(String annotation) {
    var before = annotation(old, annotation);
    if (!before.isAbsent() || !annotation(now, annotation).isAbsent()) {
      additions.annotation(annotation, before.text(""));
    }
  }

  /** Pods carry the name of their gang, so it has to have one. */
  private String name() {
    var metadata = now.get("metadata");
    var name = metadata.get("name").text("");
    var base = metadata.get("generateName").text("");
    if (!name.isEmpty() || base.isEmpty()) {
      return name;
    }
    var made = LabelValues.generated(base, request.uid());
    additions.put(List.of("metadata", "name"), made);
    return made;
  }

  private void labelPods(String name) {
    var gang = LabelValues.gang(kind.kind(), name);
    PodPlaces.of(request.object())
        .forEach((path, labels) -> {
          additions.put(append(path, BareKind.GANG), gang);
          labels.forEach((label, value) -> additions.put(append(path, label), value));
        });
  }

  private static List<String> append(List<String> path, String last) {
    var longer = new ArrayList<>(path);
    longer.add(last);
    return longer;
  }
}
