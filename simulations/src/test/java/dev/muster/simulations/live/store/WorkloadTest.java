package dev.muster.simulations.live.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class WorkloadTest {
  private final Fixture cluster = new Fixture();

  private static Map<String, @Nullable Object> job(@Nullable Object... pathsAndValues) {
    var template = Trees.put(Fixture.pod(""), "Never", "spec", "restartPolicy");
    var job = Fixture.object("metadata.name", "j", "spec.template.spec", template.get("spec"));
    for (int i = 0; i < pathsAndValues.length; i += 2) {
      var path = Trees.text(pathsAndValues[i]).split("\\.", -1);
      job = Trees.put(job, pathsAndValues[i + 1], path);
    }
    return job;
  }

  private static Map<String, @Nullable Object> deployment(@Nullable Object replicas) {
    return Fixture.object(
        "metadata.name",
        "d",
        "spec.replicas",
        replicas,
        "spec.selector.matchLabels.app",
        "d",
        "spec.template.metadata.labels.app",
        "d",
        "spec.template.spec",
        Fixture.pod("").get("spec"));
  }

  private String refusal(String kind, Map<String, @Nullable Object> object) {
    return cluster.refusal(Request.create(cluster.type(kind), "default", object));
  }

  private String change(String kind, String name, Map<String, @Nullable Object> patch) {
    return cluster.refusal(
        Request.patch(cluster.type(kind), "default", name, PatchKind.MERGE, patch));
  }

  @Test
  void jobIsTiedToItsPodsByItsUid() {
    var job = cluster.create("jobs.batch", job());
    var uid = Metadata.uid(job);
    assertThat(Trees.objectAt(job, "spec"))
        .containsEntry("parallelism", 1L)
        .containsEntry("completions", 1L)
        .containsEntry("backoffLimit", 6L)
        .containsEntry("suspend", false)
        .containsEntry(
            "selector", Map.of("matchLabels", Map.of("batch.kubernetes.io/controller-uid", uid)));
    assertThat(Trees.at(job, "spec", "template", "metadata", "labels"))
        .isEqualTo(
            Map.of(
                "batch.kubernetes.io/controller-uid",
                uid,
                "controller-uid",
                uid,
                "batch.kubernetes.io/job-name",
                "j",
                "job-name",
                "j"));
  }

  @Test
  void countsOfAJobAreNotNegativeAndItsPodsEnd() {
    assertThat(refusal("jobs.batch", job("spec.parallelism", -1L)))
        .isEqualTo(
            "422 Invalid: Job.batch \"j\" is invalid: spec.parallelism: Invalid value: -1: must be"
                + " greater than or equal to 0");
    assertThat(refusal("jobs.batch", job("spec.template.spec.restartPolicy", "Always")))
        .contains(
            "spec.template.spec.restartPolicy: Required value: valid values: \"OnFailure\", \"Never\"");
    assertThat(refusal("jobs.batch", job("spec.parallelism", "two"))).startsWith("400 BadRequest");
    assertThat(refusal("jobs.batch", Fixture.named("j")))
        .contains("spec.template.spec.containers: Required value");
  }

  @Test
  void templateOfAJobIsFixedUnlessItNeverStarted() {
    cluster.create("jobs.batch", job("spec.suspend", true));
    var narrow = Fixture.object("spec.template.spec.nodeSelector.zone", "x");
    cluster.merge("jobs.batch", "j", narrow);
    cluster.merge("jobs.batch", "j", Fixture.object("spec.template.metadata.labels.more", "y"));
    assertThat(change("jobs.batch", "j", Fixture.object("spec.template.spec.schedulerName", "z")))
        .contains("spec.template.spec: Invalid value")
        .contains("field is immutable");
    cluster.merge("jobs.batch", "j", Fixture.object("spec.suspend", false));
    assertThat(
            change("jobs.batch", "j", Fixture.object("spec.template.spec.nodeSelector.zone", "z")))
        .contains("field is immutable");
    assertThat(change("jobs.batch", "j", Fixture.object("spec.completions", 3L)))
        .contains("spec.completions: Invalid value: 3: field is immutable");
  }

  @Test
  void deploymentHasReplicasAndASelectorThatMatchesItsTemplate() {
    var deployment = cluster.create("deployments.apps", deployment(null));
    assertThat(Trees.at(deployment, "spec", "replicas")).isEqualTo(1L);
    var other = Trees.put(deployment(1L), Map.of("app", "e"), "spec", "selector", "matchLabels");
    assertThat(refusal("deployments.apps", other))
        .contains("`selector` does not match template `labels`");
    assertThat(refusal("deployments.apps", deployment(-2L)))
        .contains("spec.replicas: Invalid value: -2");
    assertThat(refusal("deployments.apps", deployment(1L << 40))).contains("of type int32");
    assertThat(
            change("deployments.apps", "d", Fixture.object("spec.selector.matchLabels.app", "e")))
        .contains("spec.selector: Invalid value");
  }

  @Test
  void scaleShowsAndSetsTheReplicas() {
    cluster.create("deployments.apps", deployment(2L));
    var type = cluster.type("deployments.apps");
    var scale = cluster.done(Request.get(type, "default", "d").withSubresource("scale"));
    assertThat(scale)
        .containsEntry("kind", "Scale")
        .containsEntry("apiVersion", "autoscaling/v1")
        .containsEntry("spec", Map.of("replicas", 2L));
    assertThat(Trees.textAt(scale, "status", "selector")).isEqualTo("app=d");
    cluster.done(
        Request.update(type, "default", "d", Trees.put(scale, 5L, "spec", "replicas"))
            .withSubresource("scale"));
    assertThat(Trees.at(cluster.get("deployments.apps", "d"), "spec", "replicas")).isEqualTo(5L);
    var stale = Request.update(type, "default", "d", scale).withSubresource("scale");
    assertThat(cluster.refused(stale).code()).isEqualTo(409);
    cluster.done(
        Request.patch(type, "default", "d", PatchKind.MERGE, Fixture.object("spec.replicas", 1L))
            .withSubresource("scale"));
    assertThat(Trees.at(cluster.get("deployments.apps", "d"), "spec", "replicas")).isEqualTo(1L);
  }

  @Test
  void scaleRefusesWhatIsNone() {
    cluster.create("deployments.apps", deployment(2L));
    var type = cluster.type("deployments.apps");
    var negative =
        cluster.refused(
            Request.patch(
                    type, "default", "d", PatchKind.MERGE, Fixture.object("spec.replicas", -1L))
                .withSubresource("scale"));
    assertThat(negative.code()).isEqualTo(422);
    assertThat(negative.message())
        .isEqualTo(
            "Scale.autoscaling \"d\" is invalid: spec.replicas: Invalid value: -1: must be greater"
                + " than or equal to 0");
    var text =
        cluster.refused(
            Request.patch(
                    type, "default", "d", PatchKind.MERGE, Fixture.object("spec.replicas", "many"))
                .withSubresource("scale"));
    assertThat(text.code()).isEqualTo(400);
    var other =
        cluster.refused(
            Request.patch(
                    type, "default", "d", PatchKind.MERGE, Fixture.object("metadata.uid", "x"))
                .withSubresource("scale"));
    assertThat(other.code()).isEqualTo(409);
    var deleted = Request.delete(type, "default", "d", Map.of()).withSubresource("scale");
    assertThat(cluster.refused(deleted).code()).isEqualTo(405);
    assertThat(Trees.at(cluster.get("deployments.apps", "d"), "spec", "replicas")).isEqualTo(2L);
  }

  @Test
  void servicesGetAddressesOfTheirOwn() {
    var one =
        cluster.create("services", Fixture.object("metadata.name", "a", "spec.ports", ports()));
    var two = cluster.create("services", Fixture.named("b"));
    var headless =
        cluster.create("services", Fixture.object("metadata.name", "c", "spec.clusterIP", "None"));
    assertThat(List.of(one, two, headless))
        .extracting(service -> Trees.at(service, "spec", "clusterIP"))
        .containsExactly("10.96.0.1", "10.96.0.2", "None");
    assertThat(Trees.at(one, "spec", "ports"))
        .isEqualTo(List.of(Map.of("port", 80L, "protocol", "TCP", "targetPort", 80L)));
  }

  private static List<@Nullable Object> ports() {
    return Trees.frozen(List.of(Trees.of("port", 80L)));
  }

  @Test
  void valueOfAPriorityClassIsFixed() {
    var kind = "priorityclasses.scheduling.k8s.io";
    cluster.create(kind, Trees.put(Fixture.named("high"), 5L, "value"));
    assertThat(
            cluster.refusal(
                Request.patch(
                    cluster.type(kind), "", "high", PatchKind.MERGE, Fixture.object("value", 6L))))
        .contains("value: Forbidden: may not be changed in an update.");
  }
}
