package dev.muster.scheduler.demand;

import static dev.muster.scheduler.demand.Wrapped.component;
import static dev.muster.scheduler.demand.Wrapped.demand;
import static dev.muster.scheduler.demand.Wrapped.pod;
import static dev.muster.scheduler.demand.Wrapped.podSet;
import static dev.muster.scheduler.demand.Wrapped.readable;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.model.Demand;
import dev.muster.scheduler.model.Resources;
import org.junit.jupiter.api.Test;

class JobSetDemandsTest {
  private static final String PATH = "template.spec.replicatedJobs[%d].template.spec.template";

  private static String jobSet(String... replicatedJobs) {
    return "{apiVersion: jobset.x-k8s.io/v1alpha2, kind: JobSet, metadata: {name: j}, spec: "
        + "{replicatedJobs: ["
        + String.join(", ", replicatedJobs)
        + "]}}";
  }

  private static String jobs(String name, String replicas, String job, String requests) {
    return "{name: %s, %s template: {spec: {%s template: %s}}}"
        .formatted(name, replicas, job, pod(requests));
  }

  @Test
  void eachReplicatedJobHasThePodsOfOneJobSoManyTimes() {
    var template =
        jobSet(
            jobs("driver", "", "", "cpu: 2"),
            jobs("workers", "replicas: 3,", "parallelism: 4, completions: 8,", "cpu: 1"),
            jobs("few", "replicas: 2,", "parallelism: 4, completions: 3,", "nvidia.com/gpu: 1"),
            jobs("none", "replicas: 0,", "parallelism: 4,", "cpu: 1"));

    assertThat(demand(component(template)))
        .isEqualTo(
            readable(
                podSet("0.driver", PATH.formatted(0), 1, Resources.of("cpu", 2000)),
                podSet("0.workers", PATH.formatted(1), 12, Resources.of("cpu", 1000)),
                podSet("0.few", PATH.formatted(2), 6, Resources.of("nvidia.com/gpu", 1000))));
  }

  @Test
  void declaredReplicasArePodsAndNotJobs() {
    var template = jobSet(jobs("w", "replicas: 3,", "parallelism: 4,", "cpu: 1"));
    var declared = "{podSets: [{path: '" + PATH.formatted(0) + "', replicas: %d}], template: %s}";

    assertThat(demand(declared.formatted(12, template)))
        .isEqualTo(readable(podSet("0.w", PATH.formatted(0), 12, Resources.of("cpu", 1000))));
    assertThat(demand(declared.formatted(3, template)))
        .isEqualTo(
            new Demand.Unreadable(
                "spec.components[0].podSets[0].replicas", "is 3, but the template makes 12"));
  }

  @Test
  void whatCannotBeCountedIsNamed() {
    var place = "spec.components[0].template.spec.replicatedJobs[0]";
    assertThat(demand(component(jobSet(jobs("w", "replicas: 65536,", "parallelism: 65536,", "")))))
        .isEqualTo(
            new Demand.Unreadable(place, "makes 4294967296 pods, must be at most 2147483647"));
    assertThat(demand(component(jobSet(jobs("''", "", "", "")))))
        .isEqualTo(new Demand.Unreadable(place + ".name", "must have 1 to 63 characters"));
    assertThat(demand(component(jobSet(jobs("w", "replicas: -1,", "", "")))))
        .isEqualTo(new Demand.Unreadable(place + ".replicas", "is -1, must be at least 0"));
    assertThat(demand(component(jobSet("{name: w}"))))
        .isEqualTo(
            new Demand.Unreadable(
                place + ".template.spec.template.spec.containers",
                "must list at least one container"));
  }
}
