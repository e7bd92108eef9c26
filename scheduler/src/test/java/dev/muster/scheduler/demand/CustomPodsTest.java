package dev.muster.scheduler.demand;

import static dev.muster.scheduler.demand.Trees.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.muster.scheduler.model.Constraints;
import dev.muster.scheduler.model.Demand;
import dev.muster.scheduler.model.PodSet;
import dev.muster.scheduler.model.Resources;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
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
        mcad: {}
        components:
        - template: {apiVersion: v1, kind: Service}
        - mcad: {custompodresources: [%s]}
          template:
        %s\
        """
            .formatted(entries, template.indent(4));
    return Demands.ofAppWrapper(yaml(spec));
  }

  @Test
  void itCountsAndTheTemplateSaysWhere() {
    var entries =
        "{replicas: 1, requests: {cpu: 2, memory: 8G, nvidia.com/gpu: 0}, limits: {cpu: 4}},"
            + "{replicas: 2, requests: {cpu: 0}, limits: {cpu: 3, memory: 1G, nvidia.com/gpu: 1}}";
    assertThat(demand(RAY.replace("cpu: 9", "cpu: 2"), entries))
        .isEqualTo(
            new Demand.Readable(
                List.of(
                    head("1.0", Resources.of("cpu", 2_000, "memory", 8_000_000_000L), true),
                    workers(
                        "1.1",
                        Resources.of(
                            Map.of(
                                "cpu", 3_000L, "memory", 1_000_000_000L, "nvidia.com/gpu", 1_000L)),
                        true))));
  }

  private static PodSet head(String name, Resources requests, boolean gateable) {
    var path = "template.spec.headGroupSpec.template";
    return new PodSet(name, 1, path, 1, requests, Constraints.NONE, gateable, "");
  }

  /** Ray lets them wait in a container of its own, which is in what their template asks for. */
  private static PodSet workers(String name, Resources requests, boolean gateable) {
    var path = "template.spec.workerGroupSpecs[0].template";
    return new PodSet(name, 1, path, 2, requests, POOL_A, gateable, "high");
  }

  /** The pods that come are the template's: by them it is known whether all are there. */
  @Test
  void numberOfPodsIsTheTemplates() {
    var small = Resources.of("cpu", 1_000);
    var both = Resources.of("cpu", 10_000, "memory", 5_000_000);
    assertThat(demand(RAY, "{replicas: 3, requests: {cpu: 9}}"))
        .isEqualTo(
            new Demand.Readable(
                List.of(
                    head("1.head", Resources.of("cpu", 9_000), true),
                    workers("1.w", Resources.of("cpu", 9_000), false))));
    assertThat(
            demand(
                RAY,
                "{replicas: 2, requests: {cpu: 1}}, {replicas: 1, requests: {cpu: 10, memory: 5M}}"))
        .isEqualTo(
            new Demand.Readable(
                List.of(head("1.head", small, false), workers("1.w", both, false))));
    assertThat(
            demand(
                RAY,
                "{replicas: 2, requests: {cpu: 1}}, {replicas: 7, requests: {cpu: 10, memory: 5M}}"))
        .isEqualTo(
            new Demand.Readable(List.of(head("1.head", both, true), workers("1.w", both, false))));
  }

  @Test
  void setsOfNoPodsSayNothing() {
    var none = "{replicas: 0, requests: {cpu: 100}}";
    assertThat(demand(RAY, none)).isEqualTo(demand(RAY, ""));
    assertThat(
            demand(
                RAY,
                none
                    + ", {replicas: 1, requests: {cpu: 9}},"
                    + none
                    + ", {replicas: 2, requests: {}}"))
        .isEqualTo(
            new Demand.Readable(
                List.of(
                    head("1.1", Resources.of("cpu", 9_000), true),
                    workers("1.3", Resources.NONE, false))));
  }

  /** Else they have to be made to fit on what was thought to be free. */
  @Test
  void podsThatTakeMoreThanIsSaidAreNotHeld() {
    assertThat(demand(RAY, "{replicas: 1, requests: {cpu: 8}}, {replicas: 2, requests: {cpu: 1}}"))
        .isEqualTo(
            new Demand.Readable(
                List.of(
                    head("1.0", Resources.of("cpu", 8_000), false),
                    workers("1.1", Resources.of("cpu", 1_000), false))));
  }

  @Test
  void submitterOfARayJobIsNotSpokenOf() {
    var job = RAY.replace("RayCluster", "RayJob").replace("spec:\n", "spec:\n  rayClusterSpec:\n");
    var nested =
        job.lines()
            .map(line ->
                line.startsWith("  ") && !line.contains("rayClusterSpec") ? "  " + line : line)
            .collect(Collectors.joining("\n"));
    var said =
        demand(nested, "{replicas: 1, requests: {cpu: 9}}, {replicas: 2, requests: {cpu: 1}}");
    assertThat(((Demand.Readable) said).podSets())
        .extracting(PodSet::name, PodSet::count, podSet -> podSet.requests().get("cpu"))
        .containsExactly(
            tuple("1.0", 1, 9_000L), tuple("1.1", 2, 1_000L), tuple("1.submitter", 1, 500L));
  }

  @Test
  void podsOfKindsThatNobodyKnowsCount() {
    assertThat(demand("{apiVersion: x/v1, kind: Fleet}", "{replicas: 2, requests: {cpu: 1}}"))
        .isEqualTo(
            new Demand.Readable(
                List.of(
                    new PodSet(
                        "1.0",
                        1,
                        "",
                        2,
                        Resources.of("cpu", 1_000),
                        Constraints.NONE,
                        false,
                        ""))));
  }

  @Test
  void theyMeanNothingInOneThatWasSubmittedInTodaysVersion() {
    var spec =
        "{components: [{mcad: {custompodresources: [{replicas: x}]}, template: {apiVersion: v1,"
            + " kind: Pod, spec: {containers: [{}]}}}]}";
    assertThat(Demands.ofAppWrapper(yaml(spec)))
        .isEqualTo(Demands.ofAppWrapper(yaml(spec.replaceFirst("mcad: .*?}]}, ", ""))));
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
