package dev.muster.simulations.live.store;

import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Defaults and checks of the built-in kinds; those without any here are stored as they come. */
final class BuiltInRules {
  /** Kinds whose status may come with their creation. */
  private static final List<String> BORN_WITH_STATUS = List.of("nodes");

  private final Definitions definitions;
  private final Database database;
  private final Supplier<Expressions> expressions;
  private final PodRules pods;
  private final LongSupplier nowEpochMillis;

  BuiltInRules(
      Definitions definitions,
      Database database,
      LongSupplier nowEpochMillis,
      Supplier<Expressions> expressions) {
    this.expressions = expressions;
    this.definitions = definitions;
    this.database = database;
    this.pods = new PodRules(database);
    this.nowEpochMillis = nowEpochMillis;
  }

  Map<String, @Nullable Object> onCreate(ResourceType type, Map<String, @Nullable Object> object) {
    boolean bare = type.has("status") && !BORN_WITH_STATUS.contains(type.qualifiedName());
    var fresh = bare ? Trees.remove(object, "status") : object;
    refuse(type, fresh, PlainRules.problems(type, null, fresh));
    return switch (type.qualifiedName()) {
      case "namespaces" -> namespace(fresh);
      case "nodes" -> allocated(fresh);
      case "pods" -> pods.onCreate(type, fresh, now());
      case "secrets" -> PodSpecs.absent(fresh, "type", "Opaque");
      case "services" -> Services.onCreate(type, fresh, database);
      case "persistentvolumeclaims" -> Trees.put(fresh, "Pending", "status", "phase");
      case "deployments.apps", "replicasets.apps", "statefulsets.apps" ->
          WorkloadRules.onWrite(type, fresh);
      case "jobs.batch" -> JobRules.onCreate(type, fresh);
      case "networkpolicies.networking.k8s.io" -> NetworkPolicies.onWrite(type, fresh);
      case "poddisruptionbudgets.policy" -> DisruptionBudgets.onWrite(type, fresh);
      case "priorityclasses.scheduling.k8s.io" -> PriorityClasses.onCreate(type, fresh);
      case "customresourcedefinitions.apiextensions.k8s.io" -> definition(type, null, fresh);
      case "mutatingwebhookconfigurations.admissionregistration.k8s.io",
          "validatingwebhookconfigurations.admissionregistration.k8s.io" ->
          HookConfigurations.onWrite(type, fresh, expressions.get());
      default -> fresh;
    };
  }

  Map<String, @Nullable Object> onUpdate(
      ResourceType type, Map<String, @Nullable Object> old, Map<String, @Nullable Object> next) {
    refuse(type, old, PlainRules.problems(type, old, next));
    return switch (type.qualifiedName()) {
      case "namespaces" ->
          Trees.putOrRemove(next, Trees.at(old, "spec", "finalizers"), "spec", "finalizers");
      case "pods" -> pods.onUpdate(type, old, next);
      case "secrets" -> PodSpecs.absent(next, "type", "Opaque");
      case "deployments.apps", "replicasets.apps", "statefulsets.apps" ->
          WorkloadRules.onUpdate(type, old, next);
      case "jobs.batch" -> JobRules.onUpdate(type, old, next);
      case "networkpolicies.networking.k8s.io" -> NetworkPolicies.onWrite(type, next);
      case "poddisruptionbudgets.policy" -> DisruptionBudgets.onWrite(type, next);
      case "priorityclasses.scheduling.k8s.io" -> PriorityClasses.onUpdate(type, old, next);
      case "customresourcedefinitions.apiextensions.k8s.io" -> definition(type, old, next);
      case "mutatingwebhookconfigurations.admissionregistration.k8s.io",
          "validatingwebhookconfigurations.admissionregistration.k8s.io" ->
          HookConfigurations.onWrite(type, next, expressions.get());
      default -> next;
    };
  }

  /** The object with the defaults that it has before anybody admits or checks it. */
  static Map<String, @Nullable Object> decoded(
      ResourceType type, Map<String, @Nullable Object> object) {
    var shapes = new Shapes(type);
    return switch (type.qualifiedName()) {
      case "pods" -> {
        var spec = shapes.object(object.get("spec"), "spec");
        PodSpecs.decode(type, spec);
        yield Trees.put(object, PodSpecs.withDefaults(spec), "spec");
      }
      case "deployments.apps", "replicasets.apps", "statefulsets.apps", "jobs.batch" -> {
        var spec = shapes.object(object.get("spec"), "spec");
        yield Trees.put(object, PodTemplates.decoded(shapes, type, spec), "spec");
      }
      default -> object;
    };
  }

  /** A node that says nothing else gives away all that it has. */
  static Map<String, @Nullable Object> allocated(Map<String, @Nullable Object> node) {
    var capacity = Trees.objectAt(node, "status", "capacity");
    return capacity.isEmpty() || !Trees.objectAt(node, "status", "allocatable").isEmpty()
        ? node
        : Trees.put(node, capacity, "status", "allocatable");
  }

  private String now() {
    return Times.format(nowEpochMillis.getAsLong());
  }

  private static Map<String, @Nullable Object> namespace(Map<String, @Nullable Object> object) {
    var name = Key.of(object).name();
    var labelled = Trees.put(object, name, "metadata", "labels", "kubernetes.io/metadata.name");
    var guarded = Trees.put(labelled, List.of("kubernetes"), "spec", "finalizers");
    return Trees.put(guarded, "Active", "status", "phase");
  }

  private Map<String, @Nullable Object> definition(
      ResourceType type,
      @Nullable Map<String, @Nullable Object> old,
      Map<String, @Nullable Object> object) {
    var result = DefinitionChanges.withStored(Definitions.withDefaults(object));
    var causes = Definitions.validate(result, expressions.get());
    causes.addAll(
        old == null ? Definitions.validateName(result) : DefinitionChanges.problems(old, result));
    refuse(type, result, causes);
    return Definitions.sameNames(result) ? result : definitions.accepted(result, now());
  }

  private static void refuse(
      ResourceType type, Map<String, @Nullable Object> object, List<Cause> causes) {
    if (!causes.isEmpty()) {
      throw Statuses.invalid(type, Key.of(object).name(), causes);
    }
  }
}
