package dev.muster.simulations.live.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class WritesTest {
  private final Fixture cluster = new Fixture();

  @Test
  void createdObjectHasTheMetadataThatTheServerSets() {
    var created = cluster.create("configmaps", Fixture.configMap("a", "1"));
    assertThat(Trees.objectAt(created, "metadata"))
        .containsEntry("name", "a")
        .containsEntry("namespace", "default")
        .containsEntry("creationTimestamp", "2026-11-03T00:00:00Z")
        .containsEntry("resourceVersion", "21");
    assertThat(Metadata.uid(created))
        .matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    assertThat(created).containsEntry("apiVersion", "v1").containsEntry("kind", "ConfigMap");
  }

  @Test
  void sameRequestsGiveTheSameIdentities() {
    var other = new Fixture();
    var here = cluster.create("configmaps", Fixture.object("metadata.generateName", "x-"));
    var there = other.create("configmaps", Fixture.object("metadata.generateName", "x-"));
    assertThat(here).isEqualTo(there);
    assertThat(Key.of(here).name()).matches("x-[bcdfghjklmnpqrstvwxz2456789]{5}");
    assertThat(cluster.create("configmaps", Fixture.object("metadata.generateName", "x-")))
        .isNotEqualTo(here);
  }

  @Test
  void existingNameIsRefused() {
    cluster.create("configmaps", Fixture.configMap("a", "1"));
    assertThat(
            cluster.refusal(
                Request.create(cluster.type("configmaps"), "default", Fixture.configMap("a", "2"))))
        .isEqualTo("409 AlreadyExists: configmaps \"a\" already exists");
  }

  @Test
  void missingObjectIsNotFound() {
    assertThat(
            cluster
                .refused(Request.get(cluster.type("leases.coordination.k8s.io"), "default", "x"))
                .status())
        .isEqualTo(
            Map.of(
                "kind", "Status",
                "apiVersion", "v1",
                "metadata", Map.of(),
                "status", "Failure",
                "message", "leases.coordination.k8s.io \"x\" not found",
                "reason", "NotFound",
                "details", Map.of("name", "x", "group", "coordination.k8s.io", "kind", "leases"),
                "code", 404L));
  }

  @Test
  void namespaceMustExist() {
    assertThat(
            cluster.refusal(
                Request.create(cluster.type("configmaps"), "nowhere", Fixture.named("a"))))
        .isEqualTo("404 NotFound: namespaces \"nowhere\" not found");
  }

  @Test
  void badNameIsInvalid() {
    assertThat(
            cluster.refusal(
                Request.create(cluster.type("configmaps"), "default", Fixture.named("Big"))))
        .startsWith(
            "422 Invalid: ConfigMap \"Big\" is invalid: metadata.name: Invalid value: \"Big\": a lowercase RFC 1123 subdomain");
    assertThat(
            cluster.refusal(
                Request.create(
                    cluster.type("configmaps"), "default", Fixture.named("a".repeat(254)))))
        .contains("must be no more than 253 characters");
    assertThat(cluster.refusal(Request.create(cluster.type("configmaps"), "default", Trees.EMPTY)))
        .isEqualTo(
            "422 Invalid: ConfigMap \"\" is invalid: metadata.name: Required value: name or"
                + " generateName is required");
  }

  @Test
  void staleVersionIsAConflict() {
    var first = cluster.create("configmaps", Fixture.configMap("a", "1"));
    cluster.merge("configmaps", "a", Fixture.object("data.value", "2"));
    var stale = Trees.put(first, "3", "data", "value");
    assertThat(cluster.refusal(Request.update(cluster.type("configmaps"), "default", "a", stale)))
        .isEqualTo(
            "409 Conflict: Operation cannot be fulfilled on configmaps \"a\": the object has been"
                + " modified; please apply your changes to the latest version and try again");
  }

  @Test
  void patchWithAVersionIsACompareAndSwap() {
    var first = cluster.create("configmaps", Fixture.configMap("a", "1"));
    var patch =
        Fixture.object("metadata.resourceVersion", Fixture.version(first), "data.value", "2");
    cluster.merge("configmaps", "a", patch);
    assertThat(
            cluster
                .refused(
                    Request.patch(
                        cluster.type("configmaps"), "default", "a", PatchKind.MERGE, patch))
                .code())
        .isEqualTo(409);
  }

  @Test
  void patchWithAnotherUidIsInvalid() {
    cluster.create("configmaps", Fixture.configMap("a", "1"));
    var patch = Fixture.object("metadata.uid", "other");
    assertThat(
            cluster
                .refused(
                    Request.patch(
                        cluster.type("configmaps"), "default", "a", PatchKind.MERGE, patch))
                .reason())
        .isEqualTo("Invalid");
  }

  @Test
  void writeThatChangesNothingMakesNoVersion() {
    var created = cluster.create("configmaps", Fixture.configMap("a", "1"));
    long version = cluster.store.version();
    assertThat(cluster.update("configmaps", "a", created)).isEqualTo(created);
    assertThat(cluster.merge("configmaps", "a", Fixture.object("data.value", "1")))
        .isEqualTo(created);
    assertThat(cluster.store.version()).isEqualTo(version);
  }

  @Test
  void dryRunIsAnsweredAndNotDone() {
    var request =
        Request.create(cluster.type("configmaps"), "default", Fixture.configMap("a", "1"))
            .withOptions(Options.NONE.withDryRun(true));
    assertThat(Key.of(cluster.done(request)).name()).isEqualTo("a");
    assertThat(cluster.exists("configmaps", "a")).isFalse();
  }

  @Test
  void whatTheServerSetsCannotBeChanged() {
    var created = cluster.create("configmaps", Fixture.configMap("a", "1"));
    var written =
        cluster.merge(
            "configmaps",
            "a",
            Fixture.object("metadata.creationTimestamp", "2001-01-01T00:00:00Z"));
    assertThat(written).isEqualTo(created);
    var deadline = Fixture.object("metadata.deletionTimestamp", "2001-01-01T00:00:00Z");
    assertThat(
            cluster.refusal(
                Request.patch(
                    cluster.type("configmaps"), "default", "a", PatchKind.MERGE, deadline)))
        .isEqualTo(
            "422 Invalid: ConfigMap \"a\" is invalid: metadata.deletionTimestamp: Invalid value:"
                + " \"2001-01-01T00:00:00Z\": field is immutable");
  }

  @Test
  void statusAndTheRestAreWrittenApart() {
    cluster.create("nodes", Fixture.named("n"));
    cluster.mergeStatus(
        "nodes", "n", Fixture.object("status.phase", "Up", "spec.unschedulable", true));
    var node =
        cluster.merge(
            "nodes", "n", Fixture.object("status.phase", "Down", "spec.podCIDR", "10.0.0.0/24"));
    assertThat(Trees.at(node, "status", "phase")).isEqualTo("Up");
    assertThat(node.get("spec")).isEqualTo(Map.of("podCIDR", "10.0.0.0/24"));
  }
}
