package dev.muster.simulations.live.http;

import static dev.muster.simulations.live.http.Discovery.tree;

import dev.muster.simulations.live.shapes.KindShapes;
import dev.muster.simulations.live.store.ResourceType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The schemas of all kinds and what can be done with them, as OpenAPI documents: one per version of
 * a group (version 3), or all in one (version 2). So kubectl explains, checks and merges as with
 * any API server.
 */
final class OpenApi {
  private static final String SCHEMAS = "#/components/schemas/";
  private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";

  private static final List<String> LATER = List.of("oneOf", "anyOf");

  private final List<Served> served;
  private final Function<ResourceType, Optional<Map<?, ?>>> schemas;

  /** Of these kinds; {@code schemas} knows those that come with one. */
  OpenApi(List<Served> served, Function<ResourceType, Optional<Map<?, ?>>> schemas) {
    this.served = served;
    this.schemas = schemas;
  }

  /** {@code /openapi/v3}: where the documents are; an address changes with its document. */
  Map<String, @Nullable Object> index() {
    var paths = new LinkedHashMap<String, @Nullable Object>();
    for (var root : served.stream().map(one -> root(one.type())).distinct().toList()) {
      paths.put(root, tree("serverRelativeURL", "/openapi/v3/" + root + "?hash=" + hash(of(root))));
    }
    return tree("paths", paths);
  }

  private String hash(List<Served> kinds) {
    long hash = Version.GIT.hashCode();
    for (var one : kinds) {
      hash = 31 * hash + one.type().hashCode();
      hash = 31 * hash + schemas.apply(one.type()).map(Object::hashCode).orElse(0);
    }
    return "%016X".formatted(hash);
  }

  private List<Served> of(String root) {
    return served.stream().filter(one -> root(one.type()).equals(root)).toList();
  }

  /** The document at {@code /openapi/v3/} + {@code root}, as {@code apis/apps/v1}. */
  Optional<Map<String, @Nullable Object>> document(String root) {
    var kinds = of(root);
    if (kinds.isEmpty()) {
      return Optional.empty();
    }
    var paths = new LinkedHashMap<String, @Nullable Object>();
    var nodes = new SchemaNodes(SCHEMAS, true);
    for (var one : kinds) {
      var type = one.type();
      define(one, nodes);
      boolean custom = schemas.apply(type).isPresent();
      new Operations(one, custom, name(type), SCHEMAS).addTo(paths, root);
    }
    return Optional.of(
        tree(
            "openapi",
            "3.0.0",
            "info",
            tree("title", "Kubernetes", "version", Version.GIT),
            "paths",
            paths,
            "components",
            tree("schemas", nodes.definitions())));
  }

  /** {@code /openapi/v2}: the schemas of all kinds, without their operations. */
  Map<String, @Nullable Object> older() {
    var nodes = new SchemaNodes("#/definitions/", false);
    served.forEach(one -> define(one, nodes));
    nodes.definitions().replaceAll((name, node) -> simplified(node));
    return tree(
        "swagger",
        "2.0",
        "info",
        tree("title", "Kubernetes", "version", Version.GIT),
        "paths",
        tree(),
        "definitions",
        nodes.definitions());
  }

  /** Without what version 2 has no words for. */
  private static @Nullable Object simplified(@Nullable Object node) {
    if (node instanceof List<?> list) {
      return list.stream().map(OpenApi::simplified).toList();
    }
    if (!(node instanceof Map<?, ?>)) {
      return node;
    }
    var result = tree();
    Views.object(node)
        .forEach((key, value) -> {
          boolean field = value instanceof Boolean && key.equals("nullable");
          if (!field && !(value instanceof List && LATER.contains(key)) && !key.equals("not")) {
            result.put(key, simplified(value));
          }
        });
    return result;
  }

  private static String root(ResourceType type) {
    return type.group().isEmpty()
        ? "api/" + type.version()
        : "apis/" + type.group() + "/" + type.version();
  }

  /** The name of the schema of a kind, built-in or not. */
  static String definitionOf(String group, String version, String kind) {
    var apiVersion = group.isEmpty() ? version : group + "/" + version;
    var builtIn = KindShapes.BUILT_IN.kind(apiVersion, kind);
    if (builtIn.isPresent()) {
      return builtIn.get().name();
    }
    var labels = new ArrayList<>(List.of(group.split("\\.")));
    return String.join(".", labels.reversed()) + "." + version + "." + kind;
  }

