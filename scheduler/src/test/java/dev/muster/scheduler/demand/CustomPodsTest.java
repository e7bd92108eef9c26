package dev.muster.scheduler.demand;

import static dev.muster.scheduler.demand.Trees.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.model.Constraints;
import dev.muster.scheduler.model.Demand;
import dev.muster.scheduler.model.PodSet;
import dev.muster.scheduler.model.Resources;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an item of MCAD's version says of its pods. */
class CustomPodsTest {
  private static final String RAY =
      """
      apiVersion: ray.io/v1alpha1
      kind: RayCluster
      spec:
        headGroupSpec: {template: {spec: {containers: [{resources: {requests: {cpu: 9}}}]}}}
        workerGroupSpecs:
        - groupName: w
          replicas: 2
          template: {spec: {priorityClassName: high, nodeSelector: {pool: a}, containers: [{}]}}
      """;
  private static final Constraints POOL_A =
      new Constraints(new TreeMap<>(Map.of("pool", "a")), List.of(), List.of());

  private static Demand demand(String template, String entries) {
    var spec =
        """
        components:
        - template: {apiVersion: v1, kind: Service}
        - mcad: {custompodresources: [%s]}
          template:
        %s\
        """
            .formatted(entries, template.indent(4));
    return Demands.ofAppWrapper(yaml(spec));
  }

  private static PodSet said(String name, int count, Resources requests) {
    return new PodSet(name, 1, "", count, requests, Constraints.NONE, false, "");
  }

  @Test
  void itCountsAndTheTemplateSaysWhere() {
    var entries =
        "{replicas: 1, requests: {cpu: 2, memory: 8G, nvidia.com/gpu: 0}, limits: {cpu: 4}},"
            + "{replicas: 2, requests: {cpu: 0}, limits: {cpu: 3, nvidia.com/gpu: 1}}";
    assertThat(demand(RAY, entries))
        .isEqualTo(
            new Demand.Readable(
                List.of(
                    new PodSet(
                        "1.0",
                        1,
                        "template.spec.headGroupSpec.template",
                        1,
                        Resources.of("cpu", 2_000, "memory", 8_000_000_000L),
                        Constraints.NONE,
                        true,
                        ""),
                    new PodSet(
                        "1.1",
                        1,
                        "template.spec.workerGroupSpecs[0].template",
                        2,
                        Resources.of("cpu", 3_000, "nvidia.com/gpu", 1_000),
                        POOL_A,
                        true,
                        "high"))));
  }

  @Test
  void otherNumbersThanTheTemplatesCountWithoutAPlace() {
    assertThat(demand(RAY, "{replicas: 3, requests: {cpu: 1}}"))
        .isEqualTo(new Demand.Readable(List.of(said("1.0", 3, Resources.of("cpu", 1_000)))));
    assertThat(
            demand(
                RAY,
                "{replicas: 1, requests: {cpu: 1}}, {replicas: 0, requests: {}},"
                    + " {replicas: 3, requests: {cpu: 2}}"))
        .isEqualTo(
            new Demand.Readable(
                List.of(
                    said("1.0", 1, Resources.of("cpu", 1_000)),
                    said("1.2", 3, Resources.of("cpu", 2_000)))));
  }

  @Test
  void podsOfKindsThatNobodyKnowsCount() {
    assertThat(demand("{apiVersion: x/v1, kind: Fleet}", "{replicas: 2, requests: {cpu: 1}}"))
        .isEqualTo(new Demand.Readable(List.of(said("1.0", 2, Resources.of("cpu", 1_000)))));
  }

  /** By these paths the pod templates in what is created are found, so they stay the template's. */
  @Test
  void podSetsOfTheObjectStayThoseOfItsTemplate() {
    var spec =
        "{components: [{mcad: {custompodresources: [{replicas: 1, requests: {cpu: 1}}]}, template: %s}]}";
    assertThat(Demands.components(yaml(spec.formatted("{apiVersion: v1, kind: Pod}"))))
        .isEqualTo(
            Demands.components(yaml("{components: [{template: {apiVersion: v1, kind: Pod}}]}")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{requests: {cpu: 1}} | [0].replicas | is missing",
        "{replicas: 1} | [0].requests | is missing",
        "{replicas: -1, requests: {cpu: 1}} | [0].replicas | must be at least 0",
        "{replicas: 1, requests: {cpu: much}} | [0].requests.cpu | is not a quantity",
        "{replicas: 1, requests: {cpu: 1}, limits: {cpu: -1}} | [0].limits.cpu | is negative"
      })
  void whatCannotBeReadIsNamed(String entry, String place, String problem) {
    var path = "spec.components[1].mcad.custompodresources" + place;
    assertThat(demand(RAY, entry))
        .isInstanceOfSatisfying(
            Demand.Unreadable.class,
            wrong -> {
              assertThat(wrong.path()).isEqualTo(path);
              assertThat(wrong.problem()).contains(problem);
            });
  }

  @Test
  void thousandsOfThemAreNotRead() {
    var one = "{replicas: 1, requests: {cpu: 1}},";
    assertThat(demand(RAY, one.repeat(1_001)))
        .isEqualTo(new Demand.Unreadable("spec.components[1]", "brings the pod sets above 1000"));
  }
}
