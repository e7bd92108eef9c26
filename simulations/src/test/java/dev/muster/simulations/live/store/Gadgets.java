package dev.muster.simulations.live.store;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A definition for the tests of custom kinds: a schema with something of everything. */
final class Gadgets {
  static final String NAME = "gadgets.example.dev";

  private Gadgets() {}

  static Map<String, @Nullable Object> definition() {
    return Trees.put(
        Fixture.object(
            "metadata.name",
            NAME,
            "spec.group",
            "example.dev",
            "spec.scope",
            "Namespaced",
            "spec.names",
            Trees.of("plural", "gadgets", "kind", "Gadget", "shortNames", List.of("gd"))),
        List.of(version("v1alpha1", false), version("v1", true), version("v1beta1", false)),
        "spec",
        "versions");
  }

  private static Map<String, @Nullable Object> version(String name, boolean storage) {
    return Trees.of(
        "name",
        name,
        "served",
        true,
        "storage",
        storage,
        "schema",
        Trees.of("openAPIV3Schema", schema()),
        "subresources",
        Trees.of(
            "status",
            Trees.EMPTY,
            "scale",
            Trees.of("specReplicasPath", ".spec.size", "statusReplicasPath", ".status.size")),
        "additionalPrinterColumns",
        name.equals("v1alpha1")
            ? List.of()
            : List.of(
                column("Phase", "string", ".status.phase", 0),
                column("Ready", "string", ".status.conditions[?(@.type==\"Ready\")].status", 0),
                column("Size", "integer", ".spec.size", 1),
                column("Age", "date", ".metadata.creationTimestamp", 0)));
  }

  private static Map<String, @Nullable Object> column(
      String name, String type, String path, long priority) {
    return Trees.of("name", name, "type", type, "jsonPath", path, "priority", priority);
  }

  private static Map<String, @Nullable Object> schema() {
    var spec =
        typed(
            "object",
            "required",
            List.of("parts"),
            "properties",
            Trees.of(
                "parts",
                typed("array", "minItems", 1L, "maxItems", 3L, "items", part()),
                "size",
                typed("integer", "minimum", 0L, "maximum", 9L, "format", "int32", "default", 2L),
                "mode",
                typed("string", "enum", List.of("fast", "slow"), "default", "fast"),
                "note",
                typed("string", "maxLength", 5L, "minLength", 1L, "nullable", true),
                "limit",
                Trees.of("x-kubernetes-int-or-string", true),
                "options",
                typed("object", "maxProperties", 2L, "additionalProperties", typed("string")),
                "tags",
                typed("array", "items", typed("string"), "x-kubernetes-list-type", "set")));
    var conditions =
        typed(
            "array",
            "x-kubernetes-list-type",
            "map",
            "x-kubernetes-list-map-keys",
            List.of("type"),
            "items",
            typed(
                "object",
                "required",
                List.of("type"),
                "properties",
                Trees.of("type", typed("string"), "status", typed("string"))));
    var status =
        typed(
            "object",
            "properties",
            Trees.of("phase", typed("string"), "size", typed("integer"), "conditions", conditions));
    return typed(
        "object",
        "required",
        List.of("spec"),
        "properties",
        Trees.of("spec", spec, "status", status));
  }

  private static Map<String, @Nullable Object> part() {
    return typed(
        "object",
        "required",
        List.of("name"),
        "properties",
        Trees.of(
            "name",
            typed("string", "pattern", "^[a-z]+$"),
            "template",
            typed(
                "object",
                "x-kubernetes-embedded-resource",
                true,
                "x-kubernetes-preserve-unknown-fields",
                true),
            "weight",
            typed("number", "default", 1L)));
  }

  private static Map<String, @Nullable Object> typed(String type, @Nullable Object... more) {
    var result = Trees.of("type", type);
    for (int i = 0; i < more.length; i += 2) {
      result = Trees.put(result, more[i + 1], Trees.text(more[i]));
    }
    return result;
  }

  /** A gadget with one part and these further fields. */
  static Map<String, @Nullable Object> gadget(String name, @Nullable Object... pathsAndValues) {
    var result =
        Trees.put(
            Fixture.object("apiVersion", "example.dev/v1", "kind", "Gadget", "metadata.name", name),
            List.of(Trees.of("name", "main")),
            "spec",
            "parts");
    for (int i = 0; i < pathsAndValues.length; i += 2) {
      var path = Trees.text(pathsAndValues[i]).split("\\.", -1);
      result = Trees.put(result, pathsAndValues[i + 1], path);
    }
    return result;
  }
}
