package dev.muster.scheduler;

import static dev.muster.scheduler.model.Nodes.aNode;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.model.Action;
import dev.muster.scheduler.model.Admission;
import dev.muster.scheduler.model.Cluster;
import dev.muster.scheduler.model.Demand;
import dev.muster.scheduler.model.FaultTolerance;
import dev.muster.scheduler.model.Gang;
import dev.muster.scheduler.model.GangId;
import dev.muster.scheduler.model.GangStatus;
import dev.muster.scheduler.model.Node;
import dev.muster.scheduler.model.NodeQuarantine;
import dev.muster.scheduler.model.NodeQuarantine.State;
import dev.muster.scheduler.model.Observed;
import dev.muster.scheduler.model.PersistentMap;
import dev.muster.scheduler.model.Phase;
import dev.muster.scheduler.model.Plan;
import dev.muster.scheduler.model.Snapshot;
import dev.muster.scheduler.model.Verdict;
import dev.muster.scheduler.model.Wish;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SchedulerMetricsTest {
  private static final GangId ID = new GangId("vision", "secret-project", "uid-1");
  private final SchedulerMetrics metrics = new SchedulerMetrics("1.2.3");

  @Test
  void anAdmissionCountsInItsQueueWithItsWait() {
    var admission = new Admission("local", 1, false, List.of());
    var action = new Action.Admit(ID, admission, GangStatus.UNSEEN.withPhase(Phase.RESUMING));
    metrics.onCycle(snapshot(gang(Phase.SUSPENDED)), plan(action));
    assertThat(metrics.scrape())
        .contains(
            "muster_gangs_admitted_total{cluster=\"local\",path=\"direct\",queue=\"gold\"} 1.0",
            "muster_gang_wait_seconds_sum{queue=\"gold\"} 9.0",
            "muster_cycles_total{result=\"applied\"} 1.0");
  }

  @Test
  void everyEndIsCountedOnce() {
    var running = gang(Phase.RUNNING);
    var done = new Action.Advance(ID, running.status().withPhase(Phase.SUCCEEDED));
    metrics.onCycle(snapshot(running), plan(done));
    var succeeded = running.withStatus(done.next());
    metrics.onCycle(snapshot(succeeded), plan(new Action.Advance(ID, succeeded.status())));
    assertThat(metrics.scrape())
        .contains("muster_gangs_finished_total{queue=\"gold\",result=\"succeeded\"} 1.0");
  }

  @Test
  void waitingGangsShowByReasonAndNeverByName() {
    var waiting = gang(Phase.SUSPENDED);
    var told = waiting.withStatus(waiting.status().withVerdict(new Verdict.HeldByUser(), 1));
    metrics.onCycle(snapshot(told), Plan.NOTHING);
    assertThat(metrics.scrape())
        .contains("muster_gangs_waiting{queue=\"gold\",reason=\"HeldByUser\"} 1.0")
        .contains("muster_gangs{queue=\"gold\",state=\"queued\"} 1.0")
        .doesNotContain("secret-project")
        .doesNotContain("uid-1");
  }

  @Test
  void aGaugeGoesWhenItsGangsGo() {
    metrics.onCycle(snapshot(gang(Phase.RUNNING)), Plan.NOTHING);
    assertThat(metrics.scrape()).contains("state=\"running\"");
    metrics.onCycle(
        new Snapshot(11_000, new Cluster("local", PersistentMap.empty()), PersistentMap.empty()),
        Plan.NOTHING);
    assertThat(metrics.scrape()).doesNotContain("state=\"running\"");
  }

  @Test
  void quarantinedNodesAreCountedByStateAndNeverNamed() {
    var closed = new NodeQuarantine(State.CLOSED, 1_000, 2_000, 1, "because");
    var nodes =
        PersistentMap.<Node>empty()
            .with("broken-1", aNode("broken-1").quarantine(closed).build())
            .with("broken-2", aNode("broken-2").quarantine(closed).build())
            .with("loud", aNode("loud").quarantine(NodeQuarantine.byHand("fan")).build())
            .with("good", aNode("good").build());
    metrics.onCycle(
        new Snapshot(10_000, new Cluster("local", nodes), PersistentMap.empty()), Plan.NOTHING);
    assertThat(metrics.scrape())
        .contains("muster_nodes_quarantined{state=\"closed\"} 2.0")
        .contains("muster_nodes_quarantined{state=\"by-hand\"} 1.0")
        .contains("muster_nodes_quarantined{state=\"trial\"} 0.0")
        .doesNotContain("broken-1");
  }

  @Test
  void leadershipAndVersionAreShown() {
    assertThat(metrics.scrape()).contains("muster_leader 0.0");
    metrics.leading(true);
    assertThat(metrics.scrape())
        .contains("muster_leader 1.0")
        .contains("muster_build_info{version=\"1.2.3\"} 1");
  }

  @Test
  void writesThatFailedOfWhatIsForPeopleAreCounted() {
    assertThat(metrics.scrape()).contains("muster_projection_writes_failed_total 0.0");
    metrics.failedProjections(3);
    assertThat(metrics.scrape()).contains("muster_projection_writes_failed_total 3.0");
  }

  @Test
  void planningIsTimed() {
    assertThat(metrics.timed(snapshot -> Plan.NOTHING).apply(snapshot(gang(Phase.RUNNING))))
        .isEqualTo(Plan.NOTHING);
    assertThat(metrics.scrape()).contains("muster_cycle_duration_seconds_count{phase=\"plan\"} 1");
  }

  private static Plan plan(Action action) {
    return new Plan(List.of(action), List.of(), List.of(), OptionalLong.empty());
  }

  private static Snapshot snapshot(Gang gang) {
    return new Snapshot(
        10_000,
        new Cluster("local", PersistentMap.empty()),
        PersistentMap.<Gang>empty().with(ID.uid(), gang));
  }

  private static Gang gang(Phase phase) {
    var spec =
        new Gang.Spec(
            "AppWrapper",
            "gold",
            0,
            1_000,
            new Demand.Readable(List.of()),
            FaultTolerance.DEFAULT,
            List.of());
    return new Gang(ID, spec, Wish.RUN, GangStatus.UNSEEN.withPhase(phase), Observed.NOTHING);
  }
}
