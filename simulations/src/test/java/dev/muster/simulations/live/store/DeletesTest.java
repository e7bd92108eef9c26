package dev.muster.simulations.live.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class DeletesTest {
  private final Fixture cluster = new Fixture();

  private Map<String, @Nullable Object> guarded(String... finalizers) {
    return cluster.create(
        "configmaps",
        Trees.put(Fixture.configMap("a", "1"), List.of(finalizers), "metadata", "finalizers"));
  }

  @Test
  void deletionIsAnsweredWithWhatWasDeleted() {
    var created = cluster.create("configmaps", Fixture.configMap("a", "1"));
    assertThat(cluster.delete("configmaps", "a"))
        .isEqualTo(
            Map.of(
                "kind", "Status",
                "apiVersion", "v1",
                "metadata", Map.of(),
                "status", "Success",
                "details",
                    Map.of("name", "a", "kind", "configmaps", "uid", Metadata.uid(created))));
    assertThat(cluster.exists("configmaps", "a")).isFalse();
  }

  @Test
  void objectGoesWithItsLastFinalizer() {
    guarded("x.dev/one", "x.dev/two");
    var marked = cluster.delete("configmaps", "a");
    assertThat(Trees.objectAt(marked, "metadata"))
        .containsEntry("deletionTimestamp", "2026-11-03T00:00:00Z")
        .containsEntry("deletionGracePeriodSeconds", 0L);
    long version = cluster.store.version();
    assertThat(cluster.delete("configmaps", "a")).isEqualTo(marked);
    assertThat(cluster.store.version()).isEqualTo(version);
    cluster.merge("configmaps", "a", Fixture.object("metadata.finalizers", List.of("x.dev/two")));
    assertThat(cluster.exists("configmaps", "a")).isTrue();
    cluster.merge("configmaps", "a", Fixture.object("metadata.finalizers", List.of()));
    assertThat(cluster.exists("configmaps", "a")).isFalse();
  }

  @Test
  void terminatingObjectGetsNoNewFinalizer() {
    guarded("x.dev/one");
    cluster.delete("configmaps", "a");
    var patch = Fixture.object("metadata.finalizers", List.of("x.dev/one", "x.dev/new"));
    assertThat(
            cluster.refusal(
                Request.patch(cluster.type("configmaps"), "default", "a", PatchKind.MERGE, patch)))
        .contains("no new finalizers can be added if the object is being deleted");
  }

  @Test
  void preconditionsGuardADeletion() {
    var created = cluster.create("configmaps", Fixture.configMap("a", "1"));
    var type = cluster.type("configmaps");
    for (var condition : List.of(Trees.of("uid", "x"), Trees.of("resourceVersion", "1"))) {
      assertThat(
              cluster.refusal(
                  Request.delete(type, "default", "a", Trees.of("preconditions", condition))))
          .startsWith(
              "409 Conflict: Operation cannot be fulfilled on ConfigMap \"a\": the "
                  + (condition.containsKey("uid") ? "UID" : "ResourceVersion")
                  + " in the precondition (");
    }
    cluster.delete("configmaps", "a", "preconditions", Trees.of("uid", Metadata.uid(created)));
  }

  @Test
  void dryRunDeletesNothing() {
    cluster.create("configmaps", Fixture.configMap("a", "1"));
    cluster.delete("configmaps", "a", "dryRun", List.of("All"));
    assertThat(cluster.exists("configmaps", "a")).isTrue();
  }

  @Test
  void unknownPropagationIsInvalid() {
    cluster.create("configmaps", Fixture.configMap("a", "1"));
    assertThat(
            cluster
                .refused(
                    Request.delete(
                        cluster.type("configmaps"),
                        "default",
                        "a",
                        Trees.of("propagationPolicy", "Sideways")))
                .code())
        .isEqualTo(422);
  }

  @Test
  void collectionIsDeletedAsFarAsTheSelectorGoes() {
    for (String name : List.of("a", "b", "c")) {
      var labels = Map.of("keep", name.equals("b") ? "yes" : "no");
      cluster.create(
          "configmaps", Trees.put(Fixture.configMap(name, "1"), labels, "metadata", "labels"));
    }
    var request =
        new Request(
            Verb.DELETE_COLLECTION,
            cluster.type("configmaps"),
            "default",
            "",
            "",
            Options.NONE.withLabelSelector("keep!=yes"),
            PatchKind.MERGE,
            null,
            "");
    assertThat(cluster.namesOf(cluster.done(request))).containsExactly("a", "c");
    var rest = cluster.done(Request.list(cluster.type("configmaps"), "default", Options.NONE));
    assertThat(cluster.namesOf(rest)).containsExactly("b");
  }

  @Test
  void deletionOfACustomObjectRaisesItsGeneration() {
    cluster.create("customresourcedefinitions.apiextensions.k8s.io", Gadgets.definition());
    cluster.create(
        Gadgets.NAME, Trees.put(Gadgets.gadget("g"), List.of("x.dev/f"), "metadata", "finalizers"));
    assertThat(Generations.generation(cluster.delete(Gadgets.NAME, "g"))).isEqualTo(2);
  }
}
