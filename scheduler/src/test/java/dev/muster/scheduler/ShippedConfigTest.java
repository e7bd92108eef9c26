package dev.muster.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.demand.Tree;
import dev.muster.scheduler.kube.map.Manifests;
import dev.muster.scheduler.model.FaultTolerance;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The configuration in the manifests, and what stands there beside it. */
class ShippedConfigTest {
  private static SchedulerConfig.Result.Accepted shipped() {
    var result = SchedulerConfig.read("config.yaml", Manifests.text("scheduler/config.yaml"));
    assertThat(result).isInstanceOf(SchedulerConfig.Result.Accepted.class);
    return (SchedulerConfig.Result.Accepted) result;
  }

  @Test
  void shippedConfigurationIsTakenWhole() {
    assertThat(shipped().ignored()).isEmpty();
    assertThat(shipped().config().faultTolerance().values()).isEqualTo(FaultTolerance.DEFAULT);
  }

  @Test
  void deploymentServesWhereItIsProbedAndMayHoldItsLease() {
    var muster = shipped().config().muster();
    var container =
        Tree.lenient(Manifests.read("scheduler/deployment.yaml").getFirst())
            .get("spec", "template", "spec", "containers")
            .items()
            .getFirst();
    var port = container.get("ports").items().getFirst();
    assertThat(port.get("name").text("")).isEqualTo("http");
    assertThat(port.get("containerPort").count(1, 1)).isEqualTo(muster.httpPort());
    for (var probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      assertThat(container.get(probe, "httpGet", "port").text("")).isEqualTo("http");
    }
    assertThat(Manifests.text("rbac/scheduler.yaml"))
        .contains("resourceNames: [" + muster.leaderElection().name() + "]");
  }
}
