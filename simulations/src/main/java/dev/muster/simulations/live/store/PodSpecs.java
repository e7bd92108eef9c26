package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Pod specs, on their own and in templates: what is filled in and what must be right. */
final class PodSpecs {
  private static final long DEFAULT_GRACE_SECONDS = 30;
  private static final List<String> RESTART_POLICIES = List.of("Always", "OnFailure", "Never");
  private static final List<String> CONTAINER_LISTS = List.of("initContainers", "containers");

  private PodSpecs() {}

  /** What is filled in wherever a pod is described. */
  static Map<String, @Nullable Object> withDefaults(Map<String, @Nullable Object> spec) {
    var result = eachContainer(spec, PodSpecs::container);
    result = absent(result, "restartPolicy", "Always");
    result = absent(result, "terminationGracePeriodSeconds", DEFAULT_GRACE_SECONDS);
    result = absent(result, "dnsPolicy", "ClusterFirst");
    result = absent(result, "securityContext", Trees.EMPTY);
    @Nullable Object account = result.get("serviceAccountName");
    result = account == null ? result : absent(result, "serviceAccount", account);
    return absent(result, "schedulerName", "default-scheduler");
  }

  /** What is filled in in pods themselves. */
  static Map<String, @Nullable Object> ofPod(Map<String, @Nullable Object> spec) {
    var result = eachContainer(withDefaults(spec), PodSpecs::requestsFromLimits);
    return absent(result, "enableServiceLinks", true);
  }

  private static Map<String, @Nullable Object> eachContainer(
      Map<String, @Nullable Object> spec, UnaryOperator<Map<String, @Nullable Object>> change) {
    var result = spec;
    for (String field : CONTAINER_LISTS) {
      if (result.get(field) instanceof List<?> containers) {
        var changed = new ArrayList<@Nullable Object>();
        for (Object one : containers) {
          changed.add(one instanceof Map<?, ?> ? change.apply(Trees.object(one)) : one);
        }
        result = Trees.put(result, Trees.frozen(changed), field);
      }
    }
    return result;
  }

  private static Map<String, @Nullable Object> container(Map<String, @Nullable Object> container) {
    var result = absent(container, "terminationMessagePath", "/dev/termination-log");
    result = absent(result, "terminationMessagePolicy", "File");
    return absent(result, "imagePullPolicy", pullPolicy(Trees.text(container.get("image"))));
  }

  /** Only an image that is named by a version is not asked for again. */
  private static String pullPolicy(String image) {
    var name = image.substring(image.lastIndexOf('/') + 1);
    boolean versioned = image.contains("@") || name.contains(":");
    return versioned && !name.endsWith(":latest") ? "IfNotPresent" : "Always";
  }

  /** What is added to every pod at its creation: whose it is, and how long it bears lost nodes. */
  static Map<String, @Nullable Object> admitted(Map<String, @Nullable Object> spec) {
    var result = absent(spec, "serviceAccountName", "default");
    result = Trees.put(result, result.get("serviceAccountName"), "serviceAccount");
    return tolerant(result);
  }

  static Map<String, @Nullable Object> tolerant(Map<String, @Nullable Object> spec) {
    var result = new ArrayList<@Nullable Object>(Trees.listAt(spec, "tolerations"));
    for (String trouble : List.of("not-ready", "unreachable")) {
      String key = "node.kubernetes.io/" + trouble;
      boolean known =
          result.stream()
              .map(Trees::object)
              .anyMatch(toleration ->
                  List.of("", key).contains(Trees.text(toleration.get("key")))
                      && List.of("", "NoExecute").contains(Trees.text(toleration.get("effect"))));
      if (!known) {
        result.add(
            Trees.of(
                "key",
                key,
                "operator",
                "Exists",
                "effect",
                "NoExecute",
                "tolerationSeconds",
                300L));
      }
    }
    return Trees.put(spec, Trees.frozen(result), "tolerations");
  }

  /** Returns the tree with that value where it has none. */
  static Map<String, @Nullable Object> absent(
      Map<String, @Nullable Object> tree, String field, Object value) {
    return tree.get(field) == null ? Trees.put(tree, value, field) : tree;
  }

  private static Map<String, @Nullable Object> requestsFromLimits(
      Map<String, @Nullable Object> container) {
    var result = container;
    var requests = Trees.objectAt(container, "resources", "requests");
    for (var limit : Trees.objectAt(container, "resources", "limits").entrySet()) {
      if (!requests.containsKey(limit.getKey())) {
        result = Trees.put(result, limit.getValue(), "resources", "requests", limit.getKey());
      }
    }
    return result;
  }

