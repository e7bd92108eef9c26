package dev.muster.simulations.live.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Disruption budgets and network policies. */
final class PolicyTest {
  private static final String BUDGETS = "poddisruptionbudgets.policy";
  private static final String POLICIES = "networkpolicies.networking.k8s.io";

  private final Fixture cluster = new Fixture();

  private static Map<String, @Nullable Object> port(Object... fields) {
    return Trees.of(fields);
  }

  private static Map<String, @Nullable Object> policy(
      String direction, Map<String, @Nullable Object> rule) {
    return Fixture.object("metadata.name", "p", "spec." + direction, List.of(rule));
  }

  private String refusal(String kind, Map<String, @Nullable Object> object) {
    return cluster.refusal(Request.create(cluster.type(kind), "default", object));
  }

  @Test
  void aBudgetStartsWithoutAnyPod() {
    var given = Fixture.object("metadata.name", "b", "spec.minAvailable", "50%", "status.x", 1L);

    var budget = cluster.create(BUDGETS, given);

    assertThat(Trees.at(budget, "spec")).isEqualTo(Map.of("minAvailable", "50%"));
    assertThat(Trees.at(budget, "status"))
        .isEqualTo(
            Map.of(
                "currentHealthy",
                0L,
                "desiredHealthy",
                0L,
                "disruptionsAllowed",
                0L,
                "expectedPods",
                0L));
    assertThat(Trees.at(budget, "metadata", "generation")).isEqualTo(1L);
  }

  @Test
  void aBudgetHasOneLimitThatCanBe() {
    var both =
        Fixture.object("metadata.name", "b", "spec.minAvailable", -1L, "spec.maxUnavailable", "x%");
    assertThat(refusal(BUDGETS, both))
        .contains("spec: Invalid value: ", ": minAvailable and maxUnavailable cannot be both set")
        .contains("spec.minAvailable: Invalid value: -1: must be greater than or equal to 0")
        .contains("spec.maxUnavailable: Invalid value: \"x%\": a valid percent string must be");
    var more = Fixture.object("metadata.name", "b", "spec.minAvailable", "120%");
    assertThat(refusal(BUDGETS, more))
        .isEqualTo(
            "422 Invalid: PodDisruptionBudget.policy \"b\" is invalid: spec.minAvailable: Invalid"
                + " value: \"120%\": must not be greater than 100%");
    var odd = Fixture.object("metadata.name", "b", "spec.unhealthyPodEvictionPolicy", "Foo");
    assertThat(refusal(BUDGETS, odd))
        .contains("Unsupported value: \"Foo\": supported values: \"AlwaysAllow\"");
  }

  @Test
  void aPatchReplacesTheSelectorOfABudget() {
    cluster.create(
        BUDGETS, Fixture.object("metadata.name", "b", "spec.selector.matchLabels.app", "a"));
    var patch = Fixture.object("spec.selector.matchLabels.tier", "t");

    var after =
        cluster.done(
            Request.patch(cluster.type(BUDGETS), "default", "b", PatchKind.STRATEGIC, patch));

    assertThat(Trees.at(after, "spec", "selector"))
        .isEqualTo(Map.of("matchLabels", Map.of("tier", "t")));
  }

  @Test
  void aPolicyIsOfTheDirectionsOfItsRules() {
    var incoming =
        cluster.create(POLICIES, policy("ingress", port("ports", List.of(port("port", 80L)))));
    assertThat(Trees.at(incoming, "spec"))
        .isEqualTo(
            Map.of(
                "podSelector",
                Map.of(),
                "ingress",
                List.of(Map.of("ports", List.of(Map.of("port", 80L, "protocol", "TCP")))),
                "policyTypes",
                List.of("Ingress")));
    var both = Trees.put(policy("egress", Trees.EMPTY), "q", "metadata", "name");
    assertThat(Trees.at(cluster.create(POLICIES, both), "spec", "policyTypes"))
        .isEqualTo(List.of("Ingress", "Egress"));
  }

  @Test
  void aPolicyNamesPortsAndPeersThatCanBe() {
    var ports =
        List.of(
            port("port", 0L),
            port("port", "A_B"),
            port("protocol", "ICMP"),
            port("port", 5L, "endPort", 3L),
            port("endPort", 4L),
            port("port", "x", "endPort", 4L));
    assertThat(refusal(POLICIES, policy("ingress", port("ports", ports))))
        .contains("spec.ingress[0].ports[0].port: Invalid value: 0: must be between 1 and 65535")
        .contains("spec.ingress[0].ports[1].port: Invalid value: \"A_B\": must contain only")
        .contains("spec.ingress[0].ports[2].protocol: Unsupported value: \"ICMP\"")
        .contains("spec.ingress[0].ports[3].endPort: Invalid value: 5: must be greater than")
        .contains("spec.ingress[0].ports[4].endPort: Invalid value: 4: may not be specified")
        .contains("spec.ingress[0].ports[5].endPort: Invalid value: 4: may not be specified");
    var peers =
        List.of(
            Trees.EMPTY,
            port("podSelector", Trees.EMPTY, "ipBlock", port("cidr", "10.0.0.0/8")),
            port("podSelector", port("matchExpressions", List.of(port("key", "a")))));
    assertThat(refusal(POLICIES, policy("egress", port("to", peers))))
        .contains("spec.egress[0].to[0]: Required value: must specify a peer")
        .contains("spec.egress[0].to[1]: Forbidden: may not specify both ipBlock and another peer")
        .contains("spec.egress[0].to[2].podSelector.matchExpressions[0].operator: Invalid value");
    var types = Fixture.object("metadata.name", "p", "spec.policyTypes", List.of("Foo"));
    assertThat(refusal(POLICIES, types))
        .contains("spec.policyTypes[0]: Unsupported value: \"Foo\": supported values: \"Ingress\"");
  }
}
