package dev.muster.scheduler.kube.watch;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.model.Admission;
import dev.muster.scheduler.model.Placement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ServedModelTest {
  private final Mirror mirror = MirrorTest.mirror();

  @Test
  void workersOfAModelOverSeveralNodesAreToldFromTheirHeadThoughTheyCarryItsLabels() {
    var model =
        Objects.yaml(
            """
            metadata: {namespace: default, name: g, uid: uid-g, resourceVersion: '3'}
            spec:
              components:
              - template:
                  apiVersion: serving.kserve.io/v1beta1
                  kind: InferenceService
                  metadata: {name: s}
                  spec:
                    predictor:
                      model: {resources: {requests: {cpu: 1}}}
                      workerSpec: {pipelineParallelSize: 2, containers: [{resources: {requests: {cpu: 1}}}]}
            """);
    var placements =
        List.of(
            new Placement("0.predictor", 1, new TreeMap<>(Map.of("n1", 1))),
            new Placement("0.worker", 1, new TreeMap<>(Map.of("n2", 1))));
    MirrorTest.put(mirror, Kinds.GANGS, model);
    mirror.intend(new Intent("uid-g", new Admission("local", 1, false, placements)));
    var worker = Objects.pod("w", "g", "0.predictor", "n2", "Running", 4);
    label(worker, "app", "isvc.s-predictor-worker");

    MirrorTest.put(mirror, Kinds.PODS, worker);

    assertThat(MirrorTest.used(mirror.observe(0)))
        .as("the head's place is kept")
        .isEqualTo(Map.of("n1", "1000/1", "n2", "1000/1"));
  }

  @SuppressWarnings("unchecked")
  private static void label(Map<String, @Nullable Object> pod, String label, String value) {
    var metadata = (Map<String, @Nullable Object>) requireNonNull(pod.get("metadata"));
    var labels = (Map<String, @Nullable Object>) requireNonNull(metadata.get("labels"));
    labels.put(label, value);
  }
}
