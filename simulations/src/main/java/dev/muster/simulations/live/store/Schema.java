package dev.muster.simulations.live.store;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One node of a structural schema ({@code openAPIV3Schema}). What every write asks of it is read
 * once, and each node below it is one object for good, so that trees can remember to which they
 * were held.
 */
final class Schema {
  static final Schema ANYTHING = new Schema(Trees.of("x-kubernetes-preserve-unknown-fields", true));
  private static final List<String> OF_EVERY_OBJECT = List.of("apiVersion", "kind", "metadata");

  private final Map<String, @Nullable Object> node;
  private final String type;
  private final Map<String, @Nullable Object> properties;
  private final boolean preservesUnknown;
  private final boolean opaque;
  private final boolean embedded;
  private final boolean intOrString;
  private final boolean nullable;
  private @Nullable Map<String, Schema> named;
  private @Nullable Schema others;
  private @Nullable Schema items;
  private @Nullable Boolean hasRules;

  private Schema(Map<String, @Nullable Object> node) {
    this.node = node;
    this.type = Trees.text(node.get("type"));
    this.properties = Trees.objectAt(node, "properties");
    this.preservesUnknown = flag("x-kubernetes-preserve-unknown-fields");
    this.opaque =
        preservesUnknown
            && !node.containsKey("properties")
            && !node.containsKey("additionalProperties")
            && !node.containsKey("items");
    this.embedded = flag("x-kubernetes-embedded-resource");
    this.intOrString = flag("x-kubernetes-int-or-string");
    this.nullable = flag("nullable");
  }

  static Schema of(@Nullable Object node) {
    return new Schema(Trees.object(node));
  }

  Map<String, @Nullable Object> node() {
    return node;
  }

  String type() {
    return type;
  }

  Map<String, @Nullable Object> properties() {
    return properties;
  }

  /** The schema of a named property; null if the schema does not know that name. */
  @Nullable Schema property(String name) {
    var known = named().get(name);
    if (known != null) {
      return known;
    }
    @Nullable Object additional = node.get("additionalProperties");
    if (additional instanceof Map<?, ?>) {
      others = others == null ? of(additional) : others;
      return others;
    }
    if (Boolean.TRUE.equals(additional)) {
      return ANYTHING;
    }
    return embedded && OF_EVERY_OBJECT.contains(name) ? ANYTHING : null;
  }

  /** The schemas of all that have a name. */
  Map<String, Schema> named() {
    var known = named;
    if (known == null) {
      var result = new LinkedHashMap<String, Schema>();
      properties.forEach((name, property) -> result.put(name, of(property)));
      known = result.isEmpty() ? Collections.emptyMap() : result; // others read the empty one, too
      named = known;
    }
    return known;
  }

  /** The schema of list elements; lists without one take anything. */
  Schema items() {
    var known = items;
    if (known == null) {
      known = node.get("items") instanceof Map<?, ?> given ? of(given) : ANYTHING;
      items = known;
    }
    return known;
  }

  boolean preservesUnknown() {
    return preservesUnknown;
  }

  /** Whether nothing is said about what is below, so that it need not be looked at. */
  boolean opaque() {
    return opaque;
  }

  /** Whether the object here is a whole object of its own. */
  boolean embedded() {
    return embedded;
  }

  boolean intOrString() {
    return intOrString;
  }

  /** Whether there are validation rules here or anywhere below. */
  boolean hasRules() {
    var known = hasRules;
    if (known == null) {
      known = mentionsRules(node);
      hasRules = known;
    }
    return known;
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
    return nullable;
  }

  boolean flag(String name) {
    return Boolean.TRUE.equals(node.get(name));
  }

  @Nullable Object get(String name) {
    return node.get(name);
  }
}
