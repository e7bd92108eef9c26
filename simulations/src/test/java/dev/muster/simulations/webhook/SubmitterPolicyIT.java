package dev.muster.simulations.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.simulations.Objects;
import dev.muster.simulations.TestServer;
import dev.muster.simulations.live.http.RawClient;
import dev.muster.simulations.live.objects.Trees;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who is recorded as the submitter of a gang is who sends it, though no webhook looks at it. */
@Tag(TestServer.BOTH)
final class SubmitterPolicyIT extends PolicyStage {
  private static final String GANGS =
      "/apis/workload.codeflare.dev/v1beta2/namespaces/default/appwrappers";
  private static final String OLDER_GANGS =
      "/apis/mcad.ibm.com/v1beta1/namespaces/default/appwrappers";
  private static final String STAMP = "muster.dev/submitter";

  @Test
  void nobodyIsRecordedButWhoeverSendsIt() {
    var older = Path.of(System.getProperty("muster.root"), "manifests", "crds", "mcad");
    Objects.documents(older.resolve("appwrappers.mcad.ibm.com.yaml")).forEach(server::create);
    awaitInForce(() ->
        refused(server.raw().post(GANGS + "?dryRun=All", gang("x", "")), "does not name who"));
    var ada = client(server.kubeconfigFor("ada"));
    // Tokens say more of whoever bears them than certificates do.
    var account = client(server.kubeconfigFor(NAMESPACE, "sender"));
    String adas;
    String accounts;
    try (var webhook = new TestWebhook(server, NAMESPACE, "", TestWebhook.Scope.ALL)) {
      webhook.awaitTrusted();
      letDoAnything("ada");
      letDoAnything("o\"brien\\x");
      letDoAnything("system:serviceaccount:" + NAMESPACE + ":sender");
      adas = stamped(ada, "hers");
      accounts = stamped(account, "an-accounts");
      assertThat(stamped(client(server.kubeconfigFor("o\"brien\\x")), "his"))
          .startsWith("{\"username\":\"o\\\"brien\\\\x\"");
    }
    assertThat(adas).isEqualTo("{\"username\":\"ada\",\"groups\":[\"system:authenticated\"]}");
    assertThat(accounts)
        .contains(":sender\",\"uid\":\"")
        .contains(",\"extra\":{")
        .endsWith("\"]}}");
    server.delete(
        "admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration", "muster-webhook");
    server.delete(
        "admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration", "muster-webhook");

    onlyTheOwnIsTaken(ada, adas, forgeriesOfAdas(adas));
    onlyTheOwnIsTaken(account, accounts, forgeriesOfAnAccounts(accounts));
    refused(server.raw().post(GANGS, gang("others", adas)), "does not name who sends this");
    refused(server.raw().post(OLDER_GANGS, older("others", adas)), "does not name who sends this");
    assertThat(ada.post(OLDER_GANGS, older("hers", adas)).code()).isEqualTo(201);
    refused(
        patch(ada, OLDER_GANGS + "/hers", "{metadata: {annotations: {muster.dev/submitter: x}}}"),
        "cannot be changed");
    var at = GANGS + "/hers";
    refused(
        patch(ada, at, "{metadata: {annotations: {muster.dev/submitter: null}}}"),
        "cannot be changed");
    refused(
        patch(server.raw(), at, "{metadata: {annotations: {muster.dev/submitter: '{}'}}}"),
        "cannot be changed");
    assertThat(patch(ada, at, "{metadata: {labels: {a: b}, annotations: {c: d}}}").code())
        .isEqualTo(200);
  }

  private static void onlyTheOwnIsTaken(RawClient sender, String own, List<String> forgeries) {
    await()
        .atMost(PATIENCE)
        .until(() -> sender.post(GANGS + "?dryRun=All", gang("own", own)).code() == 201);
    for (var forged : forgeries) {
      assertThat(forged).isNotEqualTo(own);
      refused(sender.post(GANGS, gang("forged", forged)), "does not name who sends this");
    }
  }

  /** Somebody else, and more than API servers know of her. */
  private static List<String> forgeriesOfAdas(String own) {
    var open = own.substring(0, own.length() - 1);
    return List.of(
        "",
        own.replace("ada", "root"),
        own.replace("\"ada\"", "\"adam\""),
        own.replace("\"groups\":[", "\"groups\":[\"system:masters\","),
        open + ",\"uid\":\"0\"}",
        open + ",\"extra\":{\"scopes\":[\"all\"]}}",
        open + ",\"extra\":{},\"uid\":\"0\"}");
  }

  /** Less, more and something else in what tokens say of their bearers. */
  private static List<String> forgeriesOfAnAccounts(String own) {
    int last = own.length() - 5; // of the last text in it
    char other = own.charAt(last) == 'x' ? 'y' : 'x';
    return List.of(
        own.substring(0, own.indexOf(",\"extra\"")) + "}",
        own.substring(0, last) + other + own.substring(last + 1),
        own.replace("\"extra\":{", "\"extra\":{\"scopes\":[\"all\"],"),
        own.substring(0, own.length() - 1) + ",\"a\":{\"b\":[\"c\"]}}");
  }

  /** What is recorded of whoever creates a gang. */
  private String stamped(RawClient user, String name) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          var made = user.post(GANGS, gang(name, ""));
          assertThat(made.code()).as(() -> made.body().toString()).isIn(201, 409);
        });
    var made = server.get("workload.codeflare.dev/v1beta2", "AppWrapper", name);
    return Trees.text(made, "metadata", "annotations", STAMP);
  }

  private void letDoAnything(String user) {
    var unused =
        server
            .raw()
            .post(
                "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
                Objects.json(
                        Objects.yaml(
                            """
                            {metadata: {generateName: all-}, subjects: [{kind: User, apiGroup: rbac.authorization.k8s.io, name: ''}],
                             roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}}
                            """))
                    .replace("\"name\":\"\"", "\"name\":" + Objects.json(user)));
  }

  private static String gang(String name, String stamp) {
    return stamped(
        """
        {apiVersion: workload.codeflare.dev/v1beta2, kind: AppWrapper, metadata: {name: %s},
         spec: {components: [{template: {apiVersion: v1, kind: Pod, metadata: {name: %s},
                spec: {containers: [{name: c, image: x}]}}}]}}
        """
            .formatted(name, name),
        stamp);
  }

  private static String older(String name, String stamp) {
    return stamped(
        """
        {apiVersion: mcad.ibm.com/v1beta1, kind: AppWrapper, metadata: {name: %s},
         spec: {resources: {GenericItems: [{generictemplate: {apiVersion: v1, kind: Pod}}]}}}
        """
            .formatted(name),
        stamp);
  }

  private static String stamped(String text, String stamp) {
    Map<String, @Nullable Object> gang = Objects.yaml(text);
    if (!stamp.isEmpty()) {
      var metadata = Trees.copyOf(Trees.map(gang, "metadata"));
      metadata.put("annotations", Trees.object(STAMP, stamp));
      gang.put("metadata", metadata);
    }
    return Objects.json(gang);
  }
}
