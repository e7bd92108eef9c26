package dev.muster.scheduler.demand;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.model.Demand;
import dev.muster.scheduler.model.Resources;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** No tree whatever makes the reading of demand throw, or give amounts that cannot be summed. */
class DemandTotalityTest {
  private static final String VALID =
      """
      components:
      - podSets: [{path: template.spec.template, replicas: 2}]
        template:
          apiVersion: batch/v1
          kind: Job
          metadata: {name: j}
          spec:
            parallelism: 2
            completions: 4
            template:
              spec:
                nodeSelector: {zone: a}
                tolerations: [{key: k, operator: Exists, effect: NoSchedule}]
                affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [
                  {matchExpressions: [{key: a, operator: In, values: [b]}], matchFields: [{key: metadata.name, operator: In, values: [n]}]}]}}}
                initContainers: [{restartPolicy: Always, resources: {requests: {cpu: 1}}}]
                containers: [{resources: {requests: {cpu: 1, memory: 1Gi}, limits: {nvidia.com/gpu: 1}}}]
                overhead: {cpu: 1m}
      - template:
          apiVersion: ray.io/v1
          kind: RayJob
          metadata: {name: r}
          spec:
            submissionMode: K8sJobMode
            rayClusterSpec:
              enableInTreeAutoscaling: true
              autoscalerOptions: {resources: {requests: {cpu: 500m}}}
              headGroupSpec: {template: {spec: {containers: [{resources: {limits: {cpu: 2}}}]}}}
              workerGroupSpecs: [{groupName: w, replicas: 2, minReplicas: 0, maxReplicas: 5, numOfHosts: 2, suspend: false,
                template: {spec: {containers: [{resources: {requests: {memory: 4Ti}}}]}}}]
      - podSets: [{path: 'template.spec.x[0]', replicas: 3}]
        template: {apiVersion: a/v1, kind: B, spec: {x: [{spec: {containers: [{}]}}]}}
      - template:
          apiVersion: jobset.x-k8s.io/v1alpha2
          kind: JobSet
          spec: {replicatedJobs: [{name: j, replicas: 2, template: {spec: {parallelism: 2, template: {spec: {containers: [{}]}}}}}]}
      - template:
          apiVersion: kubeflow.org/v1
          kind: PyTorchJob
          spec: {pytorchReplicaSpecs: {Master: {template: {spec: {containers: [{}]}}}, Worker: {replicas: 2, template: {spec: {containers: [{}]}}}}}
      - template:
          apiVersion: serving.kserve.io/v1alpha1
          kind: ServingRuntime
          metadata: {name: r}
          spec:
            supportedModelFormats: [{name: f, autoSelect: true, priority: 1, version: '1'}]
            containers: [{name: kserve-container, resources: {requests: {cpu: 1}}}, {name: transformer-container}]
            workerSpec: {pipelineParallelSize: 2, containers: [{name: worker-container, resources: {requests: {nvidia.com/gpu: 1}}}]}
      - podSets: [{path: template.spec.predictor, replicas: 1}]
        template:
          apiVersion: serving.kserve.io/v1beta1
          kind: InferenceService
          metadata: {annotations: {serving.kserve.io/deploymentMode: Standard, serving.kserve.io/autoscalerClass: none}}
          spec:
            predictor: {minReplicas: 2, logger: {mode: all}, model: {modelFormat: {name: f, version: '1'}, storageUri: 's3://m', resources: {limits: {cpu: 1}}}}
            transformer: {containers: [{resources: {requests: {cpu: 1}}}]}
            explainer: {art: {resources: {requests: {cpu: 1}}}}
            canary: [{trafficPercent: 50, predictor: {name: c, model: {resources: {limits: {cpu: 2}}}}}]
      - template:
          apiVersion: serving.kserve.io/v1beta1
          kind: InferenceService
          spec:
            predictor:
              model: {runtime: r, resources: {requests: {nvidia.com/gpu: 1}}}
              workerSpec: {tensorParallelSize: 1, pipelineParallelSize: 3, containers: [{resources: {requests: {cpu: 1}}}]}
      """;

  @Property
  void anyTreeHasADemand(@ForAll("trees") Map<String, @Nullable Object> tree) {
    assertSound(Demands.ofAppWrapper(tree));
    assertSound(Demands.ofObject(tree));
    assertThat(Demands.components(tree)).isNotNull();
  }

