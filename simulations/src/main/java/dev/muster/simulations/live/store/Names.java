package dev.muster.simulations.live.store;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules for names, label keys and values, annotations and finalizers. */
final class Names {
  private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
  private static final Pattern SUBDOMAIN = Pattern.compile(LABEL + "(\\." + LABEL + ")*");
  private static final Pattern DNS_LABEL = Pattern.compile(LABEL);
  private static final Pattern QUALIFIED =
      Pattern.compile("([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]");
  private static final int LONGEST_SUBDOMAIN = 253;
  private static final int LONGEST_LABEL = 63;
  private static final int LARGEST_ANNOTATIONS = 256 * 1024;
  private static final String SUBDOMAIN_RULE =
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or"
          + " '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex"
          + " used for validation is '"
          + SUBDOMAIN.pattern()
          + "')";
  private static final String LABEL_RULE =
      "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and"
          + " must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc',"
          + " regex used for validation is '"
          + LABEL
          + "')";
  private static final String VALUE_RULE =
      "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or"
          + " '.', and must start and end with an alphanumeric character";
  private static final String KEY_RULE =
      "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end"
          + " with an alphanumeric character";

  private Names() {}

  static void check(ResourceType type, String name, List<Statuses.Cause> causes) {
    String field = "metadata.name";
    if (name.isEmpty()) {
      causes.add(Statuses.Cause.required(field, "name or generateName is required"));
    } else if (type.group().equals("rbac.authorization.k8s.io")) {
      checkPathSegment(name, causes);
    } else if (type.qualifiedName().equals("namespaces")
        || type.qualifiedName().equals("services")) {
      checkLabel(field, name, causes);
    } else {
      checkSubdomain(field, name, causes);
    }
  }

  private static void checkPathSegment(String name, List<Statuses.Cause> causes) {
    if (name.equals(".") || name.equals("..") || name.contains("/") || name.contains("%")) {
      causes.add(
          Statuses.Cause.invalid(
              "metadata.name", name, "may not be '.', '..' or contain '/', '%'"));
    }
  }

  private static void checkLabel(String field, String name, List<Statuses.Cause> causes) {
    if (name.length() > LONGEST_LABEL) {
      causes.add(tooLong(field, name, LONGEST_LABEL));
    } else if (!DNS_LABEL.matcher(name).matches()) {
      causes.add(Statuses.Cause.invalid(field, name, LABEL_RULE));
    }
  }

  static void checkSubdomain(String field, String name, List<Statuses.Cause> causes) {
    if (!isSubdomain(name)) {
      causes.add(
          name.length() > LONGEST_SUBDOMAIN
              ? tooLong(field, name, LONGEST_SUBDOMAIN)
              : Statuses.Cause.invalid(field, name, SUBDOMAIN_RULE));
    }
  }

  private static boolean isSubdomain(String name) {
    if (name.isEmpty() || name.length() > LONGEST_SUBDOMAIN) {
      return false;
    }
    return SUBDOMAIN.matcher(name).matches();
  }

  private static Statuses.Cause tooLong(String field, String value, int limit) {
    return Statuses.Cause.invalid(field, value, "must be no more than " + limit + " characters");
  }

  static void checkLabels(Map<String, @Nullable Object> labels, List<Statuses.Cause> causes) {
    for (var label : labels.entrySet()) {
      checkKey("metadata.labels", label.getKey(), causes);
      String value = Trees.text(label.getValue());
      if (value.length() > LONGEST_LABEL) {
        causes.add(tooLong("metadata.labels", value, LONGEST_LABEL));
      } else if (!value.isEmpty() && !QUALIFIED.matcher(value).matches()) {
        causes.add(Statuses.Cause.invalid("metadata.labels", value, VALUE_RULE));
      }
    }
  }

  static void checkAnnotations(
      Map<String, @Nullable Object> annotations, List<Statuses.Cause> causes) {
    long size = 0;
    for (var annotation : annotations.entrySet()) {
      checkKey("metadata.annotations", annotation.getKey(), causes);
      size += annotation.getKey().length() + (long) Trees.text(annotation.getValue()).length();
    }
    if (size > LARGEST_ANNOTATIONS) {
      causes.add(Statuses.Cause.tooLong("metadata.annotations", LARGEST_ANNOTATIONS));
    }
  }

  static void checkFinalizers(List<String> finalizers, List<Statuses.Cause> causes) {
    for (String finalizer : finalizers) {
      checkKey("metadata.finalizers", finalizer, causes);
    }
  }

  /** A name with an optional prefix that is a domain, as of a label. */
  static void checkKey(String field, String key, List<Statuses.Cause> causes) {
    int slash = key.indexOf('/');
    String name = key.substring(slash + 1);
    if (slash >= 0 && !isSubdomain(key.substring(0, slash).toLowerCase(java.util.Locale.ROOT))) {
      causes.add(Statuses.Cause.invalid(field, key, "prefix part " + SUBDOMAIN_RULE));
    } else if (name.length() > LONGEST_LABEL) {
      causes.add(
          Statuses.Cause.invalid(
              field, key, "name part must be no more than " + LONGEST_LABEL + " characters"));
    } else if (!QUALIFIED.matcher(name).matches()) {
      causes.add(Statuses.Cause.invalid(field, key, KEY_RULE));
    }
  }
}
