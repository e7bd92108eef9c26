package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rules for names, label keys and values, annotations and finalizers. */
final class Names {
  private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
  private static final String SUBDOMAIN = LABEL + "(\\." + LABEL + ")*";
  private static final String QUALIFIED = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
  private static final int LONGEST_SUBDOMAIN = 253;
  private static final int LONGEST_LABEL = 63;

  /** Longer names are not looked at. */
  private static final int LONGEST_MATCHED = 1000;

  private static final int LARGEST_ANNOTATIONS = 256 * 1024;
  private static final String SUBDOMAIN_RULE =
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or"
          + " '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex"
          + " used for validation is '"
          + SUBDOMAIN
          + "')";
  private static final String LABEL_RULE =
      "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and"
          + " must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc',"
          + " regex used for validation is '"
          + LABEL
          + "')";
  private static final String VALUE_RULE =
      "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or"
          + " '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or"
          + " 'my_value',  or '12345', regex used for validation is '("
          + QUALIFIED
          + ")?')";
  private static final String KEY_RULE =
      "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an"
          + " alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for"
          + " validation is '"
          + QUALIFIED
          + "')";
  private static final List<String> STANDARD_FINALIZERS =
      List.of(Deletes.ORPHAN, Deletes.FOREGROUND, "kubernetes");

  /** Whose names of finalizers are held to no more than the rule for keys. */
  private static final List<String> FREE_FINALIZERS =
      List.of(
          "events", "leases.coordination.k8s.io", "customresourcedefinitions.apiextensions.k8s.io");

  private Names() {}

  /** Checks a name, and what one was made from. */
  static void check(ResourceType type, Map<String, @Nullable Object> object, List<Cause> causes) {
    var start = Trees.textAt(object, "metadata", "generateName");
    if (!start.isEmpty()) {
      check(type, "metadata.generateName", start, start.replaceFirst("-$", "a"), causes);
    }
    var name = Trees.textAt(object, "metadata", "name");
    if (name.isEmpty()) {
      causes.add(Cause.required("metadata.name", "name or generateName is required"));
    } else {
      check(type, "metadata.name", name, name, causes);
    }
  }

  private static void check(
      ResourceType type, String field, String shown, String name, List<Cause> causes) {
    var problems = new ArrayList<String>();
    if (type.group().equals("rbac.authorization.k8s.io") || type.plural().equals("events")) {
      checkPathSegment(name, problems);
    } else if (type.qualifiedName().equals("namespaces")
        || type.qualifiedName().equals("services")) {
      checkLabel(name, problems);
    } else {
      problems.addAll(subdomainProblems(name, "characters"));
    }
    problems.forEach(problem -> causes.add(Cause.invalid(field, shown, problem)));
  }

  private static void checkPathSegment(String name, List<String> problems) {
    if (name.equals(".") || name.equals("..")) {
      problems.add("may not be '" + name + "'");
    }
    for (String sign : List.of("/", "%")) {
      if (name.contains(sign)) {
        problems.add("may not contain '" + sign + "'");
      }
    }
  }

  private static void checkLabel(String name, List<String> problems) {
    if (name.length() > LONGEST_LABEL) {
      problems.add(tooLong(LONGEST_LABEL, "characters"));
    }
    if (!Spelling.isLabel(name)) {
      problems.add(Spelling.isSubdomain(name) ? "must not contain dots" : LABEL_RULE);
    }
  }

  static void checkSubdomain(String field, String name, List<Cause> causes) {
    subdomainProblems(name, "characters")
        .forEach(problem -> causes.add(Cause.invalid(field, name, problem)));
  }

  /** What is wrong with a container's name, or with whatever else names a host. */
  static void checkLabel(String field, String name, List<Cause> causes) {
    var problems = new ArrayList<String>();
    checkLabel(name, problems);
    problems.forEach(problem -> causes.add(Cause.invalid(field, name, problem)));
  }

  private static List<String> subdomainProblems(String name, String unit) {
    var problems = new ArrayList<String>();
    if (name.length() > LONGEST_SUBDOMAIN) {
      problems.add(tooLong(LONGEST_SUBDOMAIN, unit));
    }
    if (name.length() > LONGEST_MATCHED || !Spelling.isSubdomain(name)) {
      problems.add(SUBDOMAIN_RULE);
    }
    return problems;
  }

