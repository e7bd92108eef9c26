package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The ClusterRoles and bindings that every cluster has from the beginning. */
final class FoundingRoles {
  private static final String GROUP = "rbac.authorization.k8s.io";
  private static final List<String> READ = List.of("get", "list", "watch");
  private static final List<String> WRITE =
      List.of("create", "delete", "deletecollection", "patch", "update");
  private static final List<String> ALL = List.of("*");

  private FoundingRoles() {}

  static List<Map<String, @Nullable Object>> roles() {
    var result = new ArrayList<Map<String, @Nullable Object>>();
    result.add(
        role(
            "cluster-admin",
            resources(ALL, ALL, "*"),
            Trees.of("nonResourceURLs", ALL, "verbs", ALL)));
    result.add(aggregated("admin", "admin"));
    result.add(aggregated("edit", "edit"));
    result.add(aggregated("view", "view"));
    result.addAll(List.of(toView(), toEdit(), toAdmin()));
    result.add(
        role(
            "system:basic-user",
            creation("authorization.k8s.io", "selfsubjectaccessreviews", "selfsubjectrulesreviews"),
            creation("authentication.k8s.io", "selfsubjectreviews")));
    var open = List.of("/healthz", "/livez", "/readyz", "/version", "/version/");
    var known =
        List.of(
            "/api",
            "/api/*",
            "/apis",
            "/apis/*",
            "/healthz",
            "/livez",
            "/openapi",
            "/openapi/*",
            "/readyz",
            "/version",
            "/version/");
    var get = List.of("get");
    result.add(role("system:discovery", Trees.of("nonResourceURLs", known, "verbs", get)));
    result.add(role("system:public-info-viewer", Trees.of("nonResourceURLs", open, "verbs", get)));
    return result;
  }

  static List<Map<String, @Nullable Object>> bindings() {
    return List.of(
        binding("cluster-admin", Requester.MASTERS),
        binding("system:basic-user", Requester.AUTHENTICATED),
        binding("system:discovery", Requester.AUTHENTICATED),
        binding("system:public-info-viewer", Requester.AUTHENTICATED, Requester.UNAUTHENTICATED));
  }

  private static Map<String, @Nullable Object> creation(String group, String... resources) {
    return resources(List.of(group), List.of("create"), resources);
  }

  private static Map<String, @Nullable Object> toView() {
    return labelled(
        "view",
        resources(
            List.of(""),
            READ,
            "configmaps",
            "events",
            "namespaces",
            "persistentvolumeclaims",
            "pods",
            "pods/log",
            "pods/status",
            "serviceaccounts",
            "services",
            "services/status"),
        resources(
            List.of("apps"),
            READ,
            "deployments",
            "deployments/scale",
            "deployments/status",
            "replicasets",
            "replicasets/scale",
            "replicasets/status",
            "statefulsets",
            "statefulsets/scale",
            "statefulsets/status"),
        resources(List.of("batch"), READ, "jobs", "jobs/status"),
        resources(
            List.of("networking.k8s.io"), READ, "ingresses", "ingresses/status", "networkpolicies"),
        resources(List.of("policy"), READ, "poddisruptionbudgets", "poddisruptionbudgets/status"));
  }

  private static Map<String, @Nullable Object> toEdit() {
    return labelled(
        "edit",
        resources(List.of(""), READ, "secrets"),
        resources(List.of(""), List.of("impersonate"), "serviceaccounts"),
        resources(List.of(""), WRITE, "pods"),
        resources(List.of(""), List.of("create"), "pods/eviction", "serviceaccounts/token"),
        resources(
            List.of(""),
            WRITE,
            "configmaps",
            "events",
            "persistentvolumeclaims",
            "secrets",
            "serviceaccounts",
            "services"),
        resources(
            List.of("apps"),
            WRITE,
            "deployments",
            "deployments/scale",
            "replicasets",
            "replicasets/scale",
            "statefulsets",
            "statefulsets/scale"),
        resources(List.of("batch"), WRITE, "jobs"),
        resources(List.of("networking.k8s.io"), WRITE, "ingresses", "networkpolicies"),
        resources(List.of("policy"), WRITE, "poddisruptionbudgets"),
        resources(
            List.of("coordination.k8s.io"),
            List.of(
                "create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"),
            "leases"));
  }

  private static Map<String, @Nullable Object> toAdmin() {
    return labelled(
        "admin",
        resources(List.of("authorization.k8s.io"), List.of("create"), "localsubjectaccessreviews"),
        resources(
            List.of(GROUP),
            List.of(
                "create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"),
            "rolebindings",
            "roles"));
  }

  private static Map<String, @Nullable Object> resources(
      List<String> groups, List<String> verbs, String... resources) {
    return Trees.of("apiGroups", groups, "resources", List.of(resources), "verbs", verbs);
  }

  @SafeVarargs
  private static Map<String, @Nullable Object> role(
      String name, Map<String, @Nullable Object>... rules) {
    var metadata = Trees.of("name", name, "labels", bootstrapping());
    return Trees.of("metadata", metadata, "rules", List.of(rules));
  }

  private static Map<String, @Nullable Object> bootstrapping() {
    return Trees.of("kubernetes.io/bootstrapping", "rbac-defaults");
  }

  /** {@code admin} takes in what {@code edit} is made of, and that what {@code view} is. */
  private static Map<String, @Nullable Object> aggregated(String name, String label) {
    var selector = Trees.of("matchLabels", Trees.of(GROUP + "/aggregate-to-" + label, "true"));
    var role = role(name);
    role = Trees.put(role, List.of(selector), "aggregationRule", "clusterRoleSelectors");
    return switch (name) {
      case "edit" -> Trees.put(role, "true", "metadata", "labels", GROUP + "/aggregate-to-admin");
      case "view" -> Trees.put(role, "true", "metadata", "labels", GROUP + "/aggregate-to-edit");
      default -> role;
    };
  }

  @SafeVarargs
  private static Map<String, @Nullable Object> labelled(
      String label, Map<String, @Nullable Object>... rules) {
    return Trees.put(
        role("system:aggregate-to-" + label, rules),
        "true",
        "metadata",
        "labels",
        GROUP + "/aggregate-to-" + label);
  }

  private static Map<String, @Nullable Object> binding(String role, String... groups) {
    var subjects = new ArrayList<@Nullable Object>();
    for (String group : groups) {
      subjects.add(Trees.of("kind", "Group", "apiGroup", GROUP, "name", group));
    }
    return Trees.of(
        "metadata",
        Trees.of("name", role, "labels", bootstrapping()),
        "roleRef",
        Trees.of("apiGroup", GROUP, "kind", "ClusterRole", "name", role),
        "subjects",
        Trees.frozen(subjects));
  }
}
