package dev.muster.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.decide.draft.BreakerRules;
import dev.muster.scheduler.decide.draft.Rules;
import dev.muster.scheduler.kube.act.LeaseTerms;
import dev.muster.scheduler.kube.act.ShellSettings;
import dev.muster.scheduler.kube.client.Connection;
import dev.muster.scheduler.kube.client.Limits;
import org.junit.jupiter.api.Test;

/** What is configured reaches the parts that act on it. */
final class SchedulerSettingsTest {
  private static final Scheduler.Start START =
      new Scheduler.Start(new Connection.Kubeconfig(""), "me_1", "elsewhere", -1, "test");

  private static SchedulerConfig config(String yaml) {
    return ((SchedulerConfig.Result.Accepted) SchedulerConfig.read("test", yaml)).config();
  }

  @Test
  void everyKeyOfLeaseAndSweepReachesTheShell() {
    var config =
        config(
            """
            muster:
              sweepPeriod: 7s
              leaderElection:
                leaseName: ours
                leaseNamespace: here
                leaseDuration: 5s
                renewDeadline: 4s
                retryPeriod: 300ms
            appwrapper:
              schedulerName: binder
              faultTolerance: {retryLimit: 9}
            """);

    var settings = Scheduler.shell(config, START);

    assertThat(settings.lease())
        .isEqualTo(new LeaseTerms("me_1", "here", "ours", 5_000, 4_000, 300));
    assertThat(settings.sweepMillis()).isEqualTo(7_000);
    assertThat(settings.podScheduler()).isEqualTo("binder");
    assertThat(settings.faultTolerance()).isEqualTo(config.faultTolerance());
    assertThat(settings.faultTolerance().values().retryLimit()).isEqualTo(9);
  }

  @Test
  void withoutANamespaceOfItsOwnTheLeaseIsWhereTheSchedulerIs() {
    assertThat(Scheduler.shell(config(""), START).lease().namespace()).isEqualTo("elsewhere");
  }

  @Test
  void theDefaultsAreThoseOfTheParts() {
    var config = config("");
    var standard = ShellSettings.of("me_1", "elsewhere");
    var named = new LeaseTerms("me_1", "elsewhere", "muster-scheduler", 15_000, 10_000, 2_000);

    assertThat(Scheduler.shell(config, START))
        .isEqualTo(standard.withLease(named).withChecksRights(true));
    assertThat(Scheduler.rules(config.muster().deciding())).isEqualTo(Rules.DEFAULT);
    assertThat(Scheduler.limits(config.muster().writes())).isEqualTo(Limits.ACT);
  }

  @Test
  void everyKeyOfDecidingReachesThePlanner() {
    var strict =
        config(
            "muster: {strategy: strict, searchBudget: 17, placement: 'off', quarantine: {failures: 2,"
                + " failFast: 3s, first: 4s, longest: 5s, share: 6}}");
    var exact = config("muster: {placement: exact}");

    assertThat(Scheduler.rules(strict.muster().deciding()))
        .isEqualTo(
            new Rules(
                Rules.Strategy.STRICT,
                17,
                Rules.Placement.OFF,
                new BreakerRules(2, 3_000, 4_000, 5_000, 6)));
    assertThat(Scheduler.rules(exact.muster().deciding()).placement())
        .isEqualTo(Rules.Placement.EXACT);
  }

  @Test
  void everyKeyOfWritesReachesTheClient() {
    var config = config("muster: {writes: {perSecond: 11, burst: 12, inFlight: 13, timeout: 14s}}");

    assertThat(Scheduler.limits(config.muster().writes()))
        .isEqualTo(new Limits(13, 11, 12, 14_000));
  }
}
