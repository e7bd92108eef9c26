package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Pods: what is filled in at their creation, and the little that may change after it. */
final class PodRules {
  private static final String FIXED =
      "pod updates may not change fields other than `spec.containers[*].image`,"
          + "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,"
          + "`spec.tolerations` (only additions to existing tolerations),"
          + "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously"
          + " negative)";

  private final Database database;

  PodRules(Database database) {
    this.database = database;
  }

  Map<String, @Nullable Object> onCreate(
      ResourceType type, Map<String, @Nullable Object> pod, String now) {
    var shapes = new Shapes(type);
    var spec = shapes.object(pod.get("spec"), "spec");
    PodSpecs.decode(type, spec);
    spec = PodSpecs.admitted(withPriority(type, pod, PodSpecs.ofPod(spec)));
    var causes = new ArrayList<Cause>();
    PodSpecs.validate(spec, "spec", causes);
    boolean gated = !Trees.listAt(spec, "schedulingGates").isEmpty();
    if (gated && !Trees.textAt(spec, "nodeName").isEmpty()) {
      causes.add(
          Cause.forbidden(
              "spec.nodeName", "cannot be set until all schedulingGates have been cleared"));
    }
    refuse(type, pod, causes);
    var status = Trees.of("phase", "Pending", "qosClass", Qualities.of(spec));
    if (gated) {
      status = Trees.put(status, List.of(gatedCondition(now)), "conditions");
    }
    return Trees.put(Trees.put(pod, spec, "spec"), status, "status");
  }

  private static Map<String, @Nullable Object> gatedCondition(String now) {
    return Trees.of(
        "type",
        "PodScheduled",
        "status",
        "False",
        "lastTransitionTime",
        now,
        "reason",
        "SchedulingGated",
        "message",
        "Scheduling is blocked due to non-empty scheduling gates");
  }

  /** The number that the class named, or else the default class, stands for. */
  private Map<String, @Nullable Object> withPriority(
      ResourceType type, Map<String, @Nullable Object> pod, Map<String, @Nullable Object> spec) {
    var name = Trees.textAt(spec, "priorityClassName");
    if (name.isEmpty()) {
      for (var candidate : database.all(BuiltInKinds.PRIORITY_CLASSES).values()) {
        if (Boolean.TRUE.equals(candidate.get("globalDefault"))) {
          return classed(spec, candidate);
        }
      }
      return Trees.put(
          PodSpecs.absent(spec, "priority", 0L), "PreemptLowerPriority", "preemptionPolicy");
    }
    var found = database.get(BuiltInKinds.PRIORITY_CLASSES, new Key("", name));
    if (found == null) {
      throw Statuses.forbidden(
          type, Key.of(pod).name(), "no PriorityClass with name " + name + " was found");
    }
    return classed(spec, found);
  }

  private static Map<String, @Nullable Object> classed(
      Map<String, @Nullable Object> spec, Map<String, @Nullable Object> priorityClass) {
    var result = Trees.put(spec, Key.of(priorityClass).name(), "priorityClassName");
    result = Trees.put(result, Trees.number(priorityClass.get("value"), 0), "priority");
    var policy = Trees.text(priorityClass.get("preemptionPolicy"));
    return Trees.put(
        result, policy.isEmpty() ? "PreemptLowerPriority" : policy, "preemptionPolicy");
  }

  Map<String, @Nullable Object> onUpdate(
      ResourceType type, Map<String, @Nullable Object> old, Map<String, @Nullable Object> next) {
    var shapes = new Shapes(type);
    var spec = shapes.object(next.get("spec"), "spec");
    PodSpecs.decode(type, spec);
    var before = Trees.objectAt(old, "spec");
    spec = PodSpecs.tolerant(withOmitted(PodSpecs.ofPod(spec), before));
    var causes = new ArrayList<Cause>();
    PodSpecs.validate(spec, "spec", causes);
    if (hasSameContainers(before, spec, causes)) {
      changes(before, spec, causes);
    }
    refuse(type, old, causes);
    return Trees.put(next, spec, "spec");
  }

  /** Where containers came or went, nothing else of the change is looked at. */
  private static boolean hasSameContainers(
      Map<String, @Nullable Object> before,
      Map<String, @Nullable Object> after,
      List<Cause> causes) {
    for (String field : List.of("containers", "initContainers")) {
      if (Trees.listAt(before, field).size() != Trees.listAt(after, field).size()) {
        causes.add(
            Cause.forbidden("spec." + field, "pod updates may not add or remove containers"));
        return false;
      }
    }
    return true;
  }

  private static void changes(
      Map<String, @Nullable Object> before,
      Map<String, @Nullable Object> after,
      List<Cause> causes) {
    tolerations(before, after, causes);
    gates(before, after, causes);
    boolean gated = !Trees.listAt(before, "schedulingGates").isEmpty();
    if (gated) {
      GatedPods.check(before, after, causes);
    }
    if (!Masks.same(before, after, gated)) {
      causes.add(Cause.forbidden("spec", FIXED));
    }
  }

  /** What the server filled in and a client may leave out when it writes the whole pod. */
  private static Map<String, @Nullable Object> withOmitted(
      Map<String, @Nullable Object> spec, Map<String, @Nullable Object> before) {
    var result = spec;
    for (String field : List.of("priority", "priorityClassName", "preemptionPolicy")) {
      @Nullable Object value = before.get(field);
      result = value == null ? result : PodSpecs.absent(result, field, value);
    }
    return result;
  }

  private static void gates(
      Map<String, @Nullable Object> before,
      Map<String, @Nullable Object> after,
      List<Cause> causes) {
    var known = new LinkedHashSet<@Nullable Object>(Trees.listAt(before, "schedulingGates"));
    var gates = Trees.listAt(after, "schedulingGates");
    for (int i = 0; i < gates.size(); i++) {
      @Nullable Object gate = gates.get(i);
      if (!known.contains(gate)) {
        causes.add(
            Cause.forbidden(
                "spec.schedulingGates[" + i + "].name",
                "only deletion is allowed, but found new scheduling gate '"
                    + Trees.textAt(gate, "name")
                    + "'"));
      }
    }
  }

  private static void tolerations(
      Map<String, @Nullable Object> before,
      Map<String, @Nullable Object> after,
      List<Cause> causes) {
    var present = new LinkedHashSet<@Nullable Object>(Trees.listAt(after, "tolerations"));
    if (!present.containsAll(Trees.listAt(before, "tolerations"))) {
      causes.add(
          Cause.forbidden(
              "spec.tolerations",
              "existing toleration can not be modified except its tolerationSeconds"));
    }
  }

  private static void refuse(
      ResourceType type, Map<String, @Nullable Object> pod, List<Cause> causes) {
    if (!causes.isEmpty()) {
      throw Statuses.invalid(type, Key.of(pod).name(), causes);
    }
  }
}
