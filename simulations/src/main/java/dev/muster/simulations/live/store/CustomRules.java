package dev.muster.simulations.live.store;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a write of a custom object goes through: pruning, defaulting, validation, in that order. */
final class CustomRules {
  private CustomRules() {}

  static Map<String, @Nullable Object> onCreate(
      CustomKind kind, ResourceType type, Map<String, @Nullable Object> object, Remarks remarks) {
    if (kind.terminating()) {
      throw Statuses.methodNotAllowed(
          type, "create not allowed while custom resource definition is terminating");
    }
    var fresh = type.has("status") ? Trees.remove(object, "status") : object;
    return onUpdate(kind, type, fresh, remarks);
  }

  static Map<String, @Nullable Object> decoded(
      CustomKind kind, ResourceType type, Map<String, @Nullable Object> object, Remarks remarks) {
    var schema = schema(kind, type);
    return Defaulting.apply(schema, Pruning.prune(schema, object, remarks.unknown()));
  }

  static Map<String, @Nullable Object> onUpdate(
      CustomKind kind, ResourceType type, Map<String, @Nullable Object> next, Remarks remarks) {
    var result = decoded(kind, type, next, remarks);
    refuse(type, next, Validation.validate(schema(kind, type), result));
    return result;
  }

  /** Only the status is held to the schema: the rest is as it was stored. */
  static Map<String, @Nullable Object> onStatus(
      CustomKind kind, ResourceType type, Map<String, @Nullable Object> next, Remarks remarks) {
    if (!next.containsKey("status")) {
      return next;
    }
    var schema = schema(kind, type);
    var alone = Trees.of("status", next.get("status"));
    var result = Defaulting.apply(schema, Pruning.prune(schema, alone, remarks.unknown()));
    var causes =
        Validation.validate(schema, result).stream()
            .filter(cause -> cause.field().startsWith("status"))
            .toList();
    refuse(type, next, causes);
    return Trees.putOrRemove(next, result.get("status"), "status");
  }

  private static Schema schema(CustomKind kind, ResourceType type) {
    return kind.version(type).orElseThrow(Statuses::noSuchResource).schema();
  }

  private static void refuse(
      ResourceType type, Map<String, @Nullable Object> object, List<Statuses.Cause> causes) {
    if (!causes.isEmpty()) {
      throw Statuses.invalid(type, Key.of(object).name(), causes);
    }
  }
}
