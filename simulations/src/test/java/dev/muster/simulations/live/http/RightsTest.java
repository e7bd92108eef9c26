package dev.muster.simulations.live.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.live.store.Requester;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What those may do who are bound to roles, and what they are told of it. */
final class RightsTest {
  private static final Running RUNNING = Running.inScratch();
  private static final RawClient ADMIN = new RawClient(RUNNING.server.kubeconfig());
  private static final String BINDINGS =
      "/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings";

  @AfterAll
  static void close() {
    ADMIN.close();
    RUNNING.close();
    assertThat(RUNNING.failures).isEmpty();
  }

  private static RawClient as(String user) {
    return new RawClient(RUNNING.server.kubeconfigOf(Requester.named(user)));
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

  private static String review(String user, String verb, String resource) {
    return """
    {"spec":{"user":"%s","resourceAttributes":
      {"namespace":"default","verb":"%s","resource":"%s"}}}
    """
        .formatted(user, verb, resource);
  }

  @Test
  void whoeverIsNotBoundIsForbiddenAndToldWhat() {
    try (var client = as("nobody")) {
      var answer = client.get("/api/v1/namespaces/default/pods/p");
      assertThat(answer.code()).isEqualTo(403);
      assertThat(answer.at("message"))
          .isEqualTo(
              "pods \"p\" is forbidden: User \"nobody\" cannot get resource \"pods\" in API group"
                  + " \"\" in the namespace \"default\"");
      assertThat(client.get("/apis").code()).isEqualTo(200);
      assertThat(client.get("/metrics").at("message"))
          .isEqualTo("forbidden: User \"nobody\" cannot get path \"/metrics\"");
    }
  }

  @Test
  void aBindingGivesWhatTheRoleIsMadeOfInItsNamespaceAlone() {
    bind("viewer", "view");
    try (var client = as("viewer")) {
      assertThat(client.get("/api/v1/namespaces/default/pods").code()).isEqualTo(200);
      assertThat(client.get("/api/v1/namespaces/default/secrets").code()).isEqualTo(403);
      assertThat(client.get("/api/v1/pods").code()).isEqualTo(403);
      assertThat(client.post("/api/v1/namespaces/default/configmaps", "{}").code()).isEqualTo(403);
    }
  }

  @Test
  void whoeverMaySeeOneObjectListsAndWatchesWhatIsOfThatName() {
    var rule =
        """
        {"apiGroups":[""],"resources":["secrets"],"resourceNames":["x"],
         "verbs":["list","watch","deletecollection"]}
        """;
    ADMIN.post(
        "/apis/rbac.authorization.k8s.io/v1/clusterroles",
        "{\"metadata\":{\"name\":\"one\"},\"rules\":[" + rule + "]}");
    bind("picker", "one");
    var secrets = "/api/v1/namespaces/default/secrets";
    try (var client = as("picker")) {
      for (var selector : new String[] {"=x", "==x", "=x,metadata.namespace=default"}) {
        assertThat(client.get(secrets + "?fieldSelector=metadata.name" + selector).code())
            .as(selector)
            .isEqualTo(200);
      }
      try (var events =
          client.watch(
              secrets + "?watch=1&timeoutSeconds=1&fieldSelector=metadata.name=x", "*/*")) {
        assertThat(events).isEmpty();
      }
      for (var selector :
          new String[] {"metadata.name!=x", "metadata.name=", "metadata.name=x,odd"}) {
        assertThat(client.get(secrets + "?fieldSelector=" + selector).at("message"))
            .isEqualTo(
                "secrets is forbidden: User \"picker\" cannot list resource \"secrets\" in API group"
                    + " \"\" in the namespace \"default\"");
      }
      assertThat(client.get(secrets + "?fieldSelector=metadata.name=y").at("details", "name"))
          .isEqualTo("y");
      var deletion = client.to(secrets + "?fieldSelector=metadata.name=x").DELETE();
      assertThat(client.send(deletion).code()).isEqualTo(403);
    }
  }

  @Test
  void accessReviewsSayWhatRequestsMeet() {
    bind("editor", "edit");
    var path = "/apis/authorization.k8s.io/v1/subjectaccessreviews";
    var allowed = ADMIN.post(path, review("editor", "create", "pods"));
    assertThat(allowed.at("status", "allowed")).isEqualTo(true);
    assertThat(allowed.at("status", "reason"))
        .isEqualTo(
            "RBAC: allowed by RoleBinding \"editor-edit/default\" of ClusterRole \"edit\" to User"
                + " \"editor\"");
    assertThat(ADMIN.post(path, review("editor", "create", "roles")).at("status", "allowed"))
        .isEqualTo(false);
  }

  @Test
  void nobodyGivesRightsThatHeDoesNotHave() {
    bind("chief", "admin");
    try (var client = as("chief")) {
      var answer =
          client.post(
              BINDINGS,
              """
              {"metadata":{"name":"grab"},
               "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"cluster-admin"},
               "subjects":[{"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":"chief"}]}
              """);
      assertThat(answer.code()).isEqualTo(403);
      assertThat(String.valueOf(answer.at("message")))
          .contains("is attempting to grant RBAC permissions not currently held");
      assertThat(ADMIN.get(BINDINGS + "/grab").code()).isEqualTo(404);
    }
  }

  @Test
  void onlyWhoMayImpersonateActsForOthers() {
    try (var client = as("plain")) {
      var answer =
          client.send(
              client.to("/api/v1/namespaces/default/pods").header("Impersonate-User", "admin"));
      assertThat(answer.at("message"))
          .isEqualTo(
              "users \"admin\" is forbidden: User \"plain\" cannot impersonate resource \"users\""
                  + " in API group \"\" at the cluster scope");
    }
    var other =
        ADMIN.send(ADMIN.to("/api/v1/namespaces/default/pods").header("Impersonate-User", "plain"));
    assertThat(other.code()).isEqualTo(403);
  }
}