  @Property(tries = 3000)
  void anyMutationOfAValidSpecHasADemand(@ForAll long seed, @ForAll("leaves") Object leaf) {
    var random = new Random(seed);
    @Nullable Object mutated = Trees.yaml(VALID);
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      mutated = mutate(mutated, random.nextInt(8) == 0 ? null : leaf, random);
    }
    if (mutated instanceof Map<?, ?> spec) {
      var typed = new LinkedHashMap<String, @Nullable Object>();
      spec.forEach((key, value) -> typed.put(String.valueOf(key), value));
      assertSound(Demands.ofAppWrapper(typed));
      assertThat(Demands.components(typed)).isNotNull();
    }
  }

  @net.jqwik.api.Example
  void theUnchangedSpecIsReadable() {
    var demand = Demands.ofAppWrapper(Trees.yaml(VALID));
    assertThat(demand).isInstanceOf(Demand.Readable.class);
    assertThat(((Demand.Readable) demand).pods()).isEqualTo(2 + 1 + 4 + 1 + 3 + 4 + 3 + 4 + 3);
  }

  private static void assertSound(Demand demand) {
    switch (demand) {
      case Demand.Readable readable -> {
        var sum = Resources.NONE;
        for (var podSet : readable.podSets()) {
          assertThat(podSet.count()).isPositive();
          sum = sum.plus(podSet.footprint().times(podSet.count()));
        }
        assertThat(sum.get(Resources.PODS)).isGreaterThanOrEqualTo(readable.pods());
        assertThat(readable.podSets().stream().map(p -> p.name()).distinct().count())
            .isEqualTo(readable.podSets().size());
      }
      case Demand.Unreadable unreadable -> {
        assertThat(unreadable.path()).isNotNull().hasSizeLessThan(5000);
        assertThat(unreadable.problem()).isNotBlank().hasSizeLessThan(500);
      }
    }
  }

  /** Replaces one randomly chosen place of the tree, or removes or doubles it. */
  private static @Nullable Object mutate(
      @Nullable Object tree, @Nullable Object leaf, Random random) {
    if (tree instanceof Map<?, ?> map && !map.isEmpty()) {
      var keys = map.keySet().stream().map(String::valueOf).sorted().toList();
      var chosen = keys.get(random.nextInt(keys.size()));
      var copy = new LinkedHashMap<String, @Nullable Object>();
      map.forEach((key, value) -> copy.put(String.valueOf(key), value));
      switch (random.nextInt(12)) {
        case 0 -> copy.remove(chosen);
        case 1 -> copy.put(chosen, leaf);
        case 2 -> copy.put("extra", leaf);
        default -> copy.put(chosen, mutate(copy.get(chosen), leaf, random));
      }
      return copy;
    }
    if (tree instanceof List<?> list && !list.isEmpty()) {
      var copy = new ArrayList<@Nullable Object>(list);
      int chosen = random.nextInt(copy.size());
      switch (random.nextInt(12)) {
        case 0 -> copy.remove(chosen);
        case 1 -> copy.set(chosen, leaf);
        case 2 -> copy.add(copy.get(chosen));
        default -> copy.set(chosen, mutate(copy.get(chosen), leaf, random));
      }
      return copy;
    }
    return leaf;
  }

  @Provide
  Arbitrary<Object> leaves() {
    return Arbitraries.<Object>of(
        "",
        "1e999",
        "-1",
        "9223372036854775807",
        "8Ei",
        "true",
        "template.spec",
        "In",
        0L,
        -1L,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        1L << 31,
        1.5,
        Double.NaN,
        true,
        List.of(),
        Map.of(),
        List.of(List.of()),
        Map.of("spec", Map.of("containers", List.of(Map.of()))));
  }

  @Provide
  Arbitrary<Map<String, @Nullable Object>> trees() {
    var keys =
        Arbitraries.of(
            "components",
            "template",
            "spec",
            "podSets",
            "path",
            "replicas",
            "apiVersion",
            "kind",
            "containers",
            "resources",
            "requests",
            "limits",
            "cpu",
            "memory",
            "metadata",
            "name");
    var words = Arbitraries.of("ray.io/v1", "RayCluster", "v1", "Pod", "template", "", "1", "x");
    Arbitrary<Object> plain = Arbitraries.oneOf(leaves(), words.map(word -> (Object) word));
    Arbitrary<Object> any =
        Arbitraries.recursive(
            () -> plain,
            inner ->
                Arbitraries.oneOf(
                    inner.list().ofMaxSize(3).map(list -> (Object) list),
                    Arbitraries.maps(keys, inner).ofMaxSize(4).map(map -> (Object) map)),
            0,
            5);
    return Arbitraries.maps(keys, any)
        .ofMaxSize(5)
        .map(map -> (Map<String, @Nullable Object>) new LinkedHashMap<>(map));
  }
}
