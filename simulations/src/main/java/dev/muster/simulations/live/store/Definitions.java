package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Turns CustomResourceDefinitions into served kinds. What is served follows from the stored
 * definitions alone, so it is right after every write of one.
 */
final class Definitions {
  static final String CLEANUP = "customresourcecleanup.apiextensions.k8s.io";

  private static final Pattern VERSION =
      Pattern.compile("v([0-9]{1,6})((alpha|beta)([0-9]{1,6}))?");

  private final Kinds kinds;

  Definitions(Kinds kinds) {
    this.kinds = kinds;
  }

  /** Called with every change of any kind, before anybody else is told. */
  void follow(Change change) {
    if (!change.resource().equals(BuiltInKinds.CUSTOM_RESOURCE_DEFINITIONS)) {
      return;
    }
    var definition = change.object();
    if (change.type() == ChangeType.DELETED) {
      kinds.unregister(Key.of(definition).name());
    } else if (established(definition)) {
      kinds.register(read(definition));
    }
  }

  static boolean established(Map<String, @Nullable Object> definition) {
    return Trees.objects(Trees.at(definition, "status", "conditions")).stream()
        .anyMatch(condition ->
            "Established".equals(condition.get("type")) && "True".equals(condition.get("status")));
  }

  /** Fills in the names that follow from others. */
  static Map<String, @Nullable Object> withDefaults(Map<String, @Nullable Object> definition) {
    var result = definition;
    var kind = Trees.textAt(result, "spec", "names", "kind");
    if (Trees.textAt(result, "spec", "names", "singular").isEmpty()) {
      result = Trees.put(result, kind.toLowerCase(Locale.ROOT), "spec", "names", "singular");
    }
    if (Trees.textAt(result, "spec", "names", "listKind").isEmpty()) {
      result = Trees.put(result, kind + "List", "spec", "names", "listKind");
    }
    return Conversion.withDefaults(result);
  }

  /** Whether the status already speaks of the names that the definition has now. */
  static boolean sameNames(Map<String, @Nullable Object> definition) {
    @Nullable Object accepted = Trees.at(definition, "status", "acceptedNames");
    return accepted != null && accepted.equals(Trees.at(definition, "spec", "names"));
  }

  /** The definition with the status of one whose kind is served, or cannot be. */
  Map<String, @Nullable Object> accepted(Map<String, @Nullable Object> definition, String now) {
    var taken = conflict(definition);
    var names = Trees.at(definition, "spec", "names");
    var conditions = new ArrayList<@Nullable Object>();
    if (taken.isEmpty()) {
      conditions.add(condition("NamesAccepted", "True", "NoConflicts", "no conflicts found", now));
      conditions.add(
          condition(
              "Established",
              "True",
              "InitialNamesAccepted",
              "the initial names have been accepted",
              now));
    } else {
      conditions.add(condition("NamesAccepted", "False", "PluralConflict", taken, now));
      conditions.add(
          condition("Established", "False", "NotAccepted", "not all names are accepted", now));
    }
    var status =
        Trees.of(
            "conditions",
            Trees.frozen(conditions),
            "acceptedNames",
            taken.isEmpty() ? names : Trees.of("plural", "", "kind", ""),
            "storedVersions",
            Trees.at(definition, "status", "storedVersions"));
    return Trees.put(definition, status, "status");
  }

  private static Map<String, @Nullable Object> condition(
      String type, String status, String reason, String message, String now) {
    return Trees.of(
        "type",
        type,
        "status",
        status,
        "lastTransitionTime",
        now,
        "reason",
        reason,
        "message",
        message);
  }

  /** Says who has the name or the kind already; empty if nobody has. */
  private String conflict(Map<String, @Nullable Object> definition) {
    var name = Key.of(definition).name();
    var group = Trees.textAt(definition, "spec", "group");
    var kind = Trees.textAt(definition, "spec", "names", "kind");
    for (var type : kinds.types()) {
      boolean own = kinds.custom(type) != null && type.qualifiedName().equals(name);
      boolean same = type.qualifiedName().equals(name) || type.kind().equals(kind);
      if (!own && type.group().equals(group) && same) {
        return "\"" + type.plural() + "\" is already in use";
      }
    }
    return "";
  }

  static List<Cause> validate(Map<String, @Nullable Object> definition, Expressions expressions) {
    var causes = new ArrayList<Cause>();
    var spec = Trees.objectAt(definition, "spec");
    for (String field : List.of("plural", "kind")) {
      if (Trees.textAt(spec, "names", field).isEmpty()) {
        causes.add(Cause.required("spec.names." + field));
      }
    }
    var group = Trees.textAt(spec, "group");
    Names.checkSubdomain("spec.group", group, causes);
    var scope = Trees.text(spec.get("scope"));
    if (!scope.equals("Namespaced") && !scope.equals("Cluster")) {
      causes.add(Cause.unsupported("spec.scope", scope, List.of("Cluster", "Namespaced")));
    }
    validateVersions(versions(definition), expressions, causes);
    Conversion.validate(definition, causes);
    return causes;
  }

