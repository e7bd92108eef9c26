package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What must be right of the small kinds: ConfigMaps, Events, Leases and Nodes. */
final class PlainRules {
  private static final Pattern CONFIG_KEY = Pattern.compile("[-._a-zA-Z0-9]+");
  private static final String CONFIG_KEY_RULE =
      "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g."
          + " 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '"
          + CONFIG_KEY.pattern()
          + "')";
  private static final String SEALED = "field is immutable when `immutable` is set";
  private static final List<String> EFFECTS =
      List.of("NoSchedule", "PreferNoSchedule", "NoExecute");

  private PlainRules() {}

  /**
   * @param old what is replaced; null for a new object
   */
  static List<Cause> problems(
      ResourceType type,
      @Nullable Map<String, @Nullable Object> old,
      Map<String, @Nullable Object> object) {
    var causes = new ArrayList<Cause>();
    switch (type.qualifiedName()) {
      case "configmaps" -> configMap(old, object, causes);
      case "events" -> event(object, causes);
      case "leases.coordination.k8s.io" -> lease(object, causes);
      case "nodes" -> taints(object, causes);
      default -> {}
    }
    return causes;
  }

  private static void configMap(
      @Nullable Map<String, @Nullable Object> old,
      Map<String, @Nullable Object> object,
      List<Cause> causes) {
    if (old != null && Boolean.TRUE.equals(old.get("immutable"))) {
      if (!Boolean.TRUE.equals(object.get("immutable"))) {
        causes.add(Cause.forbidden("immutable", SEALED));
      }
      for (String field : List.of("data", "binaryData")) {
        if (!Objects.equals(old.get(field), object.get(field))) {
          causes.add(Cause.forbidden(field, SEALED));
        }
      }
    }
    for (String field : List.of("data", "binaryData")) {
      for (String key : Trees.objectAt(object, field).keySet()) {
        if (!CONFIG_KEY.matcher(key).matches()) {
          causes.add(Cause.invalid(field + "[" + key + "]", key, CONFIG_KEY_RULE));
        }
      }
    }
    for (String key : Trees.objectAt(object, "data").keySet()) {
      if (Trees.objectAt(object, "binaryData").containsKey(key)) {
        causes.add(
            Cause.invalid("data[" + key + "]", key, "duplicate of key present in binaryData"));
      }
    }
  }

  private static void event(Map<String, @Nullable Object> object, List<Cause> causes) {
    var namespace = Trees.textAt(object, "metadata", "namespace");
    var about = Trees.textAt(object, "involvedObject", "namespace");
    boolean timed = object.get("eventTime") != null;
    boolean free = namespace.equals("default") || (timed && namespace.equals("kube-system"));
    boolean fits = about.isEmpty() ? free : timed || about.equals(namespace);
    if (!fits) {
      causes.add(
          Cause.invalid("involvedObject.namespace", about, "does not match event.namespace"));
    }
    if (timed) {
      var reporter = Trees.text(object.get("reportingComponent"));
      if (reporter.isEmpty()) {
        causes.add(Cause.required("reportingComponent"));
      }
      Names.checkKey("reportingComponent", reporter, causes);
      for (String field : List.of("reportingInstance", "action", "reason")) {
        if (Trees.text(object.get(field)).isEmpty()) {
          causes.add(Cause.required(field));
        }
      }
    }
  }

  private static void lease(Map<String, @Nullable Object> object, List<Cause> causes) {
    if (Trees.at(object, "spec", "leaseDurationSeconds") instanceof Long seconds && seconds <= 0) {
      causes.add(Cause.invalid("spec.leaseDurationSeconds", seconds, "must be greater than 0"));
    }
    if (Trees.at(object, "spec", "leaseTransitions") instanceof Long count && count < 0) {
      causes.add(
          Cause.invalid("spec.leaseTransitions", count, "must be greater than or equal to 0"));
    }
  }

  private static void taints(Map<String, @Nullable Object> object, List<Cause> causes) {
    var seen = new TreeSet<String>();
    var taints = Trees.objects(Trees.at(object, "spec", "taints"));
    for (int i = 0; i < taints.size(); i++) {
      var path = "metadata.taints[" + i + "]";
      var key = Trees.text(taints.get(i).get("key"));
      var effect = Trees.text(taints.get(i).get("effect"));
      Names.checkKey(path + ".key", key, causes);
      Names.checkValue(path + ".value", Trees.text(taints.get(i).get("value")), causes);
      if (effect.isEmpty()) {
        causes.add(Cause.required(path + ".effect"));
      } else if (!EFFECTS.contains(effect)) {
        causes.add(Cause.unsupported(path + ".effect", effect, EFFECTS));
      }
      if (!seen.add(effect + " " + key)) {
        var shown = PathElement.json(taints.get(i));
        causes.add(
            new Cause(
                "FieldValueDuplicate",
                path,
                "Duplicate value: " + shown + ": taints must be unique by key and effect pair"));
      }
    }
  }
}
