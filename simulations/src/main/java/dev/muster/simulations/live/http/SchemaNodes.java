package dev.muster.simulations.live.http;

import static dev.muster.simulations.live.http.Discovery.tree;

import dev.muster.simulations.live.shapes.Field;
import dev.muster.simulations.live.shapes.KindShapes;
import dev.muster.simulations.live.shapes.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Shapes of built-in kinds as the nodes of an OpenAPI document, with the types that they refer to.
 * Made for one document.
 */
final class SchemaNodes {
  private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";

  private final String prefix;
  private final boolean wrapped;
  private final TreeMap<String, @Nullable Object> definitions = new TreeMap<>();

  /**
   * @param prefix what stands before a name in a reference
   * @param wrapped whether references stand in an {@code allOf}, as in version 3 of OpenAPI
   */
  SchemaNodes(String prefix, boolean wrapped) {
    this.prefix = prefix;
    this.wrapped = wrapped;
  }

  /** Everything that was referred to, by name. */
  TreeMap<String, @Nullable Object> definitions() {
    return definitions;
  }

  void define(String name, Map<String, @Nullable Object> node) {
    definitions.put(name, node);
  }

  /** A reference to a built-in type, which is defined from then on. */
  Map<String, @Nullable Object> reference(String name) {
    if (!definitions.containsKey(name)) {
      definitions.put(name, null); // types may refer to themselves
      definitions.put(name, definition(KindShapes.BUILT_IN.type(name)));
    }
    return link(name);
  }

  /** A reference to what is defined otherwise. */
  Map<String, @Nullable Object> link(String name) {
    var bare = tree("$ref", prefix + name);
    return wrapped ? tree("allOf", List.of(bare)) : bare;
  }

  private Map<String, @Nullable Object> definition(Shape shape) {
    if (!(shape instanceof Shape.Mapping mapping)) {
      return node(shape);
    }
    var properties = new TreeMap<String, @Nullable Object>();
    var required = new ArrayList<String>();
    mapping
        .fields()
        .forEach((name, field) -> {
          properties.put(name, property(field));
          if (field.required()) {
            required.add(name);
          }
        });
    var node = tree("type", "object", "properties", properties);
    if (!required.isEmpty()) {
      node.put("required", required);
    }
    if (mapping.atomic()) {
      node.put("x-kubernetes-map-type", "atomic");
    }
    return node;
  }

  private Map<String, @Nullable Object> property(Field field) {
    var node = new LinkedHashMap<String, @Nullable Object>(node(field.shape()));
    if (field.preset() != null) {
      node.put("default", field.preset());
    }
    if (field.shape() instanceof Shape.Reference) {
      switch (field.patched()) {
        case MERGED -> {}
        case RETAINING -> node.put("x-kubernetes-patch-strategy", "retainKeys");
        case REPLACED -> node.put("x-kubernetes-patch-strategy", "replace");
      }
    }
    return node;
  }

  private Map<String, @Nullable Object> node(Shape shape) {
    return switch (shape) {
      case Shape.Scalar scalar -> scalar(scalar);
      case Shape.Mapping mapping -> {
        var node = tree("type", "object");
        if (mapping.rest() != null) {
          node.put("additionalProperties", node(mapping.rest()));
        }
        if (mapping.atomic()) {
          node.put("x-kubernetes-map-type", "atomic");
        }
        yield node;
      }
      case Shape.Listing listing -> listing(listing);
      case Shape.Free free -> free.object() ? tree("type", "object") : tree();
      case Shape.Reference reference -> reference(reference.name());
    };
  }

  private Map<String, @Nullable Object> listing(Shape.Listing listing) {
    var type =
        switch (listing.identity()) {
          case WHOLE -> "atomic";
          case VALUE -> "set";
          case KEYS -> "map";
        };
    var node =
        tree("type", "array", "items", node(listing.element()), "x-kubernetes-list-type", type);
    if (!listing.keys().isEmpty()) {
      node.put("x-kubernetes-list-map-keys", listing.keys());
    }
    if (listing.patch().merges()) {
      if (!listing.patch().key().isEmpty()) {
        node.put("x-kubernetes-patch-merge-key", listing.patch().key());
      }
      node.put(
          "x-kubernetes-patch-strategy", listing.patch().retains() ? "merge,retainKeys" : "merge");
    }
    return node;
  }

  private Map<String, @Nullable Object> scalar(Shape.Scalar scalar) {
    return switch (scalar.type()) {
      case "int32", "int64" -> tree("type", "integer", "format", scalar.type());
      case "double" -> tree("type", "number", "format", "double");
      case "boolean" -> tree("type", "boolean");
      case "bytes" -> tree("type", "string", "format", "byte");
      case "time" -> common(META + "Time", tree("type", "string", "format", "date-time"));
      case "microtime" -> common(META + "MicroTime", tree("type", "string", "format", "date-time"));
      case "quantity" ->
          common("io.k8s.apimachinery.pkg.api.resource.Quantity", either("number", null));
      case "int-or-string" ->
          common(
              "io.k8s.apimachinery.pkg.util.intstr.IntOrString",
              either("integer", "int-or-string"));
      case "fields" -> common(META + "FieldsV1", tree("type", "object"));
      case "raw" -> common("io.k8s.apimachinery.pkg.runtime.RawExtension", tree("type", "object"));
      default ->
          scalar.values().isEmpty()
              ? tree("type", "string")
              : tree("type", "string", "enum", scalar.values());
    };
  }

  /** A text or something else; the older version of OpenAPI has no words for that. */
  private Map<String, @Nullable Object> either(String other, @Nullable String format) {
    var node =
        wrapped
            ? tree("oneOf", List.of(tree("type", other), tree("type", "string")))
            : tree("type", "string");
    if (format != null) {
      node.put("format", format);
    }
    return node;
  }

  private Map<String, @Nullable Object> common(String name, Map<String, @Nullable Object> node) {
    definitions.put(name, node);
    return link(name);
  }
}
