package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a write of a custom object goes through: pruning, defaulting, validation against the schema
 * and then against the rules in it, in that order.
 */
final class CustomRules {
  /** What a rule could fail to see. */
  private static final List<String> BLOCKING =
      List.of(
          "FieldValueNotSupported",
          "FieldValueRequired",
          "FieldValueTooLong",
          "FieldValueTooMany",
          "FieldValueTypeInvalid");

  private final Supplier<Expressions> expressions;

  CustomRules(Supplier<Expressions> expressions) {
    this.expressions = expressions;
  }

  Map<String, @Nullable Object> onCreate(
      CustomKind kind, ResourceType type, Map<String, @Nullable Object> object, Remarks remarks) {
    if (kind.terminating()) {
      throw Statuses.methodNotAllowed(
          type, "create not allowed while custom resource definition is terminating");
    }
    var fresh = type.has("status") ? Trees.remove(object, "status") : object;
    return onUpdate(kind, type, null, fresh, remarks);
  }

  static Map<String, @Nullable Object> decoded(
      CustomKind kind, ResourceType type, Map<String, @Nullable Object> object, Remarks remarks) {
    var schema = schema(kind, type);
    return Defaulting.apply(schema, Pruning.prune(schema, object, remarks.unknown()));
  }

  /**
   * @param old what is replaced; null for a new object
   */
  Map<String, @Nullable Object> onUpdate(
      CustomKind kind,
      ResourceType type,
      @Nullable Map<String, @Nullable Object> old,
      Map<String, @Nullable Object> next,
      Remarks remarks) {
    var result = decoded(kind, type, next, remarks);
    var schema = schema(kind, type);
    refuse(type, next, ruled(schema, old, result, Validation.validate(schema, result)));
    return result;
  }

  private List<Cause> ruled(
      Schema schema,
      @Nullable Map<String, @Nullable Object> old,
      Map<String, @Nullable Object> next,
      List<Cause> found) {
    if (!schema.hasRules()) {
      return found;
    }
    var causes = new ArrayList<Cause>(found);
    if (found.stream().anyMatch(cause -> BLOCKING.contains(cause.reason()))) {
      causes.add(
          Cause.invalid(
              "<nil>",
              null,
              "some validation rules were not checked because the object was invalid; correct the"
                  + " existing errors to complete validation"));
    } else {
      causes.addAll(Constraints.validate(expressions.get(), schema, next, old));
    }
    return causes;
  }

  /** Only the status is held to the schema: the rest is as it was stored. */
  Map<String, @Nullable Object> onStatus(
      CustomKind kind,
      ResourceType type,
      Map<String, @Nullable Object> old,
      Map<String, @Nullable Object> next,
      Remarks remarks) {
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
    var whole = Trees.putOrRemove(next, result.get("status"), "status");
    refuse(type, next, ruled(schema, old, whole, causes));
    return whole;
  }

  private static Schema schema(CustomKind kind, ResourceType type) {
    return kind.version(type).orElseThrow(Statuses::noSuchResource).schema();
  }

  private static void refuse(
      ResourceType type, Map<String, @Nullable Object> object, List<Cause> causes) {
    if (!causes.isEmpty()) {
      throw Statuses.invalid(type, Key.of(object).name(), causes);
    }
  }
}
