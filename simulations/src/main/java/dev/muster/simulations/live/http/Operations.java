package dev.muster.simulations.live.http;

import static dev.muster.simulations.live.http.Discovery.tree;

import dev.muster.simulations.live.store.ResourceType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What can be done with a kind, as the paths of an OpenAPI document of version 3. */
final class Operations {
  private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
  private static final List<String> SHOWN_AS = List.of("application/json");
  private static final List<String> WRITE = List.of("dryRun", "fieldManager", "fieldValidation");
  private static final List<String> LIST =
      List.of(
          "continue",
          "fieldSelector",
          "labelSelector",
          "limit",
          "resourceVersion",
          "timeoutSeconds",
          "watch");
  private static final List<String> DELETE =
      List.of("dryRun", "gracePeriodSeconds", "orphanDependents", "propagationPolicy");
  private static final List<String> NUMBERS =
      List.of("limit", "timeoutSeconds", "gracePeriodSeconds");
  private static final List<String> FLAGS = List.of("watch", "orphanDependents", "force");

  private final Served served;
  private final boolean custom;
  private final String name;
  private final String references;

  /**
   * @param custom whether the kind came with a definition, so that no strategic merge patch is read
   * @param name of the kind's schema
   * @param references what stands before a name in a reference
   */
  Operations(Served served, boolean custom, String name, String references) {
    this.served = served;
    this.custom = custom;
    this.name = name;
    this.references = references;
  }

  void addTo(Map<String, @Nullable Object> paths, String root) {
    var type = served.type();
    var collection = "/" + root + "/" + type.plural();
    if (type.namespaced()) {
      if (served.verbs().contains("list")) {
        paths.put(collection, tree("get", operation("list", "get", LIST, name + "List")));
      }
      collection = "/" + root + "/namespaces/{namespace}/" + type.plural();
    }
    paths.put(collection, collection());
    if (served.verbs().contains("get")) {
      paths.put(collection + "/{name}", object());
    }
    for (var part : served.parts()) {
      boolean own = part.kind().equals(type.kind());
      paths.put(collection + "/{name}/" + part.name(), part(part, own));
    }
  }

  private Map<String, @Nullable Object> collection() {
    var item = parameters(false);
    if (served.verbs().contains("list")) {
      item.put("get", operation("list", "get", LIST, name + "List"));
    }
    item.put("post", withBody(operation("post", "post", WRITE, name), List.of("*/*"), name));
    if (served.verbs().contains("deletecollection")) {
      item.put("delete", operation("deletecollection", "delete", DELETE, META + "Status"));
    }
    return item;
  }

  private Map<String, @Nullable Object> object() {
    var item = parameters(true);
    item.put("get", operation("get", "get", List.of(), name));
    item.put("put", withBody(operation("put", "put", WRITE, name), List.of("*/*"), name));
    item.put("patch", patch());
    item.put("delete", operation("delete", "delete", DELETE, META + "Status"));
    return item;
  }

  private Map<String, @Nullable Object> part(Served.Part part, boolean own) {
    var item = parameters(true);
    var shown = own ? name : OpenApi.definitionOf(part.group(), part.version(), part.kind());
    for (var verb : part.verbs()) {
      switch (verb) {
        case "get" -> item.put("get", operation("get", "get", List.of(), shown));
        case "update" ->
            item.put("put", withBody(operation("put", "put", WRITE, shown), List.of("*/*"), shown));
        case "patch" -> item.put("patch", patch());
        default ->
            item.put(
                "post", withBody(operation("post", "post", WRITE, shown), List.of("*/*"), shown));
      }
    }
    return item;
  }

  private Map<String, @Nullable Object> patch() {
    var parameters = new ArrayList<>(WRITE);
    parameters.add("force");
    var types = new ArrayList<>(List.of(Bodies.APPLY_PATCH, Bodies.JSON_PATCH, Bodies.MERGE_PATCH));
    if (!custom) {
      types.add(Bodies.STRATEGIC_PATCH);
    }
    return withBody(operation("patch", "patch", parameters, name), types, META + "Patch");
  }

  private LinkedHashMap<String, @Nullable Object> parameters(boolean named) {
    var parameters = new ArrayList<Map<String, @Nullable Object>>();
    if (named) {
      parameters.add(inPath("name"));
    }
    if (served.type().namespaced()) {
      parameters.add(inPath("namespace"));
    }
    return parameters.isEmpty() ? tree() : tree("parameters", parameters);
  }

  private static Map<String, @Nullable Object> inPath(String name) {
    return tree(
        "name",
        name,
        "in",
        "path",
        "required",
        true,
        "schema",
        tree("type", "string", "uniqueItems", true));
  }

  private LinkedHashMap<String, @Nullable Object> operation(
      String action, String method, List<String> parameters, String shown) {
    var type = served.type();
    var tag = type.group().isEmpty() ? "core" : type.group().replaceAll("[^A-Za-z0-9]", "");
    return tree(
        "tags",
        List.of(tag + "_" + type.version()),
        "parameters",
        parameters.stream().map(Operations::inQuery).toList(),
        "responses",
        tree(
            method.equals("post") ? "201" : "200",
            tree("description", "done", "content", content(SHOWN_AS, shown)),
            "401",
            tree("description", "who asks is not known")),
        "x-kubernetes-action",
        action,
        "x-kubernetes-group-version-kind",
        gvk(type));
  }

  private Map<String, @Nullable Object> withBody(
      LinkedHashMap<String, @Nullable Object> operation, List<String> types, String schema) {
    operation.put("requestBody", tree("content", content(types, schema), "required", true));
    return operation;
  }

  private Map<String, @Nullable Object> content(List<String> types, String schema) {
    var content = tree();
    types.forEach(type -> content.put(type, tree("schema", tree("$ref", references + schema))));
    return content;
  }

  private static Map<String, @Nullable Object> inQuery(String name) {
    var type = NUMBERS.contains(name) ? "integer" : FLAGS.contains(name) ? "boolean" : "string";
    return tree("name", name, "in", "query", "schema", tree("type", type, "uniqueItems", true));
  }

  static Map<String, @Nullable Object> gvk(ResourceType type) {
    return tree("group", type.group(), "version", type.version(), "kind", type.kind());
  }
}
