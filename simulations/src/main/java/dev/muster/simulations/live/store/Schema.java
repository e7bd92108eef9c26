package dev.muster.simulations.live.store;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One node of a structural schema ({@code openAPIV3Schema}), read where it stands. */
record Schema(Map<String, @Nullable Object> node) {
  static final Schema ANYTHING = new Schema(Trees.of("x-kubernetes-preserve-unknown-fields", true));

  static Schema of(@Nullable Object node) {
    return new Schema(Trees.object(node));
  }

  String type() {
    return Trees.text(node.get("type"));
  }

  Map<String, @Nullable Object> properties() {
    return Trees.objectAt(node, "properties");
  }

  /** The schema of a named property; null if the schema does not know that name. */
  @Nullable Schema property(String name) {
    var properties = properties();
    if (properties.containsKey(name)) {
      return of(properties.get(name));
    }
    @Nullable Object additional = node.get("additionalProperties");
    if (additional instanceof Map<?, ?>) {
      return of(additional);
    }
    if (Boolean.TRUE.equals(additional)) {
      return ANYTHING;
    }
    return embedded() && List.of("apiVersion", "kind", "metadata").contains(name) ? ANYTHING : null;
  }

  /** The schema of list elements; lists without one take anything. */
  Schema items() {
    return node.get("items") instanceof Map<?, ?> items ? of(items) : ANYTHING;
  }

  boolean preservesUnknown() {
    return flag("x-kubernetes-preserve-unknown-fields");
  }

  /** Whether nothing is said about what is below, so that it need not be looked at. */
  boolean opaque() {
    return preservesUnknown()
        && !node.containsKey("properties")
        && !node.containsKey("additionalProperties")
        && !node.containsKey("items");
  }

  /** Whether the object here is a whole object of its own. */
  boolean embedded() {
    return flag("x-kubernetes-embedded-resource");
  }

  boolean intOrString() {
    return flag("x-kubernetes-int-or-string");
  }

  /** Whether there are validation rules here or anywhere below. */
  boolean hasRules() {
    return mentionsRules(node);
  }

  private static boolean mentionsRules(@Nullable Object node) {
    return switch (node) {
      case Map<?, ?> map ->
          map.get(Constraints.RULES) instanceof List<?>
              || map.values().stream().anyMatch(Schema::mentionsRules);
      case List<?> list -> list.stream().anyMatch(Schema::mentionsRules);
      case null, default -> false;
    };
  }

  boolean nullable() {
    return flag("nullable");
  }

  boolean flag(String name) {
    return Boolean.TRUE.equals(node.get(name));
  }

  @Nullable Object get(String name) {
    return node.get(name);
  }
}
