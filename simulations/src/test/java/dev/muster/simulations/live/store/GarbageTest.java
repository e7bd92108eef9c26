package dev.muster.simulations.live.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class GarbageTest {
  private static final String DEFINITIONS = "customresourcedefinitions.apiextensions.k8s.io";

  private final Fixture cluster = new Fixture();

  private static Map<String, @Nullable Object> owned(
      String name, List<Map<String, @Nullable Object>> owners) {
    var references =
        owners.stream()
            .map(owner ->
                Trees.of(
                    "apiVersion",
                    owner.get("apiVersion"),
                    "kind",
                    owner.get("kind"),
                    "name",
                    Key.of(owner).name(),
                    "uid",
                    Metadata.uid(owner),
                    "blockOwnerDeletion",
                    true))
            .toList();
    return Trees.put(Fixture.named(name), references, "metadata", "ownerReferences");
  }

  private Map<String, @Nullable Object> owned(String name, Map<String, @Nullable Object> owner) {
    return cluster.create("configmaps", owned(name, List.of(owner)));
  }

  private void collectAll() {
    for (int i = 0; i < 100; i++) {
      if (!cluster.store.collectGarbage()) {
        return;
      }
    }
    throw new AssertionError("the collector does not come to rest");
  }

  @Test
  void dependentsGoWhenAllTheirOwnersAreGone() {
    var a = cluster.create("secrets", Fixture.named("a"));
    var b = cluster.create("secrets", Fixture.named("b"));
    cluster.create("configmaps", owned("both", List.of(a, b)));
    var child = owned("child", a);
    owned("grandchild", child);
    cluster.delete("secrets", "a");
    collectAll();
    assertThat(cluster.exists("configmaps", "child")).isFalse();
    assertThat(cluster.exists("configmaps", "grandchild")).isFalse();
    assertThat(Trees.listAt(cluster.get("configmaps", "both"), "metadata", "ownerReferences"))
        .hasSize(1);
    cluster.delete("secrets", "b");
    collectAll();
    assertThat(cluster.exists("configmaps", "both")).isFalse();
  }

  @Test
  void ownerOfTheSameNameWithAnotherUidDoesNotCount() {
    var first = cluster.create("secrets", Fixture.named("a"));
    owned("child", first);
    cluster.delete("secrets", "a");
    cluster.create("secrets", Fixture.named("a"));
    collectAll();
    assertThat(cluster.exists("configmaps", "child")).isFalse();
  }

  @Test
  void collectorRestsWhenThereIsNothingToDo() {
    owned("child", cluster.create("secrets", Fixture.named("a")));
    long version = cluster.store.version();
    assertThat(cluster.store.collectGarbage()).isFalse();
    assertThat(cluster.store.version()).isEqualTo(version);
  }

  @Test
  void foregroundDeletionWaitsForTheDependents() {
    var owner = cluster.create("secrets", Fixture.named("a"));
    owned("child", owner);
    cluster.delete("secrets", "a", "propagationPolicy", "Foreground");
    assertThat(Metadata.finalizers(cluster.get("secrets", "a")))
        .containsExactly("foregroundDeletion");
    cluster.store.collectGarbage();
    assertThat(cluster.exists("configmaps", "child")).isFalse();
    collectAll();
    assertThat(cluster.exists("secrets", "a")).isFalse();
  }

  @Test
  void orphanDeletionLeavesTheDependentsFree() {
    owned("child", cluster.create("secrets", Fixture.named("a")));
    cluster.delete("secrets", "a", "propagationPolicy", "Orphan");
    collectAll();
    assertThat(cluster.exists("secrets", "a")).isFalse();
    assertThat(Trees.objectAt(cluster.get("configmaps", "child"), "metadata"))
        .doesNotContainKey("ownerReferences");
  }

  @Test
  void namespaceGoesAfterItsContents() {
    var type = cluster.type("configmaps");
    cluster.create("namespaces", Fixture.named("team"));
    cluster.done(Request.create(type, "team", Fixture.named("plain")));
    cluster.done(
        Request.create(
            type,
            "team",
            Trees.put(Fixture.named("held"), List.of("x.dev/f"), "metadata", "finalizers")));
    cluster.delete("namespaces", "team");
    assertThat(Trees.at(cluster.get("namespaces", "team"), "status", "phase"))
        .isEqualTo("Terminating");
    assertThat(cluster.refusal(Request.create(type, "team", Fixture.named("late"))))
        .isEqualTo(
            "403 Forbidden: configmaps \"late\" is forbidden: unable to create new content in"
                + " namespace team because it is being terminated");
    collectAll();
    assertThat(cluster.exists("namespaces", "team")).isTrue();
    cluster.done(
        Request.patch(
            type, "team", "held", PatchKind.MERGE, Fixture.object("metadata.finalizers", null)));
    collectAll();
    assertThat(cluster.exists("namespaces", "team")).isFalse();
  }

  @Test
  void namespacesOfTheSystemStay() {
    assertThat(cluster.refusal(Request.delete(cluster.type("namespaces"), "", "default", Map.of())))
        .isEqualTo(
            "403 Forbidden: namespaces \"default\" is forbidden: this namespace may not be"
                + " deleted");
  }

  @Test
  void definitionGoesAfterItsObjects() {
    cluster.create(DEFINITIONS, Gadgets.definition());
    var type = cluster.type(Gadgets.NAME);
    cluster.done(Request.create(type, "default", Gadgets.gadget("g")));
    cluster.delete(DEFINITIONS, Gadgets.NAME);
    assertThat(cluster.refused(Request.create(type, "default", Gadgets.gadget("h"))).code())
        .isEqualTo(405);
    collectAll();
    assertThat(cluster.exists(DEFINITIONS, Gadgets.NAME)).isFalse();
    assertThat(cluster.store.type("example.dev", "v1", "gadgets")).isEmpty();
    assertThat(cluster.refusal(Request.get(type, "default", "g")))
        .isEqualTo("404 NotFound: the server could not find the requested resource");
  }

  /** Takes a definition away before its one object, which waits for something, has gone. */
  private void leaveBehindA(Map<String, @Nullable Object> gadget) {
    cluster.create(DEFINITIONS, Gadgets.definition());
    cluster.create(Gadgets.NAME, gadget);
    cluster.delete(DEFINITIONS, Gadgets.NAME);
    cluster.merge(DEFINITIONS, Gadgets.NAME, Fixture.object("metadata.finalizers", null));
    assertThat(cluster.exists(DEFINITIONS, Gadgets.NAME)).isFalse();
  }

  private static Map<String, @Nullable Object> gadgetOf(Map<String, @Nullable Object> owner) {
    var references = Trees.at(owned("g", List.of(owner)), "metadata", "ownerReferences");
    return Gadgets.gadget("g", "metadata.ownerReferences", references);
  }

  @Test
  void dependentOfAKindThatIsGoneHoldsNobody() {
    for (String policy : List.of("Foreground", "Orphan")) {
      leaveBehindA(gadgetOf(cluster.create("secrets", Fixture.named("a"))));
      cluster.delete("secrets", "a", "propagationPolicy", policy);
      collectAll();
      assertThat(cluster.exists("secrets", "a")).as(policy).isFalse();
      cluster.create(DEFINITIONS, Gadgets.definition());
      collectAll();
      cluster.delete(DEFINITIONS, Gadgets.NAME);
      collectAll();
    }
  }

  @Test
  void objectThatLostItsOwnerGoesWhenItsKindIsBack() {
    leaveBehindA(gadgetOf(cluster.create("secrets", Fixture.named("a"))));
    cluster.delete("secrets", "a");
    collectAll();
    cluster.create(DEFINITIONS, Gadgets.definition());
    assertThat(cluster.exists(Gadgets.NAME, "g")).isTrue();
    collectAll();
    assertThat(cluster.exists(Gadgets.NAME, "g")).isFalse();
  }

  @Test
  void whatMayNotBeDeletedKeepsNothingElse() {
    var owner = cluster.create("clusterroles.rbac.authorization.k8s.io", Fixture.named("a"));
    var references = Trees.at(owned("any", List.of(owner)), "metadata", "ownerReferences");
    var dependent = Fixture.object("metadata.ownerReferences", references);
    cluster.create("secrets", owned("child", List.of(owner)));
    cluster.merge("namespaces", "default", dependent);
    cluster.delete("clusterroles.rbac.authorization.k8s.io", "a");
    collectAll();
    assertThat(cluster.exists("secrets", "child")).isFalse();
    assertThat(cluster.exists("namespaces", "default")).isTrue();
    assertThat(cluster.store.owesGarbage()).isTrue();
    cluster.merge("namespaces", "default", Fixture.object("metadata.ownerReferences", null));
    collectAll();
    assertThat(cluster.store.owesGarbage()).isFalse();
  }

  @Test
  void eventThatNobodyWroteToForAnHourGoes() {
    cluster.create("events", Fixture.named("old"));
    cluster.create("events", Fixture.named("repeated"));
    cluster.now += Expiry.LIFE_MILLIS - 1;
    cluster.done(
        Request.patch(
            cluster.type("events"),
            "default",
            "repeated",
            PatchKind.MERGE,
            Fixture.object("count", 2L)));
    assertThat(cluster.store.collectGarbage()).isFalse();
    cluster.now++;
    assertThat(cluster.store.collectGarbage()).isTrue();
    assertThat(cluster.store.collectGarbage()).isFalse();
    var left = cluster.done(Request.list(cluster.type("events"), "", Options.NONE)).get("items");
    assertThat(Trees.objects(left))
        .singleElement()
        .satisfies(event -> {
          assertThat(Key.of(event).name()).isEqualTo("repeated");
        });
  }
}
