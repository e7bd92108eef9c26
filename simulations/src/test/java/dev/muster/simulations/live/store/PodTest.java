package dev.muster.simulations.live.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PodTest {
  private final Fixture cluster = new Fixture();

  private static Map<String, @Nullable Object> gated(String... gates) {
    var list = List.of(gates).stream().map(gate -> Trees.of("name", gate)).toList();
    return Trees.put(Fixture.pod("p"), list, "spec", "schedulingGates");
  }

  private static Map<String, @Nullable Object> withResources(Object requests, Object limits) {
    var container =
        Trees.of(
            "name",
            "main",
            "image",
            "busybox",
            "resources",
            Trees.of("requests", requests, "limits", limits));
    return Trees.put(Fixture.pod("p"), List.of(container), "spec", "containers");
  }

  private String creation(Map<String, @Nullable Object> pod) {
    return cluster.refusal(Request.create(cluster.type("pods"), "default", pod));
  }

  private String change(Map<String, @Nullable Object> patch) {
    return cluster.refusal(
        Request.patch(cluster.type("pods"), "default", "p", PatchKind.MERGE, patch));
  }

  private Request binding(String pod, String node) {
    var body = Fixture.object("metadata.name", pod, "target.kind", "Node", "target.name", node);
    return new Request(
        Verb.CREATE,
        cluster.type("pods"),
        "default",
        pod,
        "binding",
        Options.NONE,
        PatchKind.MERGE,
        body,
        "scheduler");
  }

  @Test
  void newPodIsPendingWithItsDefaults() {
    var pod = cluster.create("pods", withResources(Trees.EMPTY, Map.of("cpu", "2")));
    assertThat(Trees.objectAt(pod, "spec"))
        .containsEntry("restartPolicy", "Always")
        .containsEntry("terminationGracePeriodSeconds", 30L)
        .containsEntry("schedulerName", "default-scheduler")
        .containsEntry("priority", 0L);
    assertThat(pod.get("status")).isEqualTo(Map.of("phase", "Pending", "qosClass", "Burstable"));
    var container = Trees.listAt(pod, "spec", "containers").get(0);
    assertThat(Trees.at(container, "resources", "requests")).isEqualTo(Map.of("cpu", "2"));
  }

  @Test
  void priorityComesFromTheClass() {
    cluster.create(
        "priorityclasses.scheduling.k8s.io", Trees.put(Fixture.named("high"), 1000L, "value"));
    var pod = Trees.put(Fixture.pod("p"), "high", "spec", "priorityClassName");
    assertThat(Trees.at(cluster.create("pods", pod), "spec", "priority")).isEqualTo(1000L);
    var unknown = Trees.put(Fixture.pod("q"), "none", "spec", "priorityClassName");
    assertThat(creation(unknown))
        .isEqualTo(
            "403 Forbidden: pods \"q\" is forbidden: no PriorityClass with name none was found");
  }

  @Test
  void podsWithoutAClassHaveTheDefaultOne() {
    var standard = Fixture.object("metadata.name", "std", "value", 7L, "globalDefault", true);
    cluster.create("priorityclasses.scheduling.k8s.io", standard);
    var spec = Trees.objectAt(cluster.create("pods", Fixture.pod("p")), "spec");
    assertThat(spec).containsEntry("priority", 7L).containsEntry("priorityClassName", "std");
  }

  @Test
  void incompletePodsAreInvalid() {
    assertThat(creation(Fixture.named("p")))
        .isEqualTo("422 Invalid: Pod \"p\" is invalid: spec.containers: Required value");
    var nameless = Trees.put(Fixture.pod("p"), List.of(Trees.EMPTY), "spec", "containers");
    assertThat(creation(nameless))
        .contains("spec.containers[0].name: Required value")
        .contains("spec.containers[0].image: Required value");
    assertThat(creation(Trees.put(Fixture.pod("p"), "Sometimes", "spec", "restartPolicy")))
        .contains("spec.restartPolicy: Unsupported value: \"Sometimes\"");
  }

  @Test
  void amountsMustBeReadableAndWithinTheirLimits() {
    assertThat(creation(withResources(Map.of("cpu", "much"), Trees.EMPTY)))
        .startsWith("400 BadRequest: Pod in version \"v1\" cannot be handled as a Pod: quantities");
    assertThat(creation(withResources(Map.of("cpu", "-1"), Trees.EMPTY)))
        .contains("must be greater than or equal to 0");
    assertThat(creation(withResources(Map.of("cpu", "2"), Map.of("cpu", "1500m"))))
        .contains("must be less than or equal to cpu limit of 1500m");
    assertThat(creation(withResources(Map.of("nvidia.com/gpu", 1L), Map.of("nvidia.com/gpu", 2L))))
        .contains("must be equal to nvidia.com/gpu limit of 2");
    assertThat(creation(withResources(Map.of("nvidia.com/gpu", "500m"), Trees.EMPTY)))
        .contains("must be an integer");
    var absurd = withResources(Map.of("memory", "1e999"), Trees.EMPTY);
    assertThat(Key.of(cluster.create("pods", absurd)).name()).isEqualTo("p");
  }

  @Test
  void wrongTypesAreABadRequest() {
    for (Object spec :
        List.of("text", Trees.of("containers", "x"), Trees.of("containers", List.of(1L)))) {
      assertThat(creation(Trees.put(Fixture.pod("p"), spec, "spec"))).startsWith("400 BadRequest");
    }
  }

  @Test
  void bindingGivesThePodItsNodeOnce() {
    cluster.create("pods", Fixture.pod("p"));
    assertThat(cluster.done(binding("p", "n1"))).containsEntry("status", "Success");
    var pod = cluster.get("pods", "p");
    assertThat(Trees.at(pod, "spec", "nodeName")).isEqualTo("n1");
    assertThat(Cells.condition(pod, "PodScheduled")).isEqualTo("True");
    assertThat(cluster.refusal(binding("p", "n2")))
        .isEqualTo(
            "409 Conflict: Operation cannot be fulfilled on pods/binding \"p\": pod p is already assigned"
                + " to node \"n1\"");
    assertThat(change(Fixture.object("spec.nodeName", "n2"))).startsWith("422 Invalid");
  }

  @Test
  void gatedPodIsNotBoundBeforeItsGatesAreGone() {
    var pod = cluster.create("pods", gated("a", "b"));
    assertThat(Cells.condition(pod, "PodScheduled")).isEqualTo("False");
    assertThat(cluster.refusal(binding("p", "n1"))).contains("has non-empty .spec.schedulingGates");
    cluster.merge("pods", "p", Fixture.object("spec.schedulingGates", List.of()));
    cluster.done(binding("p", "n1"));
  }

  @Test
  void gatesCanOnlyBeTakenAway() {
    cluster.create("pods", gated("a", "b"));
    var more = List.of(Trees.of("name", "a"), Trees.of("name", "c"));
    assertThat(change(Fixture.object("spec.schedulingGates", more)))
        .contains("only deletion is allowed, but found new scheduling gate 'c'");
    cluster.merge(
        "pods", "p", Fixture.object("spec.schedulingGates", List.of(Trees.of("name", "b"))));
  }

  @Test
  void whereContainersComeOrGoNothingElseIsTold() {
    cluster.create("pods", gated("a"));
    var one = Trees.of("name", "first", "image", "none");
    var another = Trees.of("name", "second", "image", "none");
    var changes = Fixture.object("spec.schedulingGates", List.of(Trees.of("name", "c")));
    for (String field : List.of("containers", "initContainers")) {
      assertThat(change(Trees.put(changes, List.of(one, another), "spec", field)))
          .endsWith("spec." + field + ": Forbidden: pod updates may not add or remove containers");
    }
  }

  @Test
  void gatedPodIsNarrowedAndReleasedInOnePatch() {
    cluster.create("pods", gated("a"));
    var pod =
        cluster.merge(
            "pods",
            "p",
            Fixture.object(
                "spec.schedulingGates", null, "spec.affinity.nodeAffinity", required("n1")));
    assertThat(Trees.at(pod, "spec", "affinity", "nodeAffinity")).isEqualTo(required("n1"));
    assertThat(change(Fixture.object("spec.affinity.nodeAffinity", required("n2"))))
        .contains("spec: Forbidden: pod updates may not change fields other than");
  }

  private static Map<String, @Nullable Object> required(String... nodes) {
    var terms =
        List.of(nodes).stream()
            .map(node ->
                Trees.of(
                    "matchFields",
                    List.of(
                        Trees.of(
                            "key", "metadata.name", "operator", "In", "values", List.of(node)))))
            .toList();
    return Fixture.object(
        "requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms", terms);
  }

  @Test
  void gatedPodIsNotWidened() {
    var pod = Trees.put(gated("a"), Map.of("zone", "x"), "spec", "nodeSelector");
    cluster.create("pods", Trees.put(pod, required("n1"), "spec", "affinity", "nodeAffinity"));
    assertThat(change(Fixture.object("spec.nodeSelector.zone", "y")))
        .contains("only additions to spec.nodeSelector are allowed");
    assertThat(change(Fixture.object("spec.affinity.nodeAffinity", required("n1", "n2"))))
        .contains("no additions/deletions to non-empty NodeSelectorTerms list are allowed");
    assertThat(change(Fixture.object("spec.affinity.nodeAffinity", required("n2"))))
        .contains("only additions are allowed (no mutations or deletions)");
    cluster.merge("pods", "p", Fixture.object("spec.nodeSelector.disk", "ssd"));
  }

  @Test
  void onlyImagesAndMoreTolerationsChangeInAnUngatedPod() {
    cluster.create("pods", Fixture.pod("p"));
    cluster.merge("pods", "p", Fixture.object("spec.tolerations", List.of(Trees.of("key", "gpu"))));
    var image =
        List.of(Trees.of("op", "replace", "path", "/spec/containers/0/image", "value", "x"));
    cluster.done(Request.patch(cluster.type("pods"), "default", "p", PatchKind.JSON, image));
    assertThat(change(Fixture.object("spec.tolerations", List.of())))
        .contains("spec.tolerations: Forbidden");
    assertThat(change(Fixture.object("spec.nodeSelector.zone", "x")))
        .startsWith("422 Invalid: Pod \"p\" is invalid: spec: Forbidden");
    cluster.merge("pods", "p", Fixture.object("metadata.labels.any", "label"));
  }

  @Test
  void evictionDeletesThePod() {
    cluster.create("pods", Fixture.pod("p"));
    var eviction = binding("p", "").withSubresource("eviction");
    assertThat(cluster.done(eviction)).containsEntry("status", "Success");
    assertThat(cluster.exists("pods", "p")).isFalse();
  }

  private Request eviction(Map<String, @Nullable Object> deleteOptions) {
    var body = Fixture.object("metadata.name", "p", "deleteOptions", deleteOptions);
    return Request.create(cluster.type("pods"), "default", body)
        .withName("p")
        .withSubresource("eviction");
  }

  @Test
  void evictionThatIsOnlyTriedChangesNothing() {
    var pod = cluster.create("pods", Fixture.pod("p"));
    cluster.done(eviction(Trees.of("dryRun", List.of("All"))));
    cluster.done(eviction(Trees.EMPTY).withOptions(Options.NONE.withDryRun(true)));
    assertThat(cluster.get("pods", "p")).isEqualTo(pod);
  }

  @Test
  void evictionOfAnotherPodOfThatNameChangesNothing() {
    var pod = cluster.create("pods", Fixture.pod("p"));
    assertThat(cluster.refusal(eviction(Fixture.object("preconditions.uid", "another"))))
        .startsWith(
            "409 Conflict: Operation cannot be fulfilled on Pod \"p\": the UID in the precondition"
                + " (another) does not match");
    assertThat(cluster.get("pods", "p")).isEqualTo(pod);
  }

  @Test
  void evictionOfTheVersionThatThereIsMarksThePod() {
    cluster.create("pods", Fixture.pod("p"));
    cluster.done(binding("p", "n1"));
    var version = Fixture.version(cluster.get("pods", "p"));
    cluster.done(eviction(Fixture.object("preconditions.resourceVersion", version)));
    var leaving = cluster.get("pods", "p");
    assertThat(Metadata.terminating(leaving)).isTrue();
    assertThat(Cells.condition(leaving, "DisruptionTarget")).isEqualTo("True");
  }

  @Test
  void bindingAndEvictionNameThePodThatTheyAreSentTo() {
    var pod = cluster.create("pods", Fixture.pod("p"));
    for (String name : List.of("q", "")) {
      assertThat(cluster.refusal(binding(name, "n1").withName("p")))
          .isEqualTo("400 BadRequest: name in URL does not match name in Binding object");
      assertThat(cluster.refusal(binding(name, "").withName("p").withSubresource("eviction")))
          .isEqualTo("400 BadRequest: name in URL does not match name in Eviction object");
    }
    assertThat(cluster.get("pods", "p")).isEqualTo(pod);
  }

  @Test
  void unboundPodGoesAtOnceAndABoundOneWhenItsKubeletSaysSo() {
    cluster.create("pods", Fixture.pod("free"));
    cluster.delete("pods", "free");
    assertThat(cluster.exists("pods", "free")).isFalse();

    cluster.create("pods", Fixture.pod("p"));
    cluster.done(binding("p", "n1"));
    var leaving = cluster.delete("pods", "p");
    assertThat(Trees.objectAt(leaving, "metadata"))
        .containsEntry("deletionGracePeriodSeconds", 30L)
        .containsEntry("deletionTimestamp", "2026-11-03T00:00:30Z");
    assertThat(cluster.refusal(binding("p", "n2"))).contains("is being deleted");
    var shorter = cluster.delete("pods", "p", "gracePeriodSeconds", 5L);
    assertThat(Trees.at(shorter, "metadata", "deletionGracePeriodSeconds")).isEqualTo(5L);
    cluster.delete("pods", "p", "gracePeriodSeconds", 0L);
    assertThat(cluster.exists("pods", "p")).isFalse();
  }

  @Test
  void finishedPodGoesAtOnce() {
    cluster.create("pods", Fixture.pod("p"));
    cluster.done(binding("p", "n1"));
    cluster.mergeStatus("pods", "p", Fixture.object("status.phase", "Succeeded"));
    cluster.delete("pods", "p");
    assertThat(cluster.exists("pods", "p")).isFalse();
  }

  @Test
  void podWithAFinalizerOutlivesItsKubelet() {
    cluster.create(
        "pods", Trees.put(Fixture.pod("p"), List.of("x.dev/f"), "metadata", "finalizers"));
    cluster.done(binding("p", "n1"));
    cluster.delete("pods", "p");
    cluster.delete("pods", "p", "gracePeriodSeconds", 0L);
    assertThat(cluster.exists("pods", "p")).isTrue();
    cluster.merge("pods", "p", Fixture.object("metadata.finalizers", null));
    assertThat(cluster.exists("pods", "p")).isFalse();
  }

  @Test
  void wholePodIsWrittenWithoutWhatTheServerFilledIn() {
    var created = cluster.create("pods", Fixture.pod("p"));
    var labelled = Trees.put(Fixture.pod("p"), "b", "metadata", "labels", "a");
    assertThat(cluster.refusal(Request.update(cluster.type("pods"), "default", "p", labelled)))
        .contains("pod updates may not change fields"); // only a creation is given an account
    var written =
        cluster.update("pods", "p", Trees.put(labelled, "default", "spec", "serviceAccountName"));
    assertThat(written.get("spec")).isEqualTo(created.get("spec"));
    assertThat(Trees.at(written, "metadata", "labels")).isEqualTo(Map.of("a", "b"));
  }
}
