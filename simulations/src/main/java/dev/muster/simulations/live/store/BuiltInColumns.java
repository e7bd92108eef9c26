package dev.muster.simulations.live.store;

import java.util.List;

/**
 * The columns of the built-in kinds, in kubectl's words. A column has a JSON path, or none if
 * {@link Cells} computes it.
 */
final class BuiltInColumns {
  static final PrinterColumn AGE =
      new PrinterColumn("Age", "date", "", "", ".metadata.creationTimestamp", 0);

  private static final PrinterColumn CONTAINERS =
      wide("Containers", ".spec.template.spec.containers[*].name");
  private static final PrinterColumn IMAGES =
      wide("Images", ".spec.template.spec.containers[*].image");
  private static final PrinterColumn SELECTOR = wide("Selector", "");
  private static final List<PrinterColumn> EVENTS =
      List.of(
          text("Last Seen", ""),
          text("Type", ".type"),
          text("Reason", ".reason"),
          text("Object", ""),
          wide("Subobject", ".involvedObject.fieldPath"),
          wide("Source", ""),
          text("Message", ""),
          wide("First Seen", ""),
          wide("Count", ""),
          wide("Name", ".metadata.name"));

  /** Those of the scale of anything. */
  static final List<PrinterColumn> SCALES =
      List.of(count("Desired", ".spec.replicas"), count("Available", ".status.replicas"), AGE);

  private BuiltInColumns() {}

  static List<PrinterColumn> of(String qualifiedName) {
    return switch (qualifiedName) {
      case "namespaces" -> List.of(text("Status", ".status.phase"), AGE);
      case "nodes" -> NODES;
      case "pods" -> PODS;
      case "services" -> SERVICES;
      case "events", "events.events.k8s.io" -> EVENTS;
      case "configmaps" -> List.of(count("Data", ""), AGE);
      case "secrets" -> List.of(text("Type", ".type"), count("Data", ""), AGE);
      case "persistentvolumeclaims" -> CLAIMS;
      case "deployments.apps" -> DEPLOYMENTS;
      case "replicasets.apps" -> REPLICA_SETS;
      case "statefulsets.apps" -> List.of(text("Ready", ""), AGE, CONTAINERS, IMAGES);
      case "jobs.batch" -> JOBS;
      case "leases.coordination.k8s.io" -> List.of(text("Holder", ".spec.holderIdentity"), AGE);
      case "priorityclasses.scheduling.k8s.io" -> PRIORITY_CLASSES;
      case "customresourcedefinitions.apiextensions.k8s.io" ->
          List.of(text("Created At", ".metadata.creationTimestamp"));
      case "ingresses.networking.k8s.io" ->
          List.of(
              text("Class", ".spec.ingressClassName"),
              text("Hosts", ""),
              text("Address", ""),
              text("Ports", ""),
              AGE);
      case "roles.rbac.authorization.k8s.io", "clusterroles.rbac.authorization.k8s.io" ->
          List.of(text("Created At", ".metadata.creationTimestamp"));
      case "rolebindings.rbac.authorization.k8s.io",
          "clusterrolebindings.rbac.authorization.k8s.io" ->
          List.of(
              text("Role", ""),
              AGE,
              wide("Users", ""),
              wide("Groups", ""),
              wide("ServiceAccounts", ""));
      case "mutatingwebhookconfigurations.admissionregistration.k8s.io",
          "validatingwebhookconfigurations.admissionregistration.k8s.io" ->
          List.of(count("Webhooks", ""), AGE);
      case "networkpolicies.networking.k8s.io" -> List.of(text("Pod-Selector", ""), AGE);
      case "poddisruptionbudgets.policy" ->
          List.of(
              text("Min Available", ""),
              text("Max Unavailable", ""),
              count("Allowed Disruptions", ".status.disruptionsAllowed"),
              AGE);
      default -> List.of(AGE);
    };
  }

  private static final List<PrinterColumn> NODES =
      List.of(
          text("Status", ""),
          text("Roles", ""),
          AGE,
          text("Version", ".status.nodeInfo.kubeletVersion"),
          wide("Internal-IP", ".status.addresses[?(@.type=='InternalIP')].address"),
          wide("External-IP", ".status.addresses[?(@.type=='ExternalIP')].address"),
          wide("OS-Image", ".status.nodeInfo.osImage"),
          wide("Kernel-Version", ".status.nodeInfo.kernelVersion"),
          wide("Container-Runtime", ".status.nodeInfo.containerRuntimeVersion"));
  private static final List<PrinterColumn> PODS =
      List.of(
          text("Ready", ""),
          text("Status", ""),
          text("Restarts", ""),
          AGE,
          wide("IP", ".status.podIP"),
          wide("Node", ".spec.nodeName"),
          wide("Nominated Node", ".status.nominatedNodeName"),
          wide("Readiness Gates", ".spec.readinessGates[*].conditionType"));
  private static final List<PrinterColumn> SERVICES =
      List.of(
          text("Type", ".spec.type"),
          text("Cluster-IP", ".spec.clusterIP"),
          text("External-IP", ".status.loadBalancer.ingress[*].ip"),
          text("Port(s)", ""),
          AGE,
          SELECTOR);
  private static final List<PrinterColumn> CLAIMS =
      List.of(
          text("Status", ".status.phase"),
          text("Volume", ".spec.volumeName"),
          text("Capacity", ".status.capacity.storage"),
          text("Access Modes", ".spec.accessModes[*]"),
          text("StorageClass", ".spec.storageClassName"),
          AGE);
  private static final List<PrinterColumn> DEPLOYMENTS =
      List.of(
          text("Ready", ""),
          count("Up-to-date", ".status.updatedReplicas"),
          count("Available", ".status.availableReplicas"),
          AGE,
          CONTAINERS,
          IMAGES,
          SELECTOR);
  private static final List<PrinterColumn> REPLICA_SETS =
      List.of(
          count("Desired", ".spec.replicas"),
          count("Current", ".status.replicas"),
          count("Ready", ".status.readyReplicas"),
          AGE,
          CONTAINERS,
          IMAGES,
          SELECTOR);
  private static final List<PrinterColumn> JOBS =
      List.of(
          text("Status", ""),
          text("Completions", ""),
          text("Duration", ""),
          AGE,
          CONTAINERS,
          IMAGES,
          SELECTOR);
  private static final List<PrinterColumn> PRIORITY_CLASSES =
      List.of(
          count("Value", ".value"),
          new PrinterColumn("Global-Default", "boolean", "", "", "", 0),
          AGE,
          text("PreemptionPolicy", ""));

  private static PrinterColumn text(String name, String path) {
    return new PrinterColumn(name, "string", "", "", path, 0);
  }

  private static PrinterColumn wide(String name, String path) {
    return new PrinterColumn(name, "string", "", "", path, 1);
  }

  private static PrinterColumn count(String name, String path) {
    return new PrinterColumn(name, "integer", "", "", path, 0);
  }
}
