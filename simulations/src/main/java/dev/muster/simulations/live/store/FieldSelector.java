package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A field selector in its text form: {@code path=value}, {@code path==value} or {@code
 * path!=value}, joined by commas. Which paths can be asked for is up to the kind; what is absent
 * counts as empty.
 */
final class FieldSelector {
  private record Requirement(List<String> path, String value, boolean equal) {
    boolean matches(Map<String, @Nullable Object> object) {
      @Nullable Object found = Trees.at(object, path.toArray(String[]::new));
      String text = found == null || found instanceof Map<?, ?> ? absent() : found.toString();
      return text.equals(value) == equal;
    }

    private String absent() {
      return FLAGS.contains(String.join(".", path))
          ? "false"
          : COUNTS.contains(String.join(".", path)) ? "0" : "";
    }
  }

  private static final List<String> FLAGS = List.of("spec.unschedulable", "spec.hostNetwork");
  private static final List<String> COUNTS = List.of("status.successful");

  private static final List<String> NAMES = List.of("metadata.name", "metadata.namespace");

  /** What can be asked of kinds besides their names. */
  private static final Map<String, List<String>> MORE = more();

  private final List<Requirement> requirements;

  private FieldSelector(List<Requirement> requirements) {
    this.requirements = requirements;
  }

  /** Refuses with 400 what is not a selector, or asks for a field that cannot be selected by. */
  static FieldSelector parse(ResourceType type, boolean custom, String text) {
    var requirements = new ArrayList<Requirement>();
    if (!text.isBlank()) {
      for (String part : text.split(",", -1)) {
        if (!part.isEmpty()) {
          var requirement = requirement(part, text);
          check(type, custom, String.join(".", requirement.path()));
          requirements.add(requirement);
        }
      }
    }
    return new FieldSelector(requirements);
  }

  /** The name that a selector asks for; empty if it asks for none, or cannot be read. */
  static String nameIn(String text) {
    var name = "";
    for (String part : text.split(",", -1)) {
      if (part.isEmpty()) {
        continue;
      }
      if (part.indexOf('=') < 1) {
        return "";
      }
      var requirement = requirement(part, text);
      boolean named = requirement.equal() && requirement.path().equals(List.of("metadata", "name"));
      name = name.isEmpty() && named ? requirement.value() : name;
    }
    return name;
  }

  private static Map<String, List<String>> more() {
    var result = new TreeMap<String, List<String>>();
    result.put(
        "pods",
        List.of(
            "spec.nodeName",
            "spec.restartPolicy",
            "spec.schedulerName",
            "spec.serviceAccountName",
            "spec.hostNetwork",
            "status.phase",
            "status.podIP",
            "status.podIPs",
            "status.nominatedNodeName"));
    result.put(
        "events",
        List.of(
            "involvedObject.kind",
            "involvedObject.namespace",
            "involvedObject.name",
            "involvedObject.uid",
            "involvedObject.apiVersion",
            "involvedObject.resourceVersion",
            "involvedObject.fieldPath",
            "reason",
            "reportingComponent",
            "source",
            "type"));
    result.put(
        "events.events.k8s.io",
        List.of(
            "regarding.kind",
            "regarding.namespace",
            "regarding.name",
            "regarding.uid",
            "regarding.apiVersion",
            "regarding.resourceVersion",
            "regarding.fieldPath",
            "reason",
            "reportingController",
            "type"));
    result.put("nodes", List.of("spec.unschedulable"));
    result.put("namespaces", List.of("status.phase"));
    result.put("secrets", List.of("type"));
    result.put("services", List.of("spec.clusterIP", "spec.type"));
    result.put("jobs.batch", List.of("status.successful"));
    return result;
  }

  boolean matches(Map<String, @Nullable Object> object) {
    return requirements.stream().allMatch(requirement -> requirement.matches(object));
  }

  boolean isEmpty() {
    return requirements.isEmpty();
  }

  private static void check(ResourceType type, boolean custom, String path) {
    var more = MORE.get(type.qualifiedName());
    boolean named =
        NAMES.contains(path)
            && (type.namespaced() || path.equals("metadata.name") || (more == null && !custom));
    if (named || (more != null && more.contains(path))) {
      return;
    }
    throw Statuses.badRequest(
        type.qualifiedName().equals("jobs.batch")
            ? "field label \"" + path + "\" not supported for Job"
            : custom || more != null
                ? "field label not supported: " + path
                : '"'
                    + path
                    + "\" is not a known field selector: only \"metadata.name\","
                    + " \"metadata.namespace\"");
  }

  private static Requirement requirement(String part, String whole) {
    int at = part.indexOf('=');
    if (at < 1) {
      throw Statuses.badRequest(
          "invalid selector: '" + whole + "'; can't understand '" + part + "'");
    }
    boolean equal = part.charAt(at - 1) != '!';
    String path = part.substring(0, equal ? at : at - 1).strip();
    String value = part.substring(at + 1);
    if (value.startsWith("=")) {
      value = value.substring(1);
    }
    return new Requirement(List.of(path.split("\\.", -1)), value.strip(), equal);
  }
}
