package dev.muster.simulations.live.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.store.Callout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Somebody's webhook denies what controllers write. */
final class RefusedWritesTest {
  private static final String KIND = "ValidatingWebhookConfiguration";
  private static final String GROUP = "admissionregistration.k8s.io/v1";

  /** A webhook that denies whatever it is asked about, and counts that. */
  private static final class Denier implements Callout {
    private int asked;

    @Override
    public void call(Target target, Map<String, @Nullable Object> body, Consumer<Outcome> then) {
      asked++;
      var response =
          Trees.object(
              "uid", Trees.text(body, "request", "uid"),
              "allowed", false,
              "status", Trees.object("code", 403L, "message", "not on my watch"));
      var answer = Trees.object("apiVersion", body.get("apiVersion"), "kind", body.get("kind"));
      answer.put("response", response);
      then.accept(new Outcome.Answered(answer));
    }
  }

  private final EmbeddedCluster cluster = EmbeddedCluster.bare("1x8gpu");
  private final Denier denier = new Denier();
  private final List<String> told = new ArrayList<>();

  RefusedWritesTest() {
    cluster.store.callouts(denier);
  }

  private void operate() {
    Operators.start(cluster.store, cluster.loop, Settings.DEFAULT, new ToldOnce(told::add));
  }

  private void deny(String operation, String resource) {
    cluster.create(
        """
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingWebhookConfiguration
        metadata: {name: denier}
        webhooks:
        - name: denier.example.org
          clientConfig: {url: "https://denier.example.org"}
          sideEffects: None
          admissionReviewVersions: [v1]
          rules:
          - {operations: [%s], apiGroups: [""], apiVersions: [v1], resources: [%s]}
        """
            .formatted(operation, resource));
  }

  private void denyNothing() {
    cluster.delete(GROUP, KIND, "denier");
  }

  private void pod(String name) {
    cluster.create(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: %s}
        spec: {containers: [{name: main, image: busybox}]}
        """
            .formatted(name));
  }

  /** What a quarter of an hour of denials led to, and that the pod gets on after them. */
  private void deniedForLong(String line) {
    cluster.loop.runFor(900_000);
    assertThat(told).containsExactly(line + "denied the request: not on my watch");
    assertThat(denier.asked).isBetween(20, 50);
    denyNothing();
    cluster.loop.runFor(35_000);
    assertThat(told).hasSize(1);
  }

  @Test
  void aDeniedStatusIsToldOnceAndWrittenOnceItIsAllowed() {
    operate();
    deny("UPDATE", "pods/status");
    pod("a");

    deniedForLong(
        "system:kubelet: patch pods default/a refused: admission webhook \"denier.example.org\" ");

    assertThat(cluster.phase("a")).isEqualTo("Running");
  }

  @Test
  void aDeniedDeletionIsToldOnceAndDoneOnceItIsAllowed() {
    operate();
    pod("a");
    cluster.loop.runFor(5_000);
    cluster.delete("v1", "Pod", "a");
    deny("DELETE", "pods");

    deniedForLong(
        "system:kubelet: delete pods default/a refused: admission webhook \"denier.example.org\" ");

    assertThat(cluster.pods()).isEmpty();
  }

  @Test
  void aDeniedBindingIsToldOnceAndMadeOnceItIsAllowed() {
    operate();
    deny("CREATE", "pods/binding");
    pod("a");

    deniedForLong(
        "system:kube-scheduler: bind pods default/a refused: admission webhook"
            + " \"denier.example.org\" ");

    assertThat(cluster.phase("a")).isEqualTo("Running");
  }

  @Test
  void othersGetOnWhileOneIsDenied() {
    operate();
    pod("a");
    cluster.loop.runFor(5_000);
    cluster.delete("v1", "Pod", "a");
    deny("DELETE", "pods");
    pod("b");
    cluster.loop.runFor(5_000);

    assertThat(cluster.podsIn("Running")).containsExactly("a", "b");
  }

  @Test
  void whereNobodyListensARefusalIsADefect() {
    Operators.start(cluster.store, cluster.loop, Settings.DEFAULT);
    deny("UPDATE", "pods/status");
    pod("a");

    assertThatThrownBy(() -> cluster.loop.runFor(5_000))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("not on my watch");
  }
}
