package dev.muster.simulations.live.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Roles that are made of other roles. */
final class AuthorizerTest {
  private static final String ROLES = "clusterroles.rbac.authorization.k8s.io";
  private static final String BINDINGS = "clusterrolebindings.rbac.authorization.k8s.io";

  private final Fixture cluster = new Fixture();

  /** A role that is made of those with the label {@code from}, and has the label {@code label}. */
  private void made(String name, String label, String from) {
    var selector = Trees.of("matchLabels", Trees.of(from, "true"));
    var role = Fixture.object("aggregationRule.clusterRoleSelectors", List.of(selector));
    cluster.create(ROLES, labelled(Trees.put(role, name, "metadata", "name"), label));
  }

  private static Map<String, @Nullable Object> labelled(
      Map<String, @Nullable Object> role, String label) {
    return Trees.put(role, "true", "metadata", "labels", label);
  }

  /** A role that lets somebody get one resource. */
  private void plain(String name, String label, String resource) {
    var rule =
        Trees.of("apiGroups", List.of(""), "resources", List.of(resource), "verbs", List.of("get"));
    cluster.create(
        ROLES, labelled(Fixture.object("metadata.name", name, "rules", List.of(rule)), label));
  }

  private void bind(String user, String role) {
    cluster.create(
        BINDINGS,
        Fixture.object(
            "metadata.name",
            user,
            "roleRef.apiGroup",
            "rbac.authorization.k8s.io",
            "roleRef.kind",
            "ClusterRole",
            "roleRef.name",
            role,
            "subjects",
            List.of(Trees.of("kind", "User", "name", user))));
  }

  private boolean mayGet(String user, String resource) {
    var question = new AccessQuestion("get", "", resource, "", "", "", "");
    return cluster.store.authorize(Requester.named(user), question).allowed();
  }

  @Test
  void roleHasTheRulesOfThoseItIsMadeOf() {
    plain("leaf", "a", "widgets");
    made("middle", "b", "a");
    made("top", "none", "b");
    bind("ann", "top");
    assertThat(mayGet("ann", "widgets")).isTrue();
    assertThat(mayGet("ann", "pods")).isFalse();
    plain("late", "a", "pods");
    assertThat(mayGet("ann", "pods")).isTrue();
  }

  @Test
  void rolesThatAreMadeOfEachOtherHaveTheRulesOfAll() {
    made(
        "circle",
        "rbac.authorization.k8s.io/aggregate-to-view",
        "rbac.authorization.k8s.io/aggregate-to-edit");
    bind("ann", "view");
    assertThat(mayGet("ann", "pods")).isTrue();
    assertThat(mayGet("ann", "widgets")).isFalse();
    plain("leaf", "rbac.authorization.k8s.io/aggregate-to-edit", "widgets");
    assertThat(mayGet("ann", "widgets")).isTrue();
    assertThat(cluster.store.rules(Requester.named("ann"), "")).doesNotHaveDuplicates();
  }
}
