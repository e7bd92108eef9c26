package dev.muster.simulations.live.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is filled in, refused and shown of the kinds that people make by hand. */
final class DailyKindsTest {
  private static final String CLASSES = "priorityclasses.scheduling.k8s.io";

  private final Fixture cluster = new Fixture();
  private final TableView tables = new TableView(() -> cluster.now);

  private Map<String, @Nullable Object> statefulSet(@Nullable Object... more) {
    var set =
        Fixture.object(
            "metadata.name",
            "s",
            "spec.selector.matchLabels.app",
            "s",
            "spec.template.metadata.labels.app",
            "s",
            "spec.template.spec",
            Fixture.pod("").get("spec"));
    for (int i = 0; i < more.length; i += 2) {
      set = Trees.put(set, more[i + 1], Trees.text(more[i]).split("\\.", -1));
    }
    return cluster.create("statefulsets.apps", set);
  }

  private String refused(String name, @Nullable Object... pathsAndValues) {
    var object = Trees.put(Fixture.object(pathsAndValues), name, "metadata", "name");
    return cluster.refusal(Request.create(cluster.type(CLASSES), "", object));
  }

  @Test
  void statefulSetsRollOneAfterTheOther() {
    var spec = Trees.objectAt(statefulSet(), "spec");

    assertThat(spec)
        .containsEntry("podManagementPolicy", "OrderedReady")
        .containsEntry("revisionHistoryLimit", 10L)
        .containsEntry(
            "updateStrategy",
            Map.of("type", "RollingUpdate", "rollingUpdate", Map.of("partition", 0L)))
        .containsEntry(
            "persistentVolumeClaimRetentionPolicy",
            Map.of("whenDeleted", "Retain", "whenScaled", "Retain"));
  }

  @Test
  void howAStatefulSetRollsIsLeftAsItWasSaid() {
    var spec = Trees.objectAt(statefulSet("spec.updateStrategy.type", "OnDelete"), "spec");

    assertThat(spec).containsEntry("updateStrategy", Map.of("type", "OnDelete"));
  }

  @Test
  void secretsAreOpaqueUnlessTheySayMore() {
    assertThat(cluster.create("secrets", Fixture.named("a"))).containsEntry("type", "Opaque");
    assertThat(cluster.create("secrets", Fixture.object("metadata.name", "b", "type", "own/kind")))
        .containsEntry("type", "own/kind");
  }

  @Test
  void highestPrioritiesAreTheSystems() {
    assertThat(refused("system-x", "value", 1L))
        .contains("reserved for system use only. error: system-x is not a known system priority");
    assertThat(refused("system-node-critical", "value", 1L))
        .contains("value of system-node-critical PriorityClass must be 2000001000");
    assertThat(refused("mine", "value", 1_000_000_001L))
        .contains(
            "value: Forbidden: maximum allowed value of a user defined priority is 1000000000");
    assertThat(refused("mine", "preemptionPolicy", "Sometimes"))
        .contains("preemptionPolicy: Unsupported value: \"Sometimes\"");

    var highest = Fixture.object("metadata.name", "mine", "value", 1_000_000_000L);
    assertThat(Trees.at(cluster.create(CLASSES, highest), "metadata", "generation")).isEqualTo(1L);
  }

  @Test
  void aPodsAddressesAgree() {
    cluster.create("pods", Fixture.pod("p"));

    var one = cluster.mergeStatus("pods", "p", Fixture.object("status.podIP", "1.2.3.4"));
    assertThat(Trees.at(one, "status", "podIPs")).isEqualTo(List.of(Map.of("ip", "1.2.3.4")));
    var other = cluster.mergeStatus("pods", "p", Fixture.object("status.podIP", "5.6.7.8"));
    assertThat(Trees.at(other, "status", "podIPs")).isEqualTo(List.of(Map.of("ip", "5.6.7.8")));
    var none = cluster.mergeStatus("pods", "p", Fixture.object("status.podIP", null));
    assertThat(Trees.at(none, "status", "podIP")).isEqualTo("5.6.7.8");
  }

  @Test
  void unknownFieldsAreToldBeforeWhatIsWrongWithTheRest() {
    cluster.create("customresourcedefinitions.apiextensions.k8s.io", Gadgets.definition());
    var request =
        Request.create(
                cluster.type(Gadgets.NAME),
                "default",
                Gadgets.gadget("g", "spec.size", "large", "spec.sise", 3L))
            .withOptions(Options.NONE.withFieldValidation("Strict"));

    assertThat(cluster.refusal(request))
        .endsWith("strict decoding error: unknown field \"spec.sise\"");
  }

  @Test
  void bindingsShowTheirRoleAndSubjects() {
    var subjects =
        List.of(
            Trees.of("kind", "User", "name", "alice"),
            Trees.of("kind", "Group", "name", "team"),
            Trees.of("kind", "User", "name", "bob"),
            Trees.of("kind", "ServiceAccount", "name", "robot", "namespace", "default"));
    var binding =
        Fixture.object(
            "metadata.name",
            "b",
            "roleRef.kind",
            "Role",
            "roleRef.name",
            "r",
            "subjects",
            subjects);

    assertThat(tables.rowCells(cluster.type("rolebindings.rbac.authorization.k8s.io"), binding))
        .containsExactly("b", "Role/r", "<none>", "alice, bob", "team", "default/robot");
  }

  @Test
  void ingressesShowThreeHostsAtMost() {
    var hosts = List.of(rule("a"), rule("b"), rule("c"), rule("d"), rule("e"));
    var ingress =
        Fixture.object(
            "metadata.name",
            "i",
            "spec.rules",
            hosts,
            "spec.tls",
            List.of(Trees.of("secretName", "s")),
            "status.loadBalancer.ingress",
            List.of(Trees.of("ip", "1.2.3.4"), Trees.of("hostname", "there")));

    var type = cluster.type("ingresses.networking.k8s.io");
    assertThat(tables.rowCells(type, ingress))
        .startsWith("i", "<none>", "a,b,c + 2 more...", "1.2.3.4,there", "80, 443");
    assertThat(tables.rowCells(type, Fixture.named("i"))).startsWith("i", "<none>", "*", "", "80");
  }

  private static Map<String, @Nullable Object> rule(String host) {
    return Trees.of("host", host);
  }

  @Test
  void scalesShowWhatIsWantedAndWhatIsThere() {
    var scale = Fixture.object("metadata.name", "d", "spec.replicas", 3L, "status.replicas", 2L);

    assertThat(tables.rowCells(TableView.SCALE, scale)).startsWith("d", 3L, 2L);
  }
}
