package dev.muster.simulations.live.http;

import static dev.muster.simulations.live.http.Discovery.tree;

import dev.muster.simulations.live.store.ResourceType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * OpenAPI v3 documents, one per version of a group: enough that kubectl leaves validation to the
 * server ({@code fieldValidation} is a parameter of every write) and that it can explain kinds
 * whose definitions carry a schema.
 */
final class OpenApi {
  private static final String SCHEMAS = "#/components/schemas/";
  private static final String OBJECT_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

  private final List<Served> served;
  private final Function<ResourceType, Optional<Map<?, ?>>> schemas;

  /** Of these kinds; {@code schemas} knows those that come with one. */
  OpenApi(List<Served> served, Function<ResourceType, Optional<Map<?, ?>>> schemas) {
    this.served = served;
    this.schemas = schemas;
  }

  /** {@code /openapi/v3}: where the documents are. */
  Map<String, @Nullable Object> index() {
    var paths = new LinkedHashMap<String, @Nullable Object>();
    for (var one : served) {
      var root = root(one.type());
      paths.put(root, tree("serverRelativeURL", "/openapi/v3/" + root));
    }
    return tree("paths", paths);
  }

  /** The document at {@code /openapi/v3/} + {@code root}, as {@code apis/apps/v1}. */
  Optional<Map<String, @Nullable Object>> document(String root) {
    var kinds = served.stream().filter(one -> root(one.type()).equals(root)).toList();
    if (kinds.isEmpty()) {
      return Optional.empty();
    }
    var paths = new LinkedHashMap<String, @Nullable Object>();
    var definitions = new TreeMap<String, @Nullable Object>();
    definitions.put(OBJECT_META, objectMeta());
    for (var one : kinds) {
      paths(one, paths);
      definitions.put(name(one.type()), schema(one.type()));
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
            tree("schemas", definitions)));
  }

  private static String root(ResourceType type) {
    return type.group().isEmpty()
        ? "api/" + type.version()
        : "apis/" + type.group() + "/" + type.version();
  }

  private static void paths(Served one, Map<String, @Nullable Object> paths) {
    var type = one.type();
    var collection =
        "/" + root(type) + (type.namespaced() ? "/namespaces/{namespace}/" : "/") + type.plural();
    paths.put(
        collection,
        tree(
            "get",
            operation(type, "list", List.of()),
            "post",
            operation(type, "post", writeParameters())));
    if (one.verbs().contains("patch")) {
      var patch = new ArrayList<>(writeParameters());
      patch.add(parameter("force", "boolean"));
      paths.put(
          collection + "/{name}",
          tree(
              "get",
              operation(type, "get", List.of()),
              "put",
              operation(type, "put", writeParameters()),
              "patch",
              operation(type, "patch", patch),
              "delete",
              operation(type, "delete", List.of(parameter("dryRun", "string")))));
    }
  }

  private static List<Map<String, @Nullable Object>> writeParameters() {
    return List.of(
        parameter("dryRun", "string"),
        parameter("fieldManager", "string"),
        parameter("fieldValidation", "string"));
  }

  private static Map<String, @Nullable Object> parameter(String name, String type) {
    return tree("name", name, "in", "query", "schema", tree("type", type, "uniqueItems", true));
  }

  private static Map<String, @Nullable Object> operation(
      ResourceType type, String action, List<Map<String, @Nullable Object>> parameters) {
    var content = tree("application/json", tree("schema", tree("$ref", SCHEMAS + name(type))));
    return tree(
        "parameters",
        parameters,
        "responses",
        tree("200", tree("description", "OK", "content", content)),
        "x-kubernetes-action",
        action,
        "x-kubernetes-group-version-kind",
        kind(type));
  }

  private static Map<String, @Nullable Object> kind(ResourceType type) {
    return tree("group", type.group(), "version", type.version(), "kind", type.kind());
  }

  /** The schema's name: the group's labels backwards, then version and kind. */
  private static String name(ResourceType type) {
    if (type.group().isEmpty()) {
      return "io.k8s.api.core." + type.version() + "." + type.kind();
    }
    var labels = new ArrayList<>(List.of(type.group().split("\\.")));
    return String.join(".", labels.reversed()) + "." + type.version() + "." + type.kind();
  }

  private Map<String, @Nullable Object> schema(ResourceType type) {
    var own = schemas.apply(type);
    var schema = new LinkedHashMap<String, @Nullable Object>();
    schema.put("type", "object");
    own.ifPresent(known -> known.forEach((key, value) -> schema.put(String.valueOf(key), value)));
    var properties = new LinkedHashMap<String, @Nullable Object>();
    properties.put("apiVersion", described("string", "Version of the shape of this object."));
    properties.put("kind", described("string", "What this object is."));
    if (schema.get("properties") instanceof Map<?, ?> known) {
      known.forEach((key, value) -> properties.put(String.valueOf(key), value));
    } else {
      properties.put("spec", described("object", "What is wanted."));
      properties.put("status", described("object", "What is."));
      schema.put("x-kubernetes-preserve-unknown-fields", true);
    }
    properties.put(
        "metadata",
        tree(
            "description",
            "Name, labels and the like.",
            "allOf",
            List.of(tree("$ref", SCHEMAS + OBJECT_META))));
    schema.put("properties", properties);
    schema.put("x-kubernetes-group-version-kind", List.of(kind(type)));
    return schema;
  }

  private static Map<String, @Nullable Object> described(String type, String description) {
    return tree("type", type, "description", description);
  }

  private static Map<String, @Nullable Object> objectMeta() {
    var texts = tree("type", "object", "additionalProperties", tree("type", "string"));
    return tree(
        "type",
        "object",
        "description",
        "What every stored object has.",
        "properties",
        tree(
            "name",
            described("string", "Unique in its namespace; never changes."),
            "namespace",
            described("string", "Empty for kinds of the whole cluster."),
            "labels",
            texts,
            "annotations",
            texts,
            "uid",
            described("string", "Unique for all time."),
            "resourceVersion",
            described("string", "Changes with each write."),
            "generation",
            described("integer", "Counts the changes of what is wanted.")),
        "x-kubernetes-preserve-unknown-fields",
        true);
  }
}
