package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The cells of built-in kinds that are more than a field: what kubectl's users know. */
final class Cells {
  private static final String NONE = "<none>";

  private final long nowMillis;

  Cells(long nowMillis) {
    this.nowMillis = nowMillis;
  }

  /** The cell of a computed column. */
  Object of(String qualifiedName, String column, Map<String, @Nullable Object> object) {
    if (column.equals("Selector")) {
      var selector = Trees.objectAt(object, "spec", "selector");
      return selector(
          qualifiedName.equals("services") ? Trees.of("matchLabels", selector) : selector);
    }
    return switch (qualifiedName) {
      case "nodes" -> column.equals("Status") ? nodeStatus(object) : nodeRoles(object);
      case "pods" -> PodCells.of(column, object);
      case "services" -> ports(object);
      case "events", "events.events.k8s.io" -> event(column, object);
      case "configmaps", "secrets" ->
          (long) Trees.objectAt(object, "data").size()
              + Trees.objectAt(object, "binaryData").size();
      case "deployments.apps", "statefulsets.apps" ->
          count(object, 0, "status", "readyReplicas") + "/" + count(object, 1, "spec", "replicas");
      case "jobs.batch" -> job(column, object);
      case "priorityclasses.scheduling.k8s.io" -> priorityClass(column, object);
      case "networkpolicies.networking.k8s.io" ->
          selector(Trees.objectAt(object, "spec", "podSelector"));
      case "poddisruptionbudgets.policy" -> budget(column, object);
      case "ingresses.networking.k8s.io" -> IngressCells.of(column, object);
      case "rolebindings.rbac.authorization.k8s.io",
          "clusterrolebindings.rbac.authorization.k8s.io" ->
          BindingCells.of(column, object);
      case "mutatingwebhookconfigurations.admissionregistration.k8s.io",
          "validatingwebhookconfigurations.admissionregistration.k8s.io" ->
          (long) Trees.objects(object.get("webhooks")).size();
      default -> NONE;
    };
  }

  private static long count(Map<String, @Nullable Object> object, long otherwise, String... path) {
    return Trees.number(Trees.at(object, path), otherwise);
  }

  private static String selector(Map<String, @Nullable Object> selector) {
    var text = ObjectSelector.text(selector);
    return text.isEmpty() ? NONE : text;
  }

  /** The status of that condition, {@code Unknown} if there is none. */
  static String condition(Map<String, @Nullable Object> object, String type) {
    return Trees.objects(Trees.at(object, "status", "conditions")).stream()
        .filter(condition -> type.equals(condition.get("type")))
        .map(condition -> Trees.text(condition.get("status")))
        .findFirst()
        .orElse("Unknown");
  }

  private static String nodeStatus(Map<String, @Nullable Object> node) {
    var ready =
        switch (condition(node, "Ready")) {
          case "True" -> "Ready";
          case "False" -> "NotReady";
          default -> "Unknown";
        };
    boolean cordoned = Boolean.TRUE.equals(Trees.at(node, "spec", "unschedulable"));
    return cordoned ? ready + ",SchedulingDisabled" : ready;
  }

  private static String nodeRoles(Map<String, @Nullable Object> node) {
    var prefix = "node-role.kubernetes.io/";
    var roles = new TreeSet<String>();
    for (String label : Trees.objectAt(node, "metadata", "labels").keySet()) {
      if (label.startsWith(prefix) && label.length() > prefix.length()) {
        roles.add(label.substring(prefix.length()));
      }
    }
    return roles.isEmpty() ? NONE : String.join(",", roles);
  }

  private static String ports(Map<String, @Nullable Object> service) {
    var words = new ArrayList<String>();
    for (var port : Trees.objects(Trees.at(service, "spec", "ports"))) {
      var protocol = Trees.text(port.get("protocol"));
      words.add(port.get("port") + "/" + (protocol.isEmpty() ? "TCP" : protocol));
    }
    return words.isEmpty() ? NONE : String.join(",", words);
  }

  private Object event(String column, Map<String, @Nullable Object> event) {
    return switch (column) {
      case "Last Seen" -> seen(event, List.of("lastTimestamp", "deprecatedLastTimestamp"));
      case "First Seen" -> seen(event, List.of("firstTimestamp", "deprecatedFirstTimestamp"));
      case "Object" -> subject(event);
      case "Message" -> either(event, "message", "note").strip();
      case "Count" ->
          Math.max(1, Math.max(count(event, 0, "count"), count(event, 0, "series", "count")));
      default ->
          Trees.textAt(event, "source", "component").isEmpty()
              ? either(event, "reportingComponent", "reportingController")
              : Trees.textAt(event, "source", "component");
    };
  }

  private static String either(Map<String, @Nullable Object> event, String one, String other) {
    var text = Trees.text(event.get(one));
    return text.isEmpty() ? Trees.text(event.get(other)) : text;
  }

  private String seen(Map<String, @Nullable Object> event, List<String> fields) {
    for (String field : fields) {
      if (!Trees.text(event.get(field)).isEmpty()) {
        return Ages.since(Trees.text(event.get(field)), nowMillis);
      }
    }
    return Ages.since(Trees.text(event.get("eventTime")), nowMillis);
  }

  private static String subject(Map<String, @Nullable Object> event) {
    var field = event.containsKey("regarding") ? "regarding" : "involvedObject";
    var kind = Trees.textAt(event, field, "kind").toLowerCase(java.util.Locale.ROOT);
    return kind + "/" + Trees.textAt(event, field, "name");
  }

  private Object job(String column, Map<String, @Nullable Object> job) {
    return switch (column) {
      case "Status" -> jobStatus(job);
      case "Completions" -> {
        long parallelism = count(job, 1, "spec", "parallelism");
        long wanted = count(job, parallelism, "spec", "completions");
        yield count(job, 0, "status", "succeeded") + "/" + wanted;
      }
      default -> {
        var start = Times.parse(Trees.textAt(job, "status", "startTime"));
        var end = Times.parse(Trees.textAt(job, "status", "completionTime"));
        yield start.isEmpty() ? "" : Ages.of(end.orElse(nowMillis) - start.getAsLong());
      }
    };
  }

  private static String jobStatus(Map<String, @Nullable Object> job) {
    if (condition(job, "Complete").equals("True")) {
      return "Complete";
    }
    if (condition(job, "Failed").equals("True")) {
      return "Failed";
    }
    if (Metadata.terminating(job)) {
      return "Terminating";
    }
    return condition(job, "Suspended").equals("True") ? "Suspended" : "Running";
  }

  private static Object budget(String column, Map<String, @Nullable Object> budget) {
    var field = column.equals("Min Available") ? "minAvailable" : "maxUnavailable";
    @Nullable Object limit = Trees.at(budget, "spec", field);
    return limit == null ? "N/A" : String.valueOf(limit);
  }

  private static Object priorityClass(String column, Map<String, @Nullable Object> object) {
    if (column.equals("Global-Default")) {
      return Boolean.TRUE.equals(object.get("globalDefault"));
    }
    var policy = Trees.text(object.get("preemptionPolicy"));
    return policy.isEmpty() ? "PreemptLowerPriority" : policy;
  }
}
