package dev.muster.simulations.live.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.Kubectl;
import dev.muster.simulations.TestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What kubectl finds out of a server, sends as protobuf and applies on it, on either server. */
@Tag(TestServer.BOTH)
final class KubectlCommandsIT {
  @SuppressWarnings("NullAway.Init") // set before the tests
  private static TestServer server;

  @SuppressWarnings("NullAway.Init") // set before the tests
  private static Kubectl kubectl;

  @BeforeAll
  static void start() {
    server = TestServer.bare();
    server.create(Running.resource("gadget-definition.yaml"));
    kubectl = Kubectl.with(server.kubeconfig());
  }

  @AfterAll
  static void close() {
    server.close();
  }

  /** What a command says that goes well; words are divided by single spaces. */
  private static String ok(String command) {
    return kubectl.run(command.split(" ")).ok();
  }

  private static String pod(String name) {
    return """
    apiVersion: v1
    kind: Pod
    metadata: {name: %s, labels: {app: try}}
    spec: {containers: [{name: main, image: none}]}
    """
        .formatted(name);
  }

  private static String configMap(String name, String data) {
    return """
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: %s}
    data: %s
    """
        .formatted(name, data);
  }

  @Test
  void kindsAreDiscoveredAndExplained() {
    assertThat(ok("api-resources --api-group=test.muster.dev --no-headers"))
        .containsPattern("gadgets +gd +test.muster.dev/v1 +true +Gadget");
    assertThat(ok("explain gd.spec.size"))
        .contains("FIELD: size <integer>", "How large it shall be.");
    assertThat(ok("api-versions")).contains("apps/v1\n", "test.muster.dev/v1\n");
  }

  @Test
  void commandsThatSendProtobufAreUnderstood() {
    assertThat(ok("auth can-i create pods")).isEqualTo("yes\n");
    assertThat(ok("auth whoami")).contains("system:authenticated");
    ok("create namespace team");
    ok("create configmap notes -n team --from-literal=a=café");
    ok("create secret generic keys -n team --from-literal=a=b");
    ok("create serviceaccount robot -n team");
    ok("create role reader -n team --verb=get --resource=pods");
    ok("create rolebinding robot-reads -n team --role=reader --serviceaccount=team:robot");
    ok("create clusterrole counter --verb=list --resource=nodes");
    ok("create clusterrolebinding all-count --clusterrole=counter --group=team");
    ok("create poddisruptionbudget two -n team --selector=app=web --min-available=2");
    ok("create service clusterip web -n team --tcp=80:8080");
    ok("create ingress web -n team --rule=host/path=web:80");
    ok("create priorityclass urgent --value=7 --description=soon");
    ok("create deployment web --image=none --replicas=2 -n team");
    ok("create job once --image=none -n team -- true");

    assertThat(ok("get cm notes -n team -o jsonpath={.data.a}")).isEqualTo("café");
    assertThat(ok("auth can-i get pods -n team --as=system:serviceaccount:team:robot"))
        .isEqualTo("yes\n");
    assertThat(ok("get pdb two -n team -o jsonpath={.spec.minAvailable}")).isEqualTo("2");
    assertThat(ok("get ing web -n team -o jsonpath={.spec.rules[0].http.paths[0].path}"))
        .isEqualTo("/path");
    assertThat(ok("get pc urgent -o jsonpath={.value}")).isEqualTo("7");
    assertThat(ok("get deploy web -n team -o jsonpath={.spec.replicas}")).isEqualTo("2");
    assertThat(ok("delete namespace team --wait=false")).isEqualTo("namespace \"team\" deleted\n");
  }

  @Test
  void everyUserHasAKubeconfigOfTheirOwn() {
    var other = Kubectl.with(server.kubeconfigFor("alice"));

    assertThat(other.run("auth", "whoami", "-o", "jsonpath={.status.userInfo.username}").ok())
        .isEqualTo("alice");
  }

  @Test
  void appliedOnTheServerFieldsHaveOwnersAndConflicts() {
    var mine = configMap("shared", "{k: v}");
    var other = configMap("shared", "{k: w}");

    assertThat(kubectl.runWith(mine, "apply", "--server-side", "-f", "-").ok())
        .isEqualTo("configmap/shared serverside-applied\n");
    var refused =
        kubectl.runWith(other, "apply", "--server-side", "--field-manager=other", "-f", "-");
    assertThat(refused.err())
        .contains("Apply failed with 1 conflict: conflict with \"kubectl\": .data.k");
    assertThat(
            kubectl
                .runWith(
                    other,
                    "apply",
                    "--server-side",
                    "--force-conflicts",
                    "--field-manager=other",
                    "-f",
                    "-")
                .ok())
        .isEqualTo("configmap/shared serverside-applied\n");
    assertThat(ok("get cm shared -o jsonpath={.data.k}")).isEqualTo("w");
    assertThat(
            ok(
                "get cm shared --show-managed-fields -o jsonpath={.metadata.managedFields[*].manager}"))
        .isEqualTo("other");
  }

  @Test
  void diffShowsWhatAnApplyWouldChange() {
    kubectl.runWith(configMap("compared", "{k: v}"), "apply", "-f", "-").ok();

    assertThat(kubectl.runWith(configMap("compared", "{k: v}"), "diff", "-f", "-").ok()).isEmpty();
    var changed = kubectl.runWith(configMap("compared", "{k: w}"), "diff", "-f", "-");
    assertThat(changed.out()).contains("-  k: v", "+  k: w");
  }

  @Test
  void builtInKindsAreExplainedAndCheckedByTheirSchemas() {
    assertThat(ok("explain pods.spec.containers"))
        .contains("FIELD: containers <[]Container>", "ports\t<[]ContainerPort>")
        .containsPattern("name\\t<string> -required-");
    var misspelt = pod("misspelt").replace("image:", "imagee:");
    assertThat(kubectl.runWith(misspelt, "apply", "--validate=strict", "-f", "-").err())
        .contains("strict decoding error: unknown field \"spec.containers[0].imagee\"");
  }
}
