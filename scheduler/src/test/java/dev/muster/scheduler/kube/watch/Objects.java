package dev.muster.scheduler.kube.watch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Objects for tests, as YAML with good defaults. */
public final class Objects {
  private static final ObjectMapper YAML =
      new ObjectMapper(new YAMLFactory()).enable(DeserializationFeature.USE_LONG_FOR_INTS);

  private Objects() {}

  public static Map<String, @Nullable Object> yaml(String text) {
    try {
      return YAML.readValue(text, new TypeReference<>() {});
    } catch (JsonProcessingException wrong) {
      throw new IllegalArgumentException(wrong);
    }
  }

  public static Map<String, @Nullable Object> node(String name, int version) {
    return yaml(
        """
        apiVersion: v1
        kind: Node
        metadata: {name: %1$s, uid: uid-%1$s, resourceVersion: '%2$d'}
        status: {allocatable: {cpu: 8, memory: 64Gi, pods: 110}}
        """
            .formatted(name, version));
  }

  /** A pod of one CPU; {@code node} empty = not bound. */
  public static Map<String, @Nullable Object> pod(
      String name, String gang, String podSet, String node, String phase, int version) {
    return yaml(
        """
        apiVersion: v1
        kind: Pod
        metadata:
          namespace: default
          name: %1$s
          uid: uid-%1$s
          resourceVersion: '%6$d'
          labels:
            workload.codeflare.dev/appwrapper: %2$s
            muster.dev/gang-uid: uid-%2$s
            muster.dev/epoch: '1'
            muster.dev/pod-set: %3$s
        spec:
          nodeName: '%4$s'
          containers: [{name: c, resources: {requests: {cpu: 1}}}]
        status: {phase: %5$s}
        """
            .formatted(name, gang, podSet, node, phase, version));
  }

  /** A pod that waits at our gate. */
  public static Map<String, @Nullable Object> gatedPod(
      String name, String gang, String podSet, int version) {
    var pod = pod(name, gang, podSet, "", "Pending", version);
    var spec = yaml("{schedulingGates: [{name: other}, {name: muster.dev/placement}]}");
    spec.put("containers", Meta.map(pod.get("spec")).get("containers"));
    pod.put("spec", spec);
    return pod;
  }

  /**
   * A gang of one RayCluster: a head and four workers, of one CPU each.
   *
   * @param status as YAML in one line; empty = none
   */
  public static Map<String, @Nullable Object> gang(String name, String status, int version) {
    return yaml(
        """
        apiVersion: workload.codeflare.dev/v1beta2
        kind: AppWrapper
        metadata: {namespace: default, name: %1$s, uid: uid-%1$s, resourceVersion: '%3$d'}
        spec:
          components:
          - template:
              apiVersion: ray.io/v1
              kind: RayCluster
              metadata: {name: %1$s, labels: {own: label}}
              spec:
                headGroupSpec:
                  template:
                    spec:
                      priorityClassName: high
                      containers: [{name: h, resources: {requests: {cpu: 1}}}]
                workerGroupSpecs:
                - groupName: w
                  replicas: 4
                  minReplicas: 4
                  maxReplicas: 4
                  template:
                    metadata: {labels: {app: mine}}
                    spec:
                      containers: [{name: w, resources: {requests: {cpu: 1}}}]
        status: %2$s
        """
            .formatted(name, status.isEmpty() ? "{}" : status, version));
  }

  /** The status of an admitted gang: head on n1, workers two on n1 and two on n2. */
  public static String admitted(int epoch) {
    return "{phase: Running, conditions: [{type: QuotaReserved, status: 'True', reason: Resuming,"
        + " message: '', lastTransitionTime: '2026-01-01T00:00:00Z'}], componentStatus: [{name: g,"
        + " kind: RayCluster, apiVersion: ray.io/v1, podSets: [], conditions: [{type:"
        + " ResourcesDeployed, status: 'True', reason: x, message: '', lastTransitionTime:"
        + " '2026-01-01T00:00:00Z'}]}], admission: {cluster: local, attempt: "
        + epoch
        + ", exact: true, podSets: [{name: 0.head, count: 1, nodes: {n1: 1}}, {name: 0.w, count:"
        + " 4, nodes: {n1: 2, n2: 2}}]}}";
  }
}
