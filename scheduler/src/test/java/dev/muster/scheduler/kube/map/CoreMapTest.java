package dev.muster.scheduler.kube.map;

import static dev.muster.scheduler.demand.Trees.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.model.Node;
import dev.muster.scheduler.model.Resources;
import dev.muster.scheduler.model.Taint;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Nodes and pods as kubelets and users write them. */
class CoreMapTest {
  @Test
  void nodeIsReadWithLabelsTaintsAndRoom() {
    var used = Resources.of("cpu", 10);
    var node =
        NodeMap.node(
            yaml(
                """
                metadata: {name: n1, labels: {zone: a}}
                spec:
                  unschedulable: true
                  taints: [{key: k, value: v, effect: NoExecute}, {key: soft, effect: PreferNoSchedule}, {key: new, effect: NoIdea}]
                status:
                  conditions: [{type: MemoryPressure, status: 'False'}, {type: Ready, status: 'True'}]
                  allocatable: {cpu: 95500m, memory: 1Ti, pods: '110', nvidia.com/gpu: '8', bad: much, worse: -3}
                """),
            used);
    assertThat(node)
        .isEqualTo(
            new Node(
                "n1",
                new TreeMap<>(Map.of("zone", "a")),
                List.of(
                    new Taint("k", "v", Taint.Effect.NO_EXECUTE),
                    new Taint("soft", "", Taint.Effect.PREFER_NO_SCHEDULE),
                    new Taint("new", "", Taint.Effect.NO_SCHEDULE)),
                true,
                true,
                Resources.of(
                    Map.of(
                        "cpu", 95_500L, "memory", 1L << 40, "pods", 110L, "nvidia.com/gpu", 8000L)),
                used));
  }

  @Test
  void nodeIsReadyUnlessItsConditionDeniesIt() {
    assertThat(NodeMap.node(yaml("{metadata: {name: n}}"), Resources.NONE).ready()).isTrue();
    for (var status : List.of("'False'", "Unknown", "5")) {
      var node =
          NodeMap.node(
              yaml("{status: {conditions: [{type: Ready, status: " + status + "}]}}"),
              Resources.NONE);
      assertThat(node.ready()).as(status).isFalse();
    }
  }

  @Test
  void podIsReadWithWhatItTakesAndHowItEnded() {
    var pod =
        PodMap.pod(
            yaml(
                """
                metadata: {uid: u, namespace: ns, name: p, labels: {a: b}, creationTimestamp: '2023-11-14T22:13:20Z',
                  deletionTimestamp: '2023-11-14T22:13:20Z'}
                spec:
                  nodeName: n1
                  schedulingGates: [{name: g}]
                  initContainers: [{resources: {requests: {cpu: 3}}}]
                  containers: [{resources: {requests: {cpu: 1, memory: bad}, limits: {nvidia.com/gpu: 1}}}]
                status:
                  phase: Failed
                  initContainerStatuses: [{state: {terminated: {exitCode: 9}}}]
                  containerStatuses: [{state: {terminated: {exitCode: 3}}}, {state: {terminated: {exitCode: 0}}}, {state: {running: {}}},
                    {state: {terminated: {exitCode: -1}}}]
                """));
    assertThat(pod)
        .isEqualTo(
            new PodView(
                "u",
                "ns",
                "p",
                "n1",
                "Failed",
                true,
                List.of("g"),
                new TreeMap<>(Map.of("a", "b")),
                Resources.of(Map.of("cpu", 3000L, "nvidia.com/gpu", 1000L, "pods", 1L)),
                List.of(3, -1),
                1_700_000_000_000L,
                PodRun.NONE));
  }

  @Test
  void absurdPodTakesMuchButStaysCountable() {
    var container = "{resources: {requests: {memory: 8E, pods: 9E}}}";
    var pod = PodMap.pod(yaml("{spec: {containers: [" + container + ", " + container + "]}}"));
    assertThat(pod.footprint().times(4000).get("memory")).isPositive();
    assertThat(pod.phase()).isEqualTo("Pending");
  }
}