  /** What must be right of a new one; of others it cannot change. */
  static List<Cause> validateName(Map<String, @Nullable Object> definition) {
    var plural = Trees.textAt(definition, "spec", "names", "plural");
    var name = Key.of(definition).name();
    return name.equals(plural + "." + Trees.textAt(definition, "spec", "group"))
        ? List.of()
        : List.of(
            Cause.invalid("metadata.name", name, "must be spec.names.plural+\".\"+spec.group"));
  }

  private static void validateVersions(
      List<Map<String, @Nullable Object>> versions, Expressions expressions, List<Cause> causes) {
    long storing = versions.stream().filter(one -> Boolean.TRUE.equals(one.get("storage"))).count();
    if (storing != 1) {
      causes.add(
          Cause.invalid(
              "spec.versions",
              versions,
              "must have exactly one version marked as storage version"));
    }
    for (int i = 0; i < versions.size(); i++) {
      var path = "spec.versions[" + i + "]";
      if (Trees.text(versions.get(i).get("name")).isEmpty()) {
        causes.add(Cause.required(path + ".name"));
      }
      @Nullable Object schema = Trees.at(versions.get(i), "schema", "openAPIV3Schema");
      if (!(schema instanceof Map<?, ?>)) {
        causes.add(Cause.required(path + ".schema.openAPIV3Schema", "schemas are required"));
      } else {
        new SchemaCheck(expressions, causes)
            .check(Schema.of(schema), path + ".schema.openAPIV3Schema");
      }
    }
  }

  static List<Map<String, @Nullable Object>> versions(Map<String, @Nullable Object> definition) {
    return Trees.objects(Trees.at(definition, "spec", "versions"));
  }

  private static CustomKind read(Map<String, @Nullable Object> definition) {
    var served = new ArrayList<CustomKind.Version>();
    var storage = type(definition, Trees.EMPTY);
    for (var version : versions(definition)) {
      var type = type(definition, version);
      if (Boolean.TRUE.equals(version.get("storage"))) {
        storage = type;
      }
      if (Boolean.TRUE.equals(version.get("served"))) {
        var schema = Schema.of(Trees.at(version, "schema", "openAPIV3Schema"));
        served.add(new CustomKind.Version(type, schema, scale(version)));
      }
    }
    served.sort(
        Comparator.comparing(
            (CustomKind.Version version) -> version.type().version(), Definitions::byPreference));
    return new CustomKind(
        Key.of(definition).name(),
        storage,
        served,
        Conversion.of(definition),
        Metadata.terminating(definition));
  }

  private static CustomKind.ScalePaths scale(Map<String, @Nullable Object> version) {
    var scale = Trees.objectAt(version, "subresources", "scale");
    return new CustomKind.ScalePaths(
        Trees.textAt(scale, "specReplicasPath"),
        Trees.textAt(scale, "statusReplicasPath"),
        Trees.textAt(scale, "labelSelectorPath"));
  }

  private static ResourceType type(
      Map<String, @Nullable Object> definition, Map<String, @Nullable Object> version) {
    var names = Trees.objectAt(definition, "spec", "names");
    return new ResourceType(
        Trees.textAt(definition, "spec", "group"),
        Trees.text(version.get("name")),
        Trees.text(names.get("kind")),
        Trees.text(names.get("plural")),
        Trees.text(names.get("singular")),
        Trees.texts(names.get("shortNames")),
        Trees.textAt(definition, "spec", "scope").equals("Namespaced"),
        List.copyOf(Trees.objectAt(version, "subresources").keySet()),
        columns(Trees.objects(version.get("additionalPrinterColumns"))),
        Trees.texts(names.get("categories")));
  }

  private static List<PrinterColumn> columns(List<Map<String, @Nullable Object>> declared) {
    var result = new ArrayList<PrinterColumn>();
    for (var column : declared) {
      result.add(
          new PrinterColumn(
              Trees.text(column.get("name")),
              Trees.text(column.get("type")),
              Trees.text(column.get("format")),
              Trees.text(column.get("description")),
              Trees.text(column.get("jsonPath")),
              (int) Trees.number(column.get("priority"), 0)));
    }
    return result.isEmpty() ? List.of(BuiltInColumns.AGE) : result;
  }

  /** Stable before beta before alpha, then the higher number; other names last, by name. */
  static int byPreference(String left, String right) {
    var a = VERSION.matcher(left);
    var b = VERSION.matcher(right);
    if (!a.matches() || !b.matches()) {
      return a.matches() ? -1 : b.matches() ? 1 : left.compareTo(right);
    }
    int byStage = Integer.compare(stage(a.group(3)), stage(b.group(3)));
    if (byStage != 0) {
      return byStage;
    }
    int byMajor = Integer.compare(Integer.parseInt(b.group(1)), Integer.parseInt(a.group(1)));
    return byMajor != 0 || a.group(4) == null || b.group(4) == null
        ? byMajor
        : Integer.compare(Integer.parseInt(b.group(4)), Integer.parseInt(a.group(4)));
  }

  private static int stage(@Nullable String word) {
    return word == null ? 0 : word.equals("beta") ? 1 : 2;
  }
}
