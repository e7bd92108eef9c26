package dev.muster.simulations.live.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What may change of a definition once there may be objects of its kind. */
final class DefinitionChangeTest {
  private static final String DEFINITIONS = "customresourcedefinitions.apiextensions.k8s.io";
  private static final String INVALID =
      "422 Invalid: CustomResourceDefinition.apiextensions.k8s.io \"gadgets.example.dev\" is"
          + " invalid: ";

  private final Fixture cluster = new Fixture();

  @BeforeEach
  void define() {
    cluster.create(DEFINITIONS, Gadgets.definition());
  }

  /** The versions of the definition, of which {@code storage} is stored from now on. */
  private static List<@Nullable Object> versions(String storage, String... names) {
    var result = new ArrayList<@Nullable Object>();
    for (var version : Trees.objects(Trees.at(Gadgets.definition(), "spec", "versions"))) {
      var name = Trees.text(version.get("name"));
      if (List.of(names).contains(name)) {
        result.add(Trees.put(version, name.equals(storage), "storage"));
      }
    }
    return result;
  }

  private static Map<String, @Nullable Object> stored(String storage, String... names) {
    return Fixture.object("spec.versions", versions(storage, names));
  }

  private Map<String, @Nullable Object> merge(Map<String, @Nullable Object> patch) {
    return cluster.merge(DEFINITIONS, Gadgets.NAME, patch);
  }

  private String refusal(Map<String, @Nullable Object> patch) {
    return cluster.refusal(
        Request.patch(cluster.type(DEFINITIONS), "", Gadgets.NAME, PatchKind.MERGE, patch));
  }

  @Test
  void everyVersionThatWasEverStoredIsRemembered() {
    var changed = merge(stored("v1beta1", "v1", "v1beta1"));
    assertThat(Trees.at(changed, "status", "storedVersions")).isEqualTo(List.of("v1", "v1beta1"));
    var renamed = merge(Fixture.object("spec.names.shortNames", List.of("gt")));
    assertThat(Trees.at(renamed, "status", "storedVersions")).isEqualTo(List.of("v1", "v1beta1"));
  }

  @Test
  void aVersionThatMayBeStoredIsNotDroppedUntilSomebodySaysThatNoneIs() {
    merge(stored("v1beta1", "v1", "v1beta1"));
    assertThat(refusal(stored("v1beta1", "v1beta1")))
        .isEqualTo(
            INVALID
                + "status.storedVersions[0]: Invalid value: \"v1\": missing from spec.versions; v1"
                + " was previously a storage version, and must remain in spec.versions until a"
                + " storage migration ensures no data remains persisted in v1 and removes v1 from"
                + " status.storedVersions");
    cluster.mergeStatus(
        DEFINITIONS, Gadgets.NAME, Fixture.object("status.storedVersions", List.of("v1beta1")));
    var changed = merge(stored("v1beta1", "v1beta1"));
    assertThat(Trees.at(changed, "status", "storedVersions")).isEqualTo(List.of("v1beta1"));
  }

  @Test
  void whereTheObjectsAreFoundDoesNotChange() {
    assertThat(refusal(Fixture.object("spec.scope", "Cluster", "spec.names.kind", "Widget")))
        .isEqualTo(
            INVALID
                + "[spec.scope: Invalid value: \"Cluster\": field is immutable,"
                + " spec.names.kind: Invalid value: \"Widget\": field is immutable]");
    assertThat(refusal(Fixture.object("spec.group", "other.dev")))
        .isEqualTo(INVALID + "spec.group: Invalid value: \"other.dev\": field is immutable");
    assertThat(refusal(Fixture.object("spec.names.plural", "widgets")))
        .isEqualTo(INVALID + "spec.names.plural: Invalid value: \"widgets\": field is immutable");
    assertThat(cluster.type(Gadgets.NAME).namespaced()).isTrue();
  }

  @Test
  void aDefinitionThatIsNotServedYetMayStillBecomeAnother() {
    var other = Trees.put(Gadgets.definition(), "gizmos.example.dev", "metadata", "name");
    cluster.create(DEFINITIONS, Trees.put(other, "gizmos", "spec", "names", "plural"));
    cluster.merge(
        DEFINITIONS,
        "gizmos.example.dev",
        Fixture.object("spec.scope", "Cluster", "spec.names.kind", "Gizmo"));
    assertThat(cluster.type("gizmos.example.dev").namespaced()).isFalse();
  }

  @Test
  void otherNamesOfAServedKindMayChange() {
    merge(Fixture.object("spec.names.singular", "gizmo", "spec.names.shortNames", List.of("gz")));
    assertThat(cluster.type(Gadgets.NAME).singular()).isEqualTo("gizmo");
  }
}