  /** Refuses with 400 what a typed decoder could not read. */
  static void decode(ResourceType type, Map<String, @Nullable Object> spec) {
    var shapes = new Shapes(type);
    for (String field : CONTAINER_LISTS) {
      for (Object container : shapes.list(spec, field)) {
        var fields = shapes.object(container, field);
        shapes.text(fields, "name");
        shapes.text(fields, "image");
        var resources = shapes.object(fields.get("resources"), "resources");
        shapes.quantities(resources, "requests");
        shapes.quantities(resources, "limits");
      }
    }
    for (Object gate : shapes.list(spec, "schedulingGates")) {
      shapes.text(shapes.object(gate, "schedulingGates"), "name");
    }
    for (String field :
        List.of("restartPolicy", "nodeName", "schedulerName", "priorityClassName")) {
      shapes.text(spec, field);
    }
    shapes.integer(spec, "terminationGracePeriodSeconds");
    shapes.integer(spec, "priority");
    shapes.textMap(spec, "nodeSelector");
    var unusedTolerations = shapes.list(spec, "tolerations");
    var unusedAffinity = shapes.object(spec.get("affinity"), "affinity");
  }

  static void validate(Map<String, @Nullable Object> spec, String path, List<Cause> causes) {
    if (Trees.listAt(spec, "containers").isEmpty()) {
      causes.add(Cause.required(path + ".containers"));
    }
    var names = new TreeSet<String>();
    for (String field : CONTAINER_LISTS) {
      var containers = Trees.objects(spec.get(field));
      for (int i = 0; i < containers.size(); i++) {
        container(containers.get(i), path + "." + field + "[" + i + "]", names, causes);
      }
    }
    var policy = Trees.text(spec.get("restartPolicy"));
    if (!RESTART_POLICIES.contains(policy)) {
      causes.add(Cause.unsupported(path + ".restartPolicy", policy, RESTART_POLICIES));
    }
    if (spec.get("activeDeadlineSeconds") instanceof Long seconds
        && (seconds < 1 || seconds > Integer.MAX_VALUE)) {
      causes.add(
          Cause.invalid(
              path + ".activeDeadlineSeconds",
              seconds,
              "must be between 1 and 2147483647, inclusive"));
    }
    var gates = new TreeSet<String>();
    for (var gate : Trees.objects(spec.get("schedulingGates"))) {
      if (!gates.add(Trees.text(gate.get("name")))) {
        causes.add(Cause.duplicate(path + ".schedulingGates", gate.get("name")));
      }
    }
  }

  private static void container(
      Map<String, @Nullable Object> container,
      String path,
      TreeSet<String> names,
      List<Cause> causes) {
    var name = Trees.text(container.get("name"));
    if (name.isEmpty()) {
      causes.add(Cause.required(path + ".name"));
    } else if (!names.add(name)) {
      causes.add(Cause.duplicate(path + ".name", name));
    }
    if (Trees.text(container.get("image")).isEmpty()) {
      causes.add(Cause.required(path + ".image"));
    }
    var requests = Trees.objectAt(container, "resources", "requests");
    var limits = Trees.objectAt(container, "resources", "limits");
    amounts(requests, path + ".resources.requests", causes);
    amounts(limits, path + ".resources.limits", causes);
    for (String resource : requests.keySet()) {
      compare(resource, requests.get(resource), limits.get(resource), path, causes);
    }
  }

  private static void amounts(
      Map<String, @Nullable Object> amounts, String path, List<Cause> causes) {
    for (var amount : amounts.entrySet()) {
      var field = path + "[" + amount.getKey() + "]";
      var value = Quantities.parse(amount.getValue()).orElseThrow();
      if (value.signum() < 0) {
        causes.add(Cause.invalid(field, amount.getValue(), "must be greater than or equal to 0"));
      } else if (whole(amount.getKey()) && value.stripTrailingZeros().scale() > 0) {
        causes.add(Cause.invalid(field, amount.getValue(), "must be an integer"));
      }
    }
  }

  private static void compare(
      String resource,
      @Nullable Object request,
      @Nullable Object limit,
      String path,
      List<Cause> causes) {
    if (limit == null) {
      return;
    }
    int order =
        Quantities.parse(request).orElseThrow().compareTo(Quantities.parse(limit).orElseThrow());
    if (order > 0 || (order != 0 && whole(resource))) {
      var relation = whole(resource) ? "must be equal to " : "must be less than or equal to ";
      causes.add(
          Cause.invalid(
              path + ".resources.requests", request, relation + resource + " limit of " + limit));
    }
  }

  /** Whether a resource comes in whole units and cannot be overcommitted, as devices do. */
  private static boolean whole(String resource) {
    int slash = resource.indexOf('/');
    return slash > 0 && !resource.substring(0, slash).endsWith("kubernetes.io");
  }
}
