package dev.muster.scheduler.demand;

import static dev.muster.scheduler.demand.Wrapped.component;
import static dev.muster.scheduler.demand.Wrapped.demand;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.model.Demand;
import dev.muster.scheduler.model.PodSet;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The demand of Ray objects as clients send them, pod set by pod set. A pod is written as its
 * requests, and its limits behind a slash where they are others.
 */
class SamplePodSetsTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "1 | - | cpu: 1, memory: 5Gi | replicas: 1, minReplicas: 1, maxReplicas: 5 | cpu: 1, memory: 1Gi"
            + "| head 1 cpu=1000 memory=5368709120; w 1 cpu=1000 memory=1073741824",
        "2 | enableInTreeAutoscaling: true, autoscalerOptions: {resources: {requests: {cpu: 500m, memory: 512Mi}}}"
            + "| cpu: 1, memory: 2Gi / cpu: 1, memory: 5Gi | replicas: 0, minReplicas: 0, maxReplicas: 10"
            + "| cpu: 1, memory: 1Gi | head 1 cpu=1500 memory=2684354560",
        "3 | - | cpu: 2, memory: 4Gi / cpu: 4, memory: 8Gi | replicas: 2, minReplicas: 1, maxReplicas: 5"
            + "| cpu: 4, memory: 12Gi / memory: 12Gi"
            + "| head 1 cpu=2000 memory=4294967296; w 2 cpu=4000 memory=12884901888",
        "5 | - | cpu: 36, memory: 144G, nvidia.com/gpu: 4 / cpu: 48, memory: 192G, nvidia.com/gpu: 4 | - | -"
            + "| head 1 cpu=36000 memory=144000000000 nvidia.com/gpu=4000",
        "6 | - | cpu: 8, memory: 40G, ephemeral-storage: 10Gi / ephemeral-storage: 20Gi | replicas: 1, numOfHosts: 2"
            + "| cpu: 1, memory: 40G, google.com/tpu: 4, ephemeral-storage: 10Gi / ephemeral-storage: 20Gi"
            + "| head 1 cpu=8000 ephemeral-storage=10737418240 memory=40000000000;"
            + " w 2 cpu=1000 ephemeral-storage=10737418240 google.com/tpu=4 memory=40000000000",
        "13 | enableInTreeAutoscaling: false, autoscalerOptions: {resources: {requests: {cpu: 500m, memory: 512Mi}}}"
            + "| cpu: 1, memory: 5G / cpu: 2, memory: 8G | replicas: 2, minReplicas: 2, maxReplicas: 2"
            + "| cpu: 2, memory: 8G, nvidia.com/gpu: 1"
            + "| head 1 cpu=1000 memory=5000000000; w 2 cpu=2000 memory=8000000000 nvidia.com/gpu=1000",
      })
  void rayClusters(
      int sample, String options, String head, String counts, String worker, String expected) {
    var spec = cluster(options == null ? "" : options + ", ", head, counts, worker);
    assertThat(podSets(ray("RayCluster", spec))).as("sample %d", sample).isEqualTo(list(expected));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "7 | submissionMode: K8sJobMode | cpu: 1, memory: 2Gi / cpu: 1, memory: 5Gi | replicas: 1"
            + "| cpu: 200m / cpu: 1 | head 1 cpu=1000 memory=2147483648; w 1 cpu=200 memory=268435456;"
            + " submitter 1 cpu=500 memory=209715200",
        "8 | submissionMode: SidecarMode | cpu: 1, memory: 2Gi | replicas: 1 | cpu: 1, memory: 1Gi"
            + "| head 1 cpu=1500 memory=2357198848; w 1 cpu=1000 memory=1073741824",
        "9 | submitterPodTemplate: {spec: {containers: [{name: s}]}} | cpu: 1, memory: 2Gi | replicas: 1"
            + "| cpu: 1, memory: 1Gi"
            + "| head 1 cpu=1000 memory=2147483648; w 1 cpu=1000 memory=1073741824; submitter 1",
        "10 | clusterSelector: {ray.io/cluster: c} | cpu: 1 | - | -"
            + "| submitter 1 cpu=500 memory=209715200",
        "11 | submissionMode: K8sJobMode | cpu: 54, memory: 54Gi, nvidia.com/gpu: 4 | - | -"
            + "| head 1 cpu=54000 memory=57982058496 nvidia.com/gpu=4000;"
            + " submitter 1 cpu=500 memory=209715200",
      })
  void rayJobs(
      int sample, String options, String head, String counts, String worker, String expected) {
    var spec = "{" + options + ", rayClusterSpec: " + cluster("", head, counts, worker) + "}";
    assertThat(podSets(ray("RayJob", spec))).as("sample %d", sample).isEqualTo(list(expected));
  }

  private static String ray(String kind, String spec) {
    return component(
        "{apiVersion: ray.io/v1, kind: " + kind + ", metadata: {name: r}, spec: " + spec + "}");
  }

  private static String cluster(String options, String head, String counts, String worker) {
    var workers =
        counts == null
            ? ""
            : ", workerGroupSpecs: [{groupName: w, " + counts + ", template: " + pod(worker) + "}]";
    return "{" + options + "headGroupSpec: {template: " + pod(head) + "}" + workers + "}";
  }

  private static String pod(String amounts) {
    var parts = amounts.split(" / ", -1);
    return "{spec: {containers: [{name: c, resources: {requests: {%s}, limits: {%s}}}]}}"
        .formatted(parts[0], parts[parts.length - 1]);
  }

  private static List<String> list(String expected) {
    return List.of(expected.split("; ", -1));
  }

  /** Each as {@code name count resource=amount ...}, in order. */
  private static List<String> podSets(String component) {
    return ((Demand.Readable) demand(component))
        .podSets().stream().map(SamplePodSetsTest::shown).toList();
  }

  private static String shown(PodSet podSet) {
    var shown = new StringBuilder(podSet.name().substring(2) + " " + podSet.count());
    podSet
        .requests()
        .asMap()
        .forEach((name, amount) -> shown.append(' ').append(name).append('=').append(amount));
    return shown.toString();
  }
}
