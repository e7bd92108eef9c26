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
  private static final int SUFFIX = 5;
  private static final int LONGEST_GENERATED = 63;

  private static final String RUNS =
      "the queue of what has been let go stays as it is: suspend it first, or create another one";

  private static final String LEAVES =
      "what is queued stays queued; delete it, and create it without the label";

  private static final String OWNED =
      "what is queued by itself cannot become part of something else";

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
    if (!rule.now.get("metadata").get("deletionTimestamp").isAbsent()
        || ExistingCluster.isUsedBy(rule.now)) {
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
    if ((!queued && !every) || (BareKind.isPart(now) && isOperator())) {
      return Admission.UNCHANGED;
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
    if (BareKind.isPart(old) && BareKind.isPart(now)) {
      return part(letsGo);
    }
    if (!wasQueued || BareKind.isPart(old)) {
      return newcomer(queued, every && letsGo, settings);
    }
    if (BareKind.isPart(now)) {
      return refused(now.get("metadata").get("ownerReferences"), OWNED);
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

  /** What says that it is part of a gang and was held all the same stays so. */
  private Admission part(boolean letsGo) {
    if (letsGo && !isOperator()) {
      hold();
    }
    return new Admission.Let(additions.all());
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
    labelPods(now.get("metadata").get("name").text(""));
    return new Admission.Let(additions.all());
  }

  private static Admission refused(Tree place, String why) {
    return new Admission.Refuse(List.of(new Problem(place.path(), why)));
  }

  private List<Problem> problems() {
    var problems = new Problems();
    ExistingCluster.check(now, problems);
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
    int length = Math.min(base.length(), LONGEST_GENERATED - SUFFIX);
    var made = base.substring(0, length) + suffix(request.uid());
    additions.put(List.of("metadata", "name"), made);
    return made;
  }

  private static String suffix(String of) {
    long rest = LabelValues.fingerprint(of);
    var suffix = new StringBuilder();
    for (int i = 0; i < SUFFIX; i++) {
      suffix.append(Character.forDigit((int) Long.remainderUnsigned(rest, 36), 36));
      rest = Long.divideUnsigned(rest, 36);
    }
    return suffix.toString();
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
