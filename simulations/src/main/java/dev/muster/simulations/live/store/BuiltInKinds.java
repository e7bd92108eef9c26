package dev.muster.simulations.live.store;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The kinds that are there without a definition. */
final class BuiltInKinds {
  private static final String ADMISSION = "admissionregistration.k8s.io";
  private static final String RBAC = "rbac.authorization.k8s.io";

  static final List<ResourceType> ALL =
      Stream.of(
              core("Namespace", "namespaces", false, List.of("ns"), "status"),
              core("Node", "nodes", false, List.of("no"), "status"),
              core("Pod", "pods", true, List.of("po"), "status", "binding", "eviction"),
              core("Service", "services", true, List.of("svc"), "status"),
              core("ConfigMap", "configmaps", true, List.of("cm")),
              core("Secret", "secrets", true, List.of()),
              core("ServiceAccount", "serviceaccounts", true, List.of("sa"), "token"),
              core("Event", "events", true, List.of("ev")),
              core(
                  "PersistentVolumeClaim",
                  "persistentvolumeclaims",
                  true,
                  List.of("pvc"),
                  "status"),
              of("apps", "Deployment", "deployments", true, List.of("deploy"), "status", "scale"),
              of("apps", "ReplicaSet", "replicasets", true, List.of("rs"), "status", "scale"),
              of("apps", "StatefulSet", "statefulsets", true, List.of("sts"), "status", "scale"),
              of("batch", "Job", "jobs", true, List.of(), "status"),
              of("coordination.k8s.io", "Lease", "leases", true, List.of()),
              of("events.k8s.io", "Event", "events", true, List.of("ev")),
              of("scheduling.k8s.io", "PriorityClass", "priorityclasses", false, List.of("pc")),
              of("networking.k8s.io", "Ingress", "ingresses", true, List.of("ing"), "status"),
              of("networking.k8s.io", "NetworkPolicy", "networkpolicies", true, List.of("netpol")),
              of(
                  "policy",
                  "PodDisruptionBudget",
                  "poddisruptionbudgets",
                  true,
                  List.of("pdb"),
                  "status"),
              of(
                  "apiextensions.k8s.io",
                  "CustomResourceDefinition",
                  "customresourcedefinitions",
                  false,
                  List.of("crd", "crds"),
                  "status"),
              of(
                  ADMISSION,
                  "MutatingWebhookConfiguration",
                  "mutatingwebhookconfigurations",
                  false,
                  List.of()),
              of(
                  ADMISSION,
                  "ValidatingWebhookConfiguration",
                  "validatingwebhookconfigurations",
                  false,
                  List.of()),
              of(RBAC, "Role", "roles", true, List.of()),
              of(RBAC, "RoleBinding", "rolebindings", true, List.of()),
              of(RBAC, "ClusterRole", "clusterroles", false, List.of()),
              of(RBAC, "ClusterRoleBinding", "clusterrolebindings", false, List.of()))
          .toList();

  static final ResourceType NAMESPACES = named("namespaces");
  static final ResourceType NODES = named("nodes");
  static final ResourceType PODS = named("pods");
  static final ResourceType PRIORITY_CLASSES = named("priorityclasses.scheduling.k8s.io");
  static final ResourceType CUSTOM_RESOURCE_DEFINITIONS =
      named("customresourcedefinitions.apiextensions.k8s.io");
  static final ResourceType MUTATING_WEBHOOKS =
      named("mutatingwebhookconfigurations.admissionregistration.k8s.io");
  static final ResourceType VALIDATING_WEBHOOKS =
      named("validatingwebhookconfigurations.admissionregistration.k8s.io");

  static final ResourceType ROLES = named("roles." + RBAC);
  static final ResourceType ROLE_BINDINGS = named("rolebindings." + RBAC);
  static final ResourceType CLUSTER_ROLES = named("clusterroles." + RBAC);
  static final ResourceType CLUSTER_ROLE_BINDINGS = named("clusterrolebindings." + RBAC);

  private BuiltInKinds() {}

  private static ResourceType named(String qualifiedName) {
    return ALL.stream()
        .filter(type -> type.qualifiedName().equals(qualifiedName))
        .findFirst()
        .orElseThrow();
  }

  private static ResourceType core(
      String kind,
      String plural,
      boolean namespaced,
      List<String> shortNames,
      String... subresources) {
    return of("", kind, plural, namespaced, shortNames, subresources);
  }

  private static ResourceType of(
      String group,
      String kind,
      String plural,
      boolean namespaced,
      List<String> shortNames,
      String... subresources) {
    return new ResourceType(
        group,
        "v1",
        kind,
        plural,
        kind.toLowerCase(Locale.ROOT),
        shortNames,
        namespaced,
        List.of(subresources),
        BuiltInColumns.of(group.isEmpty() ? plural : plural + "." + group));
  }
}
