package dev.muster.scheduler.demand;

import static dev.muster.scheduler.demand.Trees.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.model.Constraints;
import dev.muster.scheduler.model.Demand;
import dev.muster.scheduler.model.Requirement;
import dev.muster.scheduler.model.Resources;
import dev.muster.scheduler.model.Taint;
import dev.muster.scheduler.model.Toleration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PodDemandTest {
  private static final long MI = 1L << 20;

  private static Demand wrapped(String component) {
    return Demands.ofAppWrapper(yaml("{components: [" + component + "]}"));
  }

  private static Demand pod(String podSpec) {
    return wrapped("{template: {apiVersion: v1, kind: Pod, spec: " + podSpec + "}}");
  }

  private static Resources requestsOf(String podSpec) {
    var demand = (Demand.Readable) pod(podSpec);
    return demand.podSets().getFirst().requests();
  }

  @Test
  void initContainersLargerThanTheContainersDecide() {
    assertThat(
            requestsOf(
                """
                {initContainers: [{resources: {requests: {cpu: 4, memory: 1Mi}}}, {resources: {requests: {cpu: 3, memory: 7Mi}}}],
                 containers: [{resources: {requests: {cpu: 1, memory: 2Mi}}}, {resources: {requests: {cpu: 1, memory: 2Mi}}}]}\
                """))
        .isEqualTo(Resources.of("cpu", 4000, "memory", 7 * MI));
  }

  @Test
  void sidecarsCountFromTheirStartOn() {
    assertThat(
            requestsOf(
                """
                {initContainers: [
                   {resources: {requests: {cpu: 5}}},
                   {restartPolicy: Always, resources: {requests: {cpu: 1}}},
                   {resources: {requests: {cpu: 4500m}}},
                   {restartPolicy: Always, resources: {requests: {memory: 1Mi}}}],
                 containers: [{resources: {requests: {cpu: 2}}}]}\
                """))
        .isEqualTo(Resources.of("cpu", 5500, "memory", MI));
  }

  @Test
  void overheadComesOnTop() {
    assertThat(
            requestsOf(
                "{overhead: {cpu: 250m, memory: 120Mi}, containers: [{resources: {requests: {cpu: 1}}}]}"))
        .isEqualTo(Resources.of("cpu", 1250, "memory", 120 * MI));
  }

  @Test
  void whatIsAskedForTheWholePodReplacesWhatItsContainersAskFor() {
    assertThat(
            requestsOf(
                """
                {resources: {requests: {cpu: 3, nvidia.com/gpu: 9}, limits: {cpu: 4, memory: 5Mi, hugepages-2Mi: 2Mi}},
                 overhead: {cpu: 1},
                 containers: [{resources: {requests: {cpu: 1, memory: 1Mi}}}, {resources: {requests: {memory: 1Mi}}}]}\
                """))
        .isEqualTo(Resources.of(Map.of("cpu", 4000L, "memory", 2 * MI, "hugepages-2Mi", 2 * MI)));
  }

  @Test
  void explicitRequestOfZeroIsNotReplacedByTheLimit() {
    assertThat(
            requestsOf(
                "{containers: [{resources: {requests: {cpu: 0, nvidia.com/gpu: 0}, limits: {cpu: 1, memory: 1Mi, nvidia.com/gpu: 0}}}]}"))
        .isEqualTo(Resources.of("memory", MI));
  }

  @Test
  void constraintsAreReadWithAllTheirOperators() {
    var demand =
        (Demand.Readable)
            pod(
                """
                {containers: [{}], nodeSelector: {zone: a},
                 affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [
                   {matchExpressions: [
                     {key: a, operator: In, values: [x, y]},
                     {key: b, operator: NotIn, values: [x]},
                     {key: c, operator: Exists},
                     {key: d, operator: DoesNotExist},
                     {key: e, operator: Gt, values: ['3']},
                     {key: f, operator: Lt, values: ['4']}]},
                   {matchFields: [{key: metadata.name, operator: In, values: [n1]}]}]}}},
                 tolerations: [
                   {key: k, operator: Exists, effect: NoSchedule},
                   {key: k, value: v, effect: NoExecute},
                   {operator: Exists}]}\
                """);
    var expected =
        new Constraints(
            new TreeMap<>(Map.of("zone", "a")),
            List.of(
                List.of(
                    new Requirement("a", Requirement.Operator.IN, List.of("x", "y")),
                    new Requirement("b", Requirement.Operator.NOT_IN, List.of("x")),
                    new Requirement("c", Requirement.Operator.EXISTS, List.of()),
                    new Requirement("d", Requirement.Operator.DOES_NOT_EXIST, List.of()),
                    new Requirement("e", Requirement.Operator.GREATER_THAN, List.of("3")),
                    new Requirement("f", Requirement.Operator.LESS_THAN, List.of("4"))),
                List.of(
                    new Requirement(
                        Requirement.NODE_NAME, Requirement.Operator.IN, List.of("n1")))),
            List.of(
                new Toleration(
                    "k", Toleration.Operator.EXISTS, "", Optional.of(Taint.Effect.NO_SCHEDULE)),
                new Toleration(
                    "k", Toleration.Operator.EQUAL, "v", Optional.of(Taint.Effect.NO_EXECUTE)),
                new Toleration("", Toleration.Operator.EXISTS, "", Optional.empty())));
    assertThat(demand.podSets().getFirst().constraints()).isEqualTo(expected);
  }

  @Test
  void podThatNamesItsNodeGoesNowhereElse() {
    var demand = (Demand.Readable) pod("{nodeName: n7, containers: [{}]}");
    var constraints = demand.podSets().getFirst().constraints();
    assertThat(constraints.affinityAllows(Map.of(), "n7")).isTrue();
    assertThat(constraints.affinityAllows(Map.of(), "n8")).isFalse();
    assertThat(demand.podSets().getFirst().gateable()).as("refused by Kubernetes").isFalse();
  }

  @Test
  void whatAQuotaManagerAddsDecidesWherePodsMayRun() {
    var demand =
        (Demand.Readable)
            wrapped(
                """
                {podSetInfos: [{nodeSelector: {zone: b, flavor: spot}, tolerations: [{key: spot, operator: Exists}]}],
                 template: {apiVersion: v1, kind: Pod, spec: {nodeSelector: {zone: a}, containers: [{}]}}}\
                """);
    assertThat(demand.podSets().getFirst().constraints())
        .isEqualTo(
            new Constraints(
                new TreeMap<>(Map.of("zone", "a", "flavor", "spot")),
                List.of(),
                List.of(new Toleration("spot", Toleration.Operator.EXISTS, "", Optional.empty()))));
  }

  @Test
  void requiredAffinityWithoutTermsMatchesNoNode() {
    var demand =
        (Demand.Readable)
            pod(
                "{containers: [{}], affinity: {nodeAffinity: {"
                    + "requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: []}}}}");
    assertThat(demand.podSets().getFirst().constraints().affinityAllows(Map.of(), "n")).isFalse();
  }
}
