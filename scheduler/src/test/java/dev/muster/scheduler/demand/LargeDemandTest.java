package dev.muster.scheduler.demand;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.model.Demand;
import dev.muster.scheduler.model.Resources;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What is as large as an object may be is read in a time that grows with its size alone: it is read
 * by the thread that everybody's gangs wait for. Where that did not hold these took minutes.
 */
class LargeDemandTest {
  private static final int MANY = 15_000;

  @Test
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void initContainersBesideASidecarOfManyRequestsAreEachReadOnce() {
    var requests = new TreeMap<String, String>();
    IntStream.range(0, MANY).forEach(i -> requests.put("example.com/r" + i, "1"));
    var sidecar = Map.of("restartPolicy", "Always", "resources", Map.of("requests", requests));
    var init = Map.of("resources", Map.of("requests", Map.of("example.com/r0", "2")));
    var spec =
        Map.of(
            "initContainers",
            Stream.concat(Stream.of(sidecar), Collections.nCopies(MANY, init).stream()).toList(),
            "containers",
            List.of(Map.of()));

    var demand = Demands.ofObject(Map.of("apiVersion", "v1", "kind", "Pod", "spec", spec));

    var asked = ((Demand.Readable) demand).podSets().getFirst().requests();
    assertThat(asked.size()).isEqualTo(MANY);
    assertThat(asked.get("example.com/r0")).isEqualTo(3);
    assertThat(asked.get("example.com/r1")).isEqualTo(1);
  }

  @Test
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aTemplateThatIsDeclaredManyTimesIsReadOnce() {
    var podSpec = Map.of("containers", Collections.nCopies(MANY, Map.of()));
    var demand = declared(podSpec, Collections.nCopies(MANY, "template.spec"));

    assertThat(demand)
        .isEqualTo(
            new Demand.Unreadable("spec.components[0].podSets[1].path", "is declared twice"));
  }

  @Test
  void anIndexWithZerosBeforeItLeadsToTheSameTemplate() {
    var list = List.of(Map.of("spec", Map.of("containers", List.of(Map.of()))));
    assertThat(declared(list, List.of("template.spec.spec[0]", "template.spec.spec[000]")))
        .isEqualTo(
            new Demand.Unreadable("spec.components[0].podSets[1].path", "is declared twice"));
    assertThat(declared(list, List.of("template.spec.spec[00]")))
        .isInstanceOf(Demand.Readable.class);
  }

  @Test
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void moreDeclaredPodSetsThanAnObjectMayHaveAreNotRead() {
    var pods = Collections.nCopies(MANY, Map.of("spec", Map.of("containers", List.of(Map.of()))));
    var paths = IntStream.range(0, MANY).mapToObj(i -> "template.spec.spec[" + i + "]").toList();

    assertThat(declared(pods, paths))
        .isEqualTo(new Demand.Unreadable("spec.components[0]", "brings the pod sets above 1000"));
  }

  /** Of a kind that is not known, with {@code inner} at {@code template.spec.spec}. */
  private static Demand declared(Object inner, List<String> paths) {
    var template =
        Map.of("apiVersion", "example.com/v1", "kind", "Swarm", "spec", Map.of("spec", inner));
    var podSets = paths.stream().map(path -> Map.of("path", path, "replicas", 1L)).toList();
    return Demands.ofAppWrapper(
        Map.of("components", List.of(Map.of("podSets", podSets, "template", template))));
  }

  @Test
  void sidecarsAddUpAndWhatEndsBesideThemDoesNot() {
    var demand =
        Demands.ofObject(
            Trees.yaml(
                """
                apiVersion: v1
                kind: Pod
                spec:
                  initContainers:
                  - {resources: {requests: {cpu: 9, memory: 1}}}
                  - {restartPolicy: Always, resources: {requests: {cpu: 3}}}
                  - {resources: {requests: {cpu: 5}}}
                  - {restartPolicy: Always, resources: {requests: {cpu: 3, memory: 5}}}
                  - {resources: {requests: {cpu: 4, memory: 2}}}
                  containers: [{resources: {requests: {cpu: 1}}}]
                """));

    assertThat(((Demand.Readable) demand).podSets().getFirst().requests())
        .isEqualTo(Resources.of("cpu", 10_000, "memory", 7));
  }
}