  /** Names are counted in characters, labels in bytes. */
  private static String tooLong(int limit, String unit) {
    return "must be no more than " + limit + " " + unit;
  }

  /** Whether a host may be called so. */
  static boolean isLabel(String name) {
    var problems = new ArrayList<String>();
    checkLabel(name, problems);
    return problems.isEmpty();
  }

  static void checkLabels(String field, Map<String, @Nullable Object> labels, List<Cause> causes) {
    for (var label : labels.entrySet()) {
      checkKey(field, label.getKey(), causes);
      checkValue(field, Trees.text(label.getValue()), causes);
    }
  }

  static void checkValue(String field, String value, List<Cause> causes) {
    valueProblems(value).forEach(problem -> causes.add(Cause.invalid(field, value, problem)));
  }

  static List<String> valueProblems(String value) {
    var problems = new ArrayList<String>();
    if (value.length() > LONGEST_LABEL) {
      problems.add(tooLong(LONGEST_LABEL, "bytes"));
    }
    if (!value.isEmpty() && !Spelling.isQualified(value)) {
      problems.add(VALUE_RULE);
    }
    return problems;
  }

  static void checkAnnotations(
      String field, Map<String, @Nullable Object> annotations, List<Cause> causes) {
    long size = 0;
    for (var annotation : annotations.entrySet()) {
      var key = annotation.getKey();
      for (String problem : keyProblems(key.toLowerCase(Locale.ROOT))) {
        causes.add(Cause.invalid(field, key, problem));
      }
      size += key.length() + (long) Trees.text(annotation.getValue()).length();
    }
    if (size > LARGEST_ANNOTATIONS) {
      causes.add(Cause.tooLong(field, LARGEST_ANNOTATIONS));
    }
  }

  static void checkFinalizers(
      ResourceType type, boolean custom, List<String> finalizers, List<Cause> causes) {
    for (String finalizer : finalizers) {
      checkKey("metadata.finalizers", finalizer, causes);
    }
    if (finalizers.contains(Deletes.ORPHAN) && finalizers.contains(Deletes.FOREGROUND)) {
      causes.add(
          Cause.tree(
              "metadata.finalizers",
              finalizers,
              "finalizer orphan and foregroundDeletion cannot be both set"));
    }
    if (custom || FREE_FINALIZERS.contains(type.qualifiedName())) {
      return;
    }
    for (int i = 0; i < finalizers.size(); i++) {
      var finalizer = finalizers.get(i);
      boolean fit = finalizer.contains("/") || isStandardFinalizer(finalizer);
      if (!fit) {
        causes.add(
            Cause.invalid(
                "metadata.finalizers[" + i + "]",
                finalizer,
                "name is neither a standard finalizer name nor is it fully qualified"));
      }
    }
  }

  static boolean isStandardFinalizer(String finalizer) {
    return STANDARD_FINALIZERS.contains(finalizer);
  }

  static void checkKey(String field, String key, List<Cause> causes) {
    keyProblems(key).forEach(problem -> causes.add(Cause.invalid(field, key, problem)));
  }

  static List<String> keyProblems(String key) {
    var parts = key.split("/", -1);
    if (parts.length > 2) {
      return List.of(
          "a valid label key "
              + KEY_RULE
              + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
    }
    var problems = new ArrayList<String>();
    if (parts.length == 2 && parts[0].isEmpty()) {
      problems.add("prefix part must be non-empty");
    } else if (parts.length == 2) {
      subdomainProblems(parts[0], "bytes")
          .forEach(problem -> problems.add("prefix part " + problem));
    }
    var name = parts[parts.length - 1];
    if (name.isEmpty()) {
      problems.add("name part must be non-empty");
    } else if (name.length() > LONGEST_LABEL) {
      problems.add("name part " + tooLong(LONGEST_LABEL, "bytes"));
    }
    if (!Spelling.isQualified(name)) {
      problems.add("name part " + KEY_RULE);
    }
    return problems;
  }
}
