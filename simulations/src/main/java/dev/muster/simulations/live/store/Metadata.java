package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The part that all objects share. {@link #decode} brings a foreign object into the one form in
 * which objects are stored; the rest of the store relies on the types that it checks.
 */
final class Metadata {
  private static final List<String> TEXTS =
      List.of(
          "name",
          "generateName",
          "namespace",
          "uid",
          "resourceVersion",
          "creationTimestamp",
          "deletionTimestamp");
  private static final List<String> NUMBERS = List.of("generation", "deletionGracePeriodSeconds");
  private static final List<String> TEXT_MAPS = List.of("labels", "annotations");
  private static final List<String> LISTS = List.of("ownerReferences", "finalizers");
  private static final List<String> FIXED =
      List.of("uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds");
  private static final List<String> IGNORED = List.of("managedFields", "selfLink");

  /** The fields that a request may set, in the order in which they are shown. */
  private static final List<String> ORDER =
      List.of(
          "name",
          "generateName",
          "namespace",
          "uid",
          "resourceVersion",
          "generation",
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds",
          "labels",
          "annotations",
          "ownerReferences",
          "finalizers");

  private static final List<String> SHOWN =
      Stream.concat(ORDER.stream(), Stream.of("managedFields")).toList();

  private Metadata() {}

  /**
   * Returns the object with {@code apiVersion}, {@code kind} and {@code metadata} in front, and
   * metadata without nulls and unknown fields (whose paths go to {@code unknown}). Refuses with 400
   * an object of another kind and metadata of wrong types.
   */
  static Map<String, @Nullable Object> decode(
      ResourceType type, boolean custom, Map<String, @Nullable Object> body, List<String> unknown) {
    checkKind(type, custom, body);
    var result = new LinkedHashMap<String, @Nullable Object>();
    result.put("apiVersion", type.apiVersion());
    result.put("kind", type.kind());
    result.put("metadata", decodeMetadata(type, body.get("metadata"), unknown));
    body.forEach(result::putIfAbsent);
    return Trees.same(body, result);
  }

  static void checkKind(ResourceType type, boolean custom, Map<String, @Nullable Object> body) {
    @Nullable Object kind = body.get("kind");
    @Nullable Object apiVersion = body.get("apiVersion");
    if (custom && !(kind instanceof String text && !text.isEmpty())) {
      throw Statuses.badRequest("Object 'Kind' is missing in the body of the request");
    }
    if (custom) {
      return;
    }
    if (apiVersion != null && !type.apiVersion().equals(apiVersion)) {
      throw Statuses.badRequest(
          "the API version in the data ("
              + apiVersion
              + ") does not match the expected API version ("
              + type.apiVersion()
              + ")");
    }
    if (kind != null && !type.kind().equals(kind)) {
      throw Statuses.badRequest(
          "the kind in the data ("
              + kind
              + ") does not match the expected kind ("
              + type.kind()
              + ")");
    }
  }

  private static Map<String, @Nullable Object> decodeMetadata(
      ResourceType type, @Nullable Object value, List<String> unknown) {
    if (value != null && !(value instanceof Map<?, ?>)) {
      throw Statuses.undecodable(
          type, "json: cannot unmarshal " + nameOf(value) + " into Go value of type v1.ObjectMeta");
    }
    var metadata = Trees.object(value);
    var result = new LinkedHashMap<String, @Nullable Object>();
    for (String field : ORDER) {
      @Nullable Object content = metadata.get(field);
      if (content != null) {
        checkType(type, field, content);
        result.put(field, content);
      }
    }
    for (String field : metadata.keySet()) {
      if (!ORDER.contains(field) && !IGNORED.contains(field)) {
        unknown.add("metadata." + field);
      }
    }
    TEXT_MAPS.forEach(field -> dropEmpty(result, field));
    LISTS.forEach(field -> dropEmpty(result, field));
    return Trees.same(metadata, result);
  }

  private static void checkType(ResourceType type, String field, Object content) {
    if (TEXTS.contains(field) && !(content instanceof String)) {
      throw mismatch(type, content, field, "string");
    }
    if (NUMBERS.contains(field) && !(content instanceof Long)) {
      throw mismatch(type, content, field, "int64");
    }
    if (TEXT_MAPS.contains(field) && !isTextMap(content)) {
      throw content instanceof Map<?, ?> map
          ? mismatch(
              type,
              map.values().stream()
                  .filter(one -> !(one instanceof String))
                  .findFirst()
                  .orElseThrow(),
              field,
              "string")
          : mismatch(type, content, field, "map[string]string");
    }
    if (field.equals("finalizers") && !isListOf(String.class, content)) {
      throw mismatch(type, content, "finalizers", "[]string");
    }
    if (field.equals("ownerReferences") && !isListOf(Map.class, content)) {
      throw mismatch(type, content, "ownerReferences", "[]v1.OwnerReference");
    }
  }

  private static boolean isTextMap(Object content) {
    return content instanceof Map<?, ?> map
        && map.values().stream().allMatch(value -> value instanceof String);
  }

  private static boolean isListOf(Class<?> type, Object content) {
    return content instanceof List<?> list && list.stream().allMatch(type::isInstance);
  }

  /** As a decoder of JSON says it. */
  private static Refusal mismatch(ResourceType type, Object value, String field, String expected) {
    return Statuses.undecodable(
        type,
        "json: cannot unmarshal "
            + nameOf(value)
            + " into Go struct field ObjectMeta."
            + field
            + " of type "
            + expected);
  }

  /** How a decoder of JSON calls the type of a value. */
  static String nameOf(Object value) {
    return switch (value) {
      case String text -> "string";
      case Boolean flag -> "bool";
      case Number number -> "number";
      case List<?> list -> "array";
      default -> "object";
    };
  }

  private static void dropEmpty(Map<String, @Nullable Object> metadata, String field) {
    @Nullable Object content = metadata.get(field);
    if ((content instanceof Map<?, ?> map && map.isEmpty())
        || (content instanceof List<?> list && list.isEmpty())) {
      metadata.remove(field);
    }
  }

  /** What is wrong with decoded metadata. */
  static List<Cause> validate(
      ResourceType type, boolean custom, Map<String, @Nullable Object> object) {
    var causes = new ArrayList<Cause>();
    Names.check(type, object, causes);
    Names.checkLabels("metadata.labels", Trees.objectAt(object, "metadata", "labels"), causes);
    Names.checkAnnotations(
        "metadata.annotations", Trees.objectAt(object, "metadata", "annotations"), causes);
    Owners.check(Trees.objects(Trees.at(object, "metadata", "ownerReferences")), causes);
    Names.checkFinalizers(type, custom, finalizers(object), causes);
    return causes;
  }

  /** What a write would change that stays as it is, and finalizers that come too late. */
  static List<Cause> validateUpdate(
      Map<String, @Nullable Object> old, Map<String, @Nullable Object> next) {
    var causes = new ArrayList<Cause>();
    if (terminating(old)) {
      var added = new TreeSet<>(finalizers(next));
      added.removeAll(finalizers(old));
      if (!added.isEmpty()) {
        var shown = added.stream().map(PathElement::json).toList();
        causes.add(
            Cause.forbidden(
                "metadata.finalizers",
                "no new finalizers can be added if the object is being deleted, found new"
                    + " finalizers []string{"
                    + String.join(", ", shown)
                    + "}"));
      }
    }
    for (String field : FIXED) {
      @Nullable Object before = Trees.at(old, "metadata", field);
      @Nullable Object after = Trees.at(next, "metadata", field);
      if (!Objects.equals(before, after)) {
        causes.add(Cause.invalid("metadata." + field, after, "field is immutable"));
      }
    }
    return causes;
  }

  /** Returns the object with its metadata fields in the order in which they are shown. */
  static Map<String, @Nullable Object> ordered(Map<String, @Nullable Object> object) {
    var metadata = Trees.objectAt(object, "metadata");
    var result = new LinkedHashMap<String, @Nullable Object>();
    for (String field : SHOWN) {
      if (metadata.containsKey(field)) {
        result.put(field, metadata.get(field));
      }
    }
    return Trees.put(object, Trees.same(metadata, result), "metadata");
  }

  static boolean terminating(Map<String, @Nullable Object> object) {
    return Trees.at(object, "metadata", "deletionTimestamp") != null;
  }

  static List<String> finalizers(Map<String, @Nullable Object> object) {
    return Trees.texts(Trees.at(object, "metadata", "finalizers"));
  }

  static Map<String, @Nullable Object> withFinalizers(
      Map<String, @Nullable Object> object, List<String> finalizers) {
    return finalizers.isEmpty()
        ? Trees.remove(object, "metadata", "finalizers")
        : Trees.put(object, Trees.frozen(finalizers), "metadata", "finalizers");
  }

  /** Who owns which fields, as the object has it or says it; null if it says nothing. */
  static @Nullable Object managedFields(Map<String, @Nullable Object> object) {
    return Trees.at(object, "metadata", "managedFields");
  }

  static String uid(Map<String, @Nullable Object> object) {
    return Trees.textAt(object, "metadata", "uid");
  }

  static String version(Map<String, @Nullable Object> object) {
    return Trees.textAt(object, "metadata", "resourceVersion");
  }
}
