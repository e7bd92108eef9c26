package dev.muster.simulations.live.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.live.store.Requester;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What rights it takes to write over nothing, and to give rights. */
final class GrantsTest {
  private static final Running RUNNING = Running.inScratch();
  private static final RawClient ADMIN = new RawClient(RUNNING.server.kubeconfig());
  private static final String ROLES = "/apis/rbac.authorization.k8s.io/v1/clusterroles";
  private static final String BINDINGS = "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings";
  private static final String CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";
  private static final String LEASES = "/apis/coordination.k8s.io/v1/namespaces/default/leases";
  private static final String FULL =
      "clusterroles.rbac.authorization.k8s.io \"%s\" is forbidden: must have cluster-admin"
          + " privileges to use the aggregationRule";
  private static final String BOOTSTRAPPING =
      """
      {"aggregationRule":{"clusterRoleSelectors":
        [{"matchLabels":{"kubernetes.io/bootstrapping":"rbac-defaults"}}]}}
      """;

  @AfterAll
  static void close() {
    ADMIN.close();
    RUNNING.close();
    assertThat(RUNNING.failures).isEmpty();
  }

  /** A user bound to a role of the same name, which allows these verbs on these resources. */
  private static RawClient allowed(String user, String verbs, String... resources) {
    role(user, verbs, resources);
    bind(user, user);
    return new RawClient(RUNNING.server.kubeconfigOf(Requester.named(user)));
  }

  private static void role(String name, String verbs, String... resources) {
    var answer =
        ADMIN.post(
            ROLES,
            """
            {"metadata":{"name":"%s"},
             "rules":[{"apiGroups":["*"],"resources":["%s"],"verbs":["%s"]}]}
            """
                .formatted(name, String.join("\",\"", resources), verbs.replace(" ", "\",\"")));
    assertThat(answer.code()).isEqualTo(201);
  }

  private static void bind(String user, String role) {
    var answer =
        ADMIN.post(
            BINDINGS,
            """
            {"metadata":{"name":"%s-%s"},
             "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"%s"},
             "subjects":[{"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":"%s"}]}
            """
                .formatted(user, role, role, user));
    assertThat(answer.code()).isEqualTo(201);
  }

  private static RawClient.Answer apply(RawClient client, String name) {
    return client.send(
        "PATCH",
        CONFIG_MAPS + "/" + name + "?fieldManager=m",
        "application/apply-patch+yaml",
        "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"" + name + "\"}}");
  }

  private static RawClient.Answer putLease(RawClient client, String name) {
    return client.send(
        "PUT",
        LEASES + "/" + name,
        "application/json",
        "{\"metadata\":{\"name\":\"" + name + "\"}}");
  }

  private static RawClient.Answer merge(RawClient client, String path, String patch) {
    return client.send("PATCH", path, "application/merge-patch+json", patch);
  }

  @Test
  void whoeverMayOnlyChangeCreatesNothingByChangingIt() {
    try (var client = allowed("changer", "get patch update", "configmaps", "leases")) {
      var applied = apply(client, "fresh");
      assertThat(applied.code()).isEqualTo(403);
      assertThat(applied.at("message"))
          .isEqualTo(
              "configmaps \"fresh\" is forbidden: User \"changer\" cannot create resource"
                  + " \"configmaps\" in API group \"\" in the namespace \"default\"");
      assertThat(applied.at("details"))
          .isEqualTo(Discovery.tree("name", "fresh", "kind", "configmaps"));
      assertThat(putLease(client, "fresh").at("message"))
          .isEqualTo(
              "leases.coordination.k8s.io \"fresh\" is forbidden: User \"changer\" cannot create"
                  + " resource \"leases\" in API group \"coordination.k8s.io\" in the namespace"
                  + " \"default\"");
      assertThat(ADMIN.get(CONFIG_MAPS + "/fresh").code()).isEqualTo(404);
      assertThat(ADMIN.get(LEASES + "/fresh").code()).isEqualTo(404);
    }
  }

  @Test
  void whoeverMayCreateTooDoesSoByChanging() {
    try (var client = allowed("creator", "create get patch update", "configmaps", "leases")) {
      assertThat(apply(client, "made").code()).isEqualTo(201);
      assertThat(putLease(client, "made").code()).isEqualTo(201);
    }
  }

  @Test
  void whatIsThereIsAppliedToWithoutTheRightToCreate() {
    assertThat(apply(ADMIN, "there").code()).isEqualTo(201);
    try (var client = allowed("applier", "get patch", "configmaps")) {
      assertThat(apply(client, "there").code()).isEqualTo(200);
    }
  }

  @Test
  void onlyWhoMayDoEverythingLetsARoleGatherOthers() {
    try (var client = allowed("gatherer", "create get patch update", "clusterroles")) {
      var changed = merge(client, ROLES + "/gatherer", BOOTSTRAPPING);
      assertThat(changed.code()).isEqualTo(403);
      assertThat(changed.at("message")).isEqualTo(FULL.formatted("gatherer"));
      var created = BOOTSTRAPPING.replaceFirst("\\{", "{\"metadata\":{\"name\":\"gathered\"},");
      assertThat(client.post(ROLES, created).at("message")).isEqualTo(FULL.formatted("gathered"));
      assertThat(client.get("/api/v1/namespaces/default/secrets").code()).isEqualTo(403);
      assertThat(merge(client, ROLES + "/view", "{\"aggregationRule\":null}").at("message"))
          .isEqualTo(FULL.formatted("view"));
    }
    assertThat(merge(ADMIN, ROLES + "/gatherer", BOOTSTRAPPING).code()).isEqualTo(200);
  }

  @Test
  void whoeverMayDoEverythingWithoutBeingAMasterLetsARoleGatherOthers() {
    role("first", "get", "pods");
    bind("chief", "cluster-admin");
    try (var client = allowed("chief", "get", "pods")) {
      assertThat(merge(client, ROLES + "/first", BOOTSTRAPPING).code()).isEqualTo(200);
    }
  }

  @Test
  void aRoleIsNotLabelledIntoAnotherByWhoDoesNotHaveItsRights() {
    role("strong", "delete", "nodes");
    bind("nobody", "strong");
    var labels =
        """
        {"metadata":{"labels":{"rbac.authorization.k8s.io/aggregate-to-view":"true"}}}
        """;
    try (var client = allowed("labeller", "get patch", "clusterroles", "clusterrolebindings")) {
      var answer = merge(client, ROLES + "/strong", labels);
      assertThat(answer.code()).isEqualTo(403);
      assertThat(answer.at("message"))
          .isEqualTo(
              "clusterroles.rbac.authorization.k8s.io \"strong\" is forbidden: user \"labeller\""
                  + " (groups=[\"system:authenticated\"]) is attempting to grant RBAC permissions"
                  + " not currently held:\n"
                  + "{APIGroups:[\"*\"], Resources:[\"nodes\"], Verbs:[\"delete\"]}");
      assertThat(merge(client, BINDINGS + "/nobody-strong", labels).code()).isEqualTo(403);
    }
  }

  @Test
  void whatOnlyHoldsADeletionUpIsWrittenWithoutTheRightsOfTheRole() {
    role("going", "delete", "nodes");
    try (var client = allowed("collector", "get patch", "clusterroles")) {
      var guarded = "{\"metadata\":{\"finalizers\":[\"example.dev/guard\"]}}";
      assertThat(merge(client, ROLES + "/going", guarded).code()).isEqualTo(200);
      assertThat(merge(client, ROLES + "/going", "{\"metadata\":{\"finalizers\":null}}").code())
          .isEqualTo(200);
    }
  }
}
