package dev.muster.simulations.live.store;

import dev.muster.simulations.live.shapes.Field;
import dev.muster.simulations.live.shapes.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The shape of a custom kind, from the schema of its definition. */
final class CustomShapes {
  static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";
  private static final Shape TEXT = new Shape.Scalar("string", List.of());

  private CustomShapes() {}

  /** A whole object of the kind. */
  static Shape.Mapping of(Schema schema) {
    var fields = root();
    schema
        .properties()
        .forEach((name, node) -> fields.putIfAbsent(name, field(Schema.of(node), false)));
    boolean open = schema.preservesUnknown() || schema.properties().isEmpty();
    return new Shape.Mapping("", fields, open ? Forms.FREE : null, false);
  }

  /** An object of which only the metadata is known. */
  static Shape.Mapping unknown() {
    return new Shape.Mapping("", root(), Forms.FREE, false);
  }

  private static LinkedHashMap<String, Field> root() {
    var fields = new LinkedHashMap<String, Field>();
    fields.put("apiVersion", plain(TEXT));
    fields.put("kind", plain(TEXT));
    fields.put("metadata", plain(new Shape.Reference(META)));
    return fields;
  }

  private static Field plain(Shape shape) {
    return new Field(shape, false, false, false, Field.Patched.MERGED, null);
  }

  private static Field field(Schema schema, boolean required) {
    return new Field(
        shape(schema), required, false, true, Field.Patched.MERGED, schema.get("default"));
  }

  private static Shape shape(Schema schema) {
    if (schema.intOrString()) {
      return new Shape.Scalar("int-or-string", List.of());
    }
    return switch (schema.type()) {
      case "object" -> mapping(schema);
      case "array" -> listing(schema);
      case "" -> Forms.FREE;
      default -> new Shape.Scalar(schema.type(), List.of());
    };
  }

  private static Shape mapping(Schema schema) {
    var fields = new LinkedHashMap<String, Field>();
    schema.properties().forEach((name, node) -> fields.put(name, field(Schema.of(node), false)));
    if (schema.embedded()) {
      root().forEach(fields::putIfAbsent);
    }
    boolean atomic = "atomic".equals(schema.get("x-kubernetes-map-type"));
    return new Shape.Mapping("", fields, rest(schema), atomic);
  }

  private static @Nullable Shape rest(Schema schema) {
    @Nullable Object additional = schema.get("additionalProperties");
    if (additional instanceof java.util.Map<?, ?>) {
      return shape(Schema.of(additional));
    }
    boolean open =
        schema.preservesUnknown()
            || schema.properties().isEmpty()
            || Boolean.TRUE.equals(additional);
    return open ? Forms.FREE : null;
  }

  private static Shape listing(Schema schema) {
    var identity =
        switch (Trees.text(schema.get("x-kubernetes-list-type"))) {
          case "map" -> Shape.Identity.KEYS;
          case "set" -> Shape.Identity.VALUE;
          default -> Shape.Identity.WHOLE;
        };
    return new Shape.Listing(
        shape(schema.items()),
        identity,
        Trees.texts(schema.get("x-kubernetes-list-map-keys")),
        Shape.Patching.REPLACE);
  }
}
