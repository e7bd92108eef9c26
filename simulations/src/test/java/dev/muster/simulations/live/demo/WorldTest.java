package dev.muster.simulations.live.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.live.store.AccessQuestion;
import dev.muster.simulations.live.store.Request;
import dev.muster.simulations.live.store.Response;
import dev.muster.simulations.live.store.Store;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The demo's cluster as it is founded, and what Muster's own parts may do in it. */
final class WorldTest {
  private final Store store = new Store(() -> 1_793_664_000_000L);
  private final World world = new World(store);

  @BeforeEach
  void found() {
    world.found();
    world.install();
  }

  private boolean may(String account, String verb, String group, String resource, String name) {
    int slash = name.indexOf('/');
    var question =
        new AccessQuestion(
            verb,
            group,
            resource,
            "",
            name.substring(0, Math.max(0, slash)),
            name.substring(slash + 1),
            "");
    return store.authorize(world.account(account), question).allowed();
  }

  private boolean schedulerMay(String verb, String group, String resource, String name) {
    return may("muster-scheduler", verb, group, resource, name);
  }

  @Test
  void theSchedulerMayDoWhatTheManifestsSay() {
    assertThat(schedulerMay("patch", "workload.codeflare.dev", "appwrappers", "default/one"))
        .isTrue();
    assertThat(schedulerMay("create", "ray.io", "rayclusters", "default/")).isTrue();
    assertThat(schedulerMay("watch", "", "pods", "")).isTrue();
    assertThat(schedulerMay("patch", "", "nodes", "node-01")).isTrue();
    assertThat(
            schedulerMay(
                "patch", "coordination.k8s.io", "leases", "muster-system/muster-scheduler"))
        .isTrue();
  }

  @Test
  void theSchedulerMayDoNothingElse() {
    assertThat(schedulerMay("get", "", "secrets", "muster-system/muster-webhook-certificate"))
        .isFalse();
    assertThat(schedulerMay("list", "", "secrets", "")).isFalse();
    assertThat(schedulerMay("create", "", "secrets", "default/")).isFalse();
    assertThat(schedulerMay("delete", "workload.codeflare.dev", "appwrappers", "default/one"))
        .isFalse();
    assertThat(schedulerMay("update", "", "nodes", "node-01")).isFalse();
    assertThat(schedulerMay("delete", "", "nodes", "node-01")).isFalse();
    assertThat(
            schedulerMay("patch", "coordination.k8s.io", "leases", "kube-system/muster-scheduler"))
        .isFalse();
    assertThat(
            schedulerMay(
                "create", "rbac.authorization.k8s.io", "clusterrolebindings", "muster-scheduler"))
        .isFalse();
  }

  @Test
  void theWebhookReadsItsOwnSecretAndNoOther() {
    assertThat(
            may("muster-webhook", "get", "", "secrets", "muster-system/muster-webhook-certificate"))
        .isTrue();
    assertThat(may("muster-webhook", "get", "", "secrets", "muster-system/another")).isFalse();
    assertThat(may("muster-webhook", "list", "", "pods", "")).isFalse();
  }

  @Test
  void whatIsThereStaysAndWhatIsGoneComesBack() {
    var account = world.account("muster-scheduler");
    var roles = store.type("rbac.authorization.k8s.io", "v1", "clusterroles").orElseThrow();
    assertThat(
            store.handle(
                Request.delete(roles, "", "muster-scheduler", Map.of()).withUser("system:admin")))
        .isInstanceOf(Response.Success.class);
    assertThat(schedulerMay("watch", "", "nodes", "")).isFalse();

    world.install();

    assertThat(schedulerMay("watch", "", "nodes", "")).isTrue();
    assertThat(world.account("muster-scheduler")).isEqualTo(account);
  }
}
