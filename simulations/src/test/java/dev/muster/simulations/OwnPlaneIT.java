package dev.muster.simulations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What tests rely on in a control plane of their own. */
final class OwnPlaneIT {
  private static final List<String> COMPONENTS =
      List.of("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler");

  @Test
  void bothUsersMayDoEverythingAndOnlyOneByMembership() {
    try (var plane = OwnPlane.start(List.of())) {
      for (var kubeconfig : List.of(plane.kubeconfig(), plane.testerKubeconfig())) {
        var kubectl = Kubectl.with(kubeconfig);
        assertThat(kubectl.run("auth", "can-i", "*", "*").ok()).isEqualTo("yes\n");
        assertThat(kubectl.run("get", "serviceaccount", "default", "-o", "name").ok())
            .isEqualTo("serviceaccount/default\n");
      }
      var groups = new String[] {"auth", "whoami", "-o", "jsonpath={.status.userInfo.groups}"};
      assertThat(Kubectl.with(plane.kubeconfig()).run(groups).ok()).contains("system:masters");
      assertThat(Kubectl.with(plane.testerKubeconfig()).run(groups).ok())
          .doesNotContain("system:masters");
    }
  }

  @Test
  void nothingOfItIsLeftWhenTheTestIsOver() {
    List<ProcessHandle> components;
    try (var plane = OwnPlane.start(List.of())) {
      components = COMPONENTS.stream().flatMap(name -> handle(plane, name)).toList();
      assertThat(components).hasSize(COMPONENTS.size()).allMatch(ProcessHandle::isAlive);
    }
    assertThat(components).noneMatch(ProcessHandle::isAlive);
  }

  @Test
  void theRestEndsWithAComponentThatDies() {
    try (var plane = OwnPlane.start(List.of())) {
      var rest =
          COMPONENTS.stream()
              .filter(name -> !name.equals("etcd"))
              .flatMap(name -> handle(plane, name))
              .toList();
      handle(plane, "etcd").forEach(ProcessHandle::destroyForcibly);
      await()
          .atMost(Duration.ofSeconds(40))
          .untilAsserted(() -> assertThat(rest).noneMatch(ProcessHandle::isAlive));
    }
  }

  private static Stream<ProcessHandle> handle(OwnPlane plane, String component) {
    return ProcessHandle.of(plane.pid(component)).stream();
  }
}
