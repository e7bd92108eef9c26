package dev.muster.simulations.live.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PatchTest {
  private static final String INAPPLICABLE =
      "422 Invalid: the server rejected our request due to an error in our request";

  /** A version of a kind that takes anything. */
  private static final Map<String, @Nullable Object> FREE =
      Trees.put(
          Fixture.object("name", "v1", "served", true, "storage", true),
          Trees.of("type", "object", "x-kubernetes-preserve-unknown-fields", true),
          "schema",
          "openAPIV3Schema");

  private final Fixture cluster = new Fixture();

  @BeforeEach
  void create() {
    var spec = Trees.of("list", List.of("a", "b"), "map", Trees.of("k", 1L, "s/t", "x"));
    cluster.create(
        "customresourcedefinitions.apiextensions.k8s.io",
        Trees.put(Gadgets.definition(), List.of(FREE), "spec", "versions"));
    cluster.create(Gadgets.NAME, Trees.put(object(), spec, "spec"));
  }

  private static Map<String, @Nullable Object> object() {
    return Fixture.object("apiVersion", "example.dev/v1", "kind", "Gadget", "metadata.name", "n");
  }

  private Request patch(PatchKind kind, Object body) {
    return Request.patch(cluster.type(Gadgets.NAME), "default", "n", kind, body);
  }

  private Map<String, @Nullable Object> json(@Nullable Object... operations) {
    return Trees.objectAt(cluster.done(patch(PatchKind.JSON, List.of(operations))), "spec");
  }

  private static Map<String, @Nullable Object> operation(
      String name, String path, @Nullable Object value) {
    return Trees.of("op", name, "path", path, "value", value);
  }

  private String refusal(@Nullable Object... operations) {
    return cluster.refusal(patch(PatchKind.JSON, List.of(operations)));
  }

  @Test
  void jsonPatchDoesEveryOperation() {
    assertThat(json(operation("add", "/spec/list/1", "x")))
        .containsEntry("list", List.of("a", "x", "b"));
    assertThat(json(operation("add", "/spec/list/-", "y")))
        .containsEntry("list", List.of("a", "x", "b", "y"));
    assertThat(json(Trees.of("op", "remove", "path", "/spec/list/0")))
        .containsEntry("list", List.of("x", "b", "y"));
    assertThat(json(operation("replace", "/spec/map/s~1t", 2L)))
        .containsEntry("map", Map.of("k", 1L, "s/t", 2L));
    assertThat(json(Trees.of("op", "move", "from", "/spec/map/k", "path", "/spec/moved")))
        .containsEntry("map", Map.of("s/t", 2L))
        .containsEntry("moved", 1L);
    assertThat(json(Trees.of("op", "copy", "from", "/spec/list/0", "path", "/spec/copied")))
        .containsEntry("copied", "x");
    assertThat(json(operation("test", "/spec/moved", 1.0), operation("add", "/spec/tested", true)))
        .containsEntry("tested", true);
  }

  @Test
  void failingTestIs422AndNothingIsDone() {
    long version = cluster.store.version();
    assertThat(refusal(operation("add", "/spec/new", 1L), operation("test", "/spec/map/k", 2L)))
        .isEqualTo(INAPPLICABLE);
    assertThat(cluster.store.version()).isEqualTo(version);
  }

  @Test
  void pathThatIsMissingIs422() {
    assertThat(refusal(operation("replace", "/spec/none", 1L))).startsWith("422 Invalid");
    assertThat(refusal(operation("add", "/spec/none/deep", 1L))).startsWith("422 Invalid");
    assertThat(refusal(Trees.of("op", "remove", "path", "/spec/list/2"))).startsWith("422 Invalid");
    assertThat(refusal(Trees.of("op", "remove", "path", "/spec/list/01")))
        .startsWith("422 Invalid");
    assertThat(refusal(Trees.of("op", "move", "from", "/spec", "path", "/spec/map/in")))
        .isEqualTo(INAPPLICABLE);
  }

  @Test
  void operationThatMakesNoSenseIs422() {
    assertThat(refusal(operation("dance", "/spec", 1L))).isEqualTo(INAPPLICABLE);
    assertThat(refusal(Trees.of("op", "add", "path", "/spec/x"))).isEqualTo(INAPPLICABLE);
    assertThat(refusal(Trees.of("op", "add", "path", "spec", "value", 1L))).isEqualTo(INAPPLICABLE);
  }

  @Test
  void bodyThatIsNoPatchIs400() {
    assertThat(cluster.refusal(patch(PatchKind.JSON, Trees.EMPTY))).startsWith("400 BadRequest");
    assertThat(cluster.refusal(patch(PatchKind.MERGE, List.of()))).startsWith("400 BadRequest");
  }

  @Test
  void tooManyOperationsAreRefused() {
    var operations = new ArrayList<@Nullable Object>();
    for (int i = 0; i <= 10_000; i++) {
      operations.add(operation("test", "/kind", "Gadget"));
    }
    assertThat(cluster.refused(patch(PatchKind.JSON, operations)).code()).isEqualTo(413);
  }

  @Test
  void copiesThatGrowWithoutBoundAreRefused() {
    var operations = new ArrayList<@Nullable Object>();
    for (int i = 0; i < 60; i++) {
      operations.add(Trees.of("op", "copy", "from", "/spec", "path", "/spec/c" + i));
    }
    assertThat(cluster.refused(patch(PatchKind.JSON, operations)).code()).isEqualTo(413);
    operations.clear();
    var path = new StringBuilder("/spec");
    for (int i = 0; i < 300; i++) {
      operations.add(operation("add", path.append("/d").toString(), Trees.EMPTY));
    }
    assertThat(cluster.refused(patch(PatchKind.JSON, operations)).code()).isEqualTo(422);
  }

  @Test
  void mergePatchRemovesWhatIsNull() {
    var spec = Trees.put(Fixture.object("spec.map.new", "v"), null, "spec", "map", "k");
    assertThat(Trees.objectAt(cluster.done(patch(PatchKind.MERGE, spec)), "spec", "map"))
        .isEqualTo(Map.of("s/t", "x", "new", "v"));
  }

  @Test
  void namesAreNotChangedByAPatch() {
    assertThat(cluster.refusal(patch(PatchKind.MERGE, Fixture.object("metadata.name", "other"))))
        .startsWith("400 BadRequest: the name of the object (other) does not match");
  }

  @Test
  void strategicPatchMergesListsByTheirKeys() {
    cluster.create(
        "pods",
        Trees.put(
            Trees.put(Fixture.pod("p"), List.of("x.dev/a"), "metadata", "finalizers"),
            List.of(Trees.of("key", "old")),
            "spec",
            "tolerations"));
    var body =
        Fixture.object(
            "metadata.labels.a",
            "b",
            "spec.$setElementOrder/containers",
            List.of(Trees.of("name", "main")),
            "spec.containers",
            List.of(Trees.of("name", "main", "image", "new")),
            "metadata.$deleteFromPrimitiveList/finalizers",
            List.of("x.dev/a"));
    body = Trees.put(body, List.of("x.dev/b"), "metadata", "finalizers");
    var pod =
        cluster.done(
            Request.patch(cluster.type("pods"), "default", "p", PatchKind.STRATEGIC, body));
    assertThat(Trees.listAt(pod, "spec", "containers"))
        .singleElement()
        .isEqualTo(
            Map.of(
                "name",
                "main",
                "image",
                "new",
                "imagePullPolicy",
                "Always",
                "resources",
                Map.of(),
                "terminationMessagePath",
                "/dev/termination-log",
                "terminationMessagePolicy",
                "File"));
    assertThat(Metadata.finalizers(pod)).containsExactly("x.dev/b");
    assertThat(Trees.at(pod, "metadata", "labels")).isEqualTo(Map.of("a", "b"));
  }

  @Test
  void strategicPatchKnowsItsDirectives() {
    var target = deployment(container("a", "1"), container("b", "1"), container("c", "1"));
    var patch =
        Trees.of(
            "spec",
            Trees.of(
                "strategy",
                Trees.of("$retainKeys", List.of("type"), "type", "Recreate"),
                "selector",
                Trees.of("$patch", "replace", "matchLabels", Trees.of("n", "w")),
                "template",
                template(
                    Trees.of(
                        "$setElementOrder/containers",
                        List.of(Trees.of("name", "d"), Trees.of("name", "a")),
                        "containers",
                        List.of(
                            Trees.of("name", "c", "$patch", "delete"),
                            container("d", "2"),
                            container("a", "2"))))));
    var expected =
        Trees.put(
            Trees.put(
                deployment(container("d", "2"), container("a", "2"), container("b", "1")),
                Map.of("type", "Recreate"),
                "spec",
                "strategy"),
            Map.of("matchLabels", Map.of("n", "w")),
            "spec",
            "selector");
    assertThat(StrategicPatch.merge(target, patch)).isEqualTo(expected);
  }

  @Test
  void anElementWithoutItsKeyIsRefused() {
    var patch =
        Trees.of("spec", Trees.of("template", template(containers(Trees.of("image", "x")))));
    assertThatThrownBy(() -> StrategicPatch.merge(deployment(container("a", "1")), patch))
        .hasMessageContaining("map[image:x] does not contain declared merge key: name");
  }

  private static Map<String, @Nullable Object> deployment(Object... containers) {
    var strategy = Trees.of("type", "RollingUpdate", "rollingUpdate", Trees.of("maxSurge", 1L));
    return Trees.of(
        "apiVersion",
        "apps/v1",
        "kind",
        "Deployment",
        "spec",
        Trees.of(
            "strategy",
            strategy,
            "selector",
            Trees.of("matchLabels", Trees.of("o", "v")),
            "template",
            template(containers(containers))));
  }

  private static Map<String, @Nullable Object> template(Map<String, @Nullable Object> spec) {
    return Trees.of("spec", spec);
  }

  private static Map<String, @Nullable Object> containers(Object... containers) {
    return Trees.of("containers", List.of(containers));
  }

  private static Map<String, @Nullable Object> container(String name, String image) {
    return Trees.of("name", name, "image", image);
  }
}