  private static String name(ResourceType type) {
    return definitionOf(type.group(), type.version(), type.kind());
  }

  /** Defines the kind, its list and what its parts and operations speak. */
  private void define(Served one, SchemaNodes nodes) {
    var type = one.type();
    if (one.verbs().contains("patch")) {
      nodes.define(META + "Patch", tree("type", "object"));
      nodes.reference(META + "Status");
      nodes.reference(META + "DeleteOptions");
    }
    for (var part : one.parts()) {
      KindShapes.BUILT_IN
          .kind(
              part.group().isEmpty() ? part.version() : part.group() + "/" + part.version(),
              part.kind())
          .ifPresent(shape -> nodes.reference(shape.name()));
    }
    var builtIn = KindShapes.BUILT_IN.kind(type.apiVersion(), type.kind());
    var own = schemas.apply(type);
    if (own.isEmpty() && builtIn.isPresent()) {
      nodes.reference(builtIn.get().name());
      marked(nodes, type);
    } else {
      nodes.define(name(type), foreign(type, own, nodes));
    }
    if (one.verbs().contains("list")) {
      nodes.define(name(type) + "List", list(type, nodes));
    }
  }

  private static void marked(SchemaNodes nodes, ResourceType type) {
    if (nodes.definitions().get(name(type)) instanceof Map<?, ?> node) {
      var marked = Views.object(node);
      marked.put("x-kubernetes-group-version-kind", List.of(Operations.gvk(type)));
      nodes.define(name(type), marked);
    }
  }

  private static Map<String, @Nullable Object> list(ResourceType type, SchemaNodes nodes) {
    var kind = tree("group", type.group(), "version", type.version(), "kind", type.kind() + "List");
    return tree(
        "type",
        "object",
        "required",
        List.of("items"),
        "properties",
        tree(
            "apiVersion",
            tree("type", "string"),
            "items",
            tree("type", "array", "items", nodes.link(name(type))),
            "kind",
            tree("type", "string"),
            "metadata",
            nodes.reference(META + "ListMeta")),
        "x-kubernetes-group-version-kind",
        List.of(kind));
  }

  /** A kind with a schema of its own, or of which nothing is known but its metadata. */
  private static Map<String, @Nullable Object> foreign(
      ResourceType type, Optional<Map<?, ?>> own, SchemaNodes nodes) {
    var schema = new LinkedHashMap<String, @Nullable Object>();
    schema.put("type", "object");
    own.ifPresent(known -> known.forEach((key, value) -> schema.put(String.valueOf(key), value)));
    var properties = new LinkedHashMap<String, @Nullable Object>();
    properties.put("apiVersion", tree("type", "string"));
    properties.put("kind", tree("type", "string"));
    if (schema.get("properties") instanceof Map<?, ?> known) {
      known.forEach((key, value) -> properties.put(String.valueOf(key), value));
    } else {
      schema.put("x-kubernetes-preserve-unknown-fields", true);
    }
    properties.replaceAll((name, node) -> embedding(node, nodes));
    properties.put("metadata", nodes.reference(META + "ObjectMeta"));
    schema.put("properties", properties);
    schema.put("x-kubernetes-group-version-kind", List.of(Operations.gvk(type)));
    return schema;
  }

  /** The schema with the fields that whole objects in it have without being said. */
  private static @Nullable Object embedding(@Nullable Object schema, SchemaNodes nodes) {
    if (!(schema instanceof Map<?, ?>)) {
      return schema instanceof List<?> list
          ? list.stream().map(one -> embedding(one, nodes)).toList()
          : schema;
    }
    var result = new LinkedHashMap<String, @Nullable Object>();
    Views.object(schema).forEach((key, value) -> result.put(key, embedding(value, nodes)));
    if (Boolean.TRUE.equals(result.get("x-kubernetes-embedded-resource"))) {
      var fields = new LinkedHashMap<String, @Nullable Object>();
      fields.put("apiVersion", tree("type", "string"));
      fields.put("kind", tree("type", "string"));
      fields.putAll(Views.object(result.get("properties")));
      fields.put("metadata", nodes.reference(META + "ObjectMeta"));
      result.put("properties", fields);
      var required = new TreeSet<String>(List.of("apiVersion", "kind"));
      if (result.get("required") instanceof List<?> named) {
        named.forEach(name -> required.add(String.valueOf(name)));
      }
      result.put("required", List.copyOf(required));
    }
    return result;
  }
}
