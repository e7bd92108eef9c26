package dev.muster.scheduler.kube.map;

import dev.muster.scheduler.demand.Tree;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The structural schema of a custom resource, flattened to its paths. */
public final class CrdSchema {
  private final Tree root;
  private final SortedMap<String, Tree> fields = new TreeMap<>();

  /** The schema of the first version of a definition, in which its objects are stored. */
  public CrdSchema(Map<String, @Nullable Object> definition) {
    this(definition, 0);
  }

  /** The schema of any version of a definition, the first being 0. */
  CrdSchema(Map<String, @Nullable Object> definition, int version) {
    root =
        Tree.lenient(definition)
            .get("spec", "versions")
            .items()
            .get(version)
            .get("schema", "openAPIV3Schema");
    flatten(root, "");
  }

  /** All fields, list entries ({@code []}) and map values ({@code {}}) by their path. */
  public SortedMap<String, Tree> fields() {
    return fields;
  }

  Tree field(String path) {
    return fields.getOrDefault(path, Tree.lenient(null));
  }

  private void flatten(Tree schema, String path) {
    fields.put(path, schema);
    schema
        .get("properties")
        .fields()
        .forEach((name, field) -> flatten(field, path.isEmpty() ? name : path + "." + name));
    if (!schema.get("items").isAbsent()) {
      flatten(schema.get("items"), path + "[]");
    }
    if (schema.get("additionalProperties").value() instanceof Map<?, ?>) {
      flatten(schema.get("additionalProperties"), path + "{}");
    }
  }

  /**
   * What is wrong with a value that stands at {@code path}; the paths that it uses go to {@code
   * used}.
   */
  public List<String> problems(String path, @Nullable Object value, TreeSet<String> used) {
    var problems = new ArrayList<String>();
    check(path, value, used, problems);
    return problems;
  }

  private void check(
      String path, @Nullable Object value, TreeSet<String> used, List<String> problems) {
    var schema = fields.get(path);
    if (schema == null) {
      problems.add(path + " is not declared");
      return;
    }
    used.add(path);
    var type = schema.get("type").text("");
    switch (value) {
      case Map<?, ?> map when type.equals("object") -> checkObject(path, map, used, problems);
      case List<?> list when type.equals("array") -> {
        if (list.size() > schema.get("maxItems").count(0, Integer.MAX_VALUE)
            || list.size() < schema.get("minItems").count(0, 0)) {
          problems.add(path + " has " + list.size() + " entries");
        }
        list.forEach(entry -> check(path + "[]", entry, used, problems));
      }
      case String text when type.equals("string") -> checkText(path, text, schema, problems);
      case Long whole when type.equals("integer") || type.equals("number") -> {
        if (whole < schema.get("minimum").count(Integer.MIN_VALUE, Integer.MIN_VALUE)) {
          problems.add(path + " is " + whole);
        }
      }
      case Boolean flag when type.equals("boolean") -> {}
      case null, default -> problems.add(path + " is " + value + ", not of type " + type);
    }
  }

  private void checkObject(
      String path, Map<?, ?> map, TreeSet<String> used, List<String> problems) {
    var schema = field(path);
    boolean any = schema.get("x-kubernetes-preserve-unknown-fields").flag(false);
    boolean free = fields.containsKey(path + "{}");
    map.forEach((key, entry) -> {
      var at = free ? path + "{}" : path.isEmpty() ? "" + key : path + "." + key;
      if (!any || fields.containsKey(at)) {
        check(at, entry, used, problems);
      }
    });
    for (var required : schema.get("required").items()) {
      if (map.get(required.text("")) == null) {
        problems.add(path + " lacks " + required.text(""));
      }
    }
  }

  private static void checkText(String path, String text, Tree schema, List<String> problems) {
    if (text.length() > schema.get("maxLength").count(0, Integer.MAX_VALUE)
        || text.length() < schema.get("minLength").count(0, 0)) {
      problems.add(path + " has " + text.length() + " characters");
    }
    var words = schema.get("enum").items().stream().map(word -> word.text("")).toList();
    if (!words.isEmpty() && !words.contains(text)) {
      problems.add(path + " is " + text);
    }
    if (schema.get("format").text("").equals("date-time")) {
      try {
        OffsetDateTime.parse(text);
      } catch (DateTimeParseException notATime) {
        problems.add(path + " is no time: " + text);
      }
    }
  }
}
