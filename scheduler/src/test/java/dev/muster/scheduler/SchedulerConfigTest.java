package dev.muster.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.SchedulerConfig.AppWrappers;
import dev.muster.scheduler.SchedulerConfig.Autopilot;
import dev.muster.scheduler.SchedulerConfig.ControllerManager;
import dev.muster.scheduler.SchedulerConfig.Deciding;
import dev.muster.scheduler.SchedulerConfig.LeaderElection;
import dev.muster.scheduler.SchedulerConfig.LogFormat;
import dev.muster.scheduler.SchedulerConfig.Muster;
import dev.muster.scheduler.SchedulerConfig.Placement;
import dev.muster.scheduler.SchedulerConfig.Quarantine;
import dev.muster.scheduler.SchedulerConfig.Result.Accepted;
import dev.muster.scheduler.SchedulerConfig.Result.Refused;
import dev.muster.scheduler.SchedulerConfig.Strategy;
import dev.muster.scheduler.SchedulerConfig.Webhooks;
import dev.muster.scheduler.SchedulerConfig.Writes;
import dev.muster.scheduler.kube.map.FaultToleranceDefaults;
import dev.muster.scheduler.model.FaultTolerance;
import dev.muster.scheduler.model.Taint;
import dev.muster.scheduler.model.Taint.Effect;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SchedulerConfigTest {
  private static final String HEALTH = "autopilot.ibm.com/gpuhealth";

  private static SchedulerConfig accepted(String yaml) {
    var result = SchedulerConfig.read("config.yaml", yaml);
    assertThat(result).isInstanceOf(Accepted.class);
    return ((Accepted) result).config();
  }

  private static List<String> problems(String yaml) {
    var result = SchedulerConfig.read("config.yaml", yaml);
    assertThat(result).isInstanceOf(Refused.class);
    return ((Refused) result).problems();
  }

  @Test
  void moreWritesASecondNeverMeanFewerAtOnce() {
    var given = accepted("muster: {writes: {perSecond: 300, burst: 500}}");

    assertThat(given.withWrites(400).muster().writes().burst()).isEqualTo(500);
    assertThat(given.withWrites(900).muster().writes().burst()).isEqualTo(900);
    assertThat(given.withWrites(10).muster().writes().burst()).isEqualTo(10);
  }

  @Test
  void emptyFileGivesEveryDefault() {
    var taints =
        List.of(
            new Taint(HEALTH, "WARN", Effect.PREFER_NO_SCHEDULE),
            new Taint(HEALTH, "TESTING", Effect.NO_SCHEDULE),
            new Taint(HEALTH, "EVICT", Effect.NO_EXECUTE));
    var certificates = new TreeMap<String, String>();
    certificates.put("certificateName", "appwrapper-ca");
    certificates.put("certificateOrg", "appwrapper");
    certificates.put("namespace", "");
    certificates.put("certificateDir", "");
    certificates.put("webhookServiceName", "appwrapper-webhook-service");
    certificates.put("webhookSecretName", "appwrapper-webhook-server-cert");
    certificates.put("mutatingWebhookConfigName", "appwrapper-mutating-webhook-configuration");
    certificates.put("validatingWebhookConfigName", "appwrapper-validating-webhook-configuration");
    var expected =
        new SchedulerConfig(
            new FaultToleranceDefaults(
                new FaultTolerance(
                    60_000,
                    300_000,
                    60_000,
                    90_000,
                    3,
                    600_000,
                    0,
                    604_800_000,
                    0,
                    List.of(),
                    List.of()),
                86_400_000),
            new AppWrappers(true, "", ""),
            new Autopilot(true, true, 50, new TreeMap<>(Map.of("nvidia.com/gpu", taints))),
            new ControllerManager(":8443", ":8081", false, false),
            new Webhooks(true, certificates),
            new Muster(
                new Deciding(
                    Strategy.BEST_EFFORT,
                    2_000,
                    Placement.AUTO,
                    new Quarantine(3, 2_000, 600_000, 86_400_000, 10)),
                8080,
                new LeaderElection("muster-scheduler", "", 15_000, 10_000, 2_000),
                60_000,
                new Writes(300, 500, 32, 10_000),
                LogFormat.TEXT,
                0));

    assertThat(accepted("")).isEqualTo(expected);
    assertThat(accepted("---\n")).isEqualTo(expected);
    assertThat(accepted("appwrapper:\nmuster:\n  http:\n")).isEqualTo(expected);
  }

  @Test
  void everyNameSetsItsValue() {
    var yaml =
        """
        appwrapper:
          faultTolerance:
            admissionGracePeriod: 1000000000
            warmupGracePeriod: 2s
            failureGracePeriod: 3s
            resetPause: 4s
            retryLimit: 5
            deletionGracePeriod: 6s
            successTTLCeiling: 7s
            gracePeriodCeiling: 8s
          userRBACAdmissionCheck: false
          schedulerName: packer
          defaultQueueName: main
          autopilot:
            injectAntiAffinities: false
            monitorNodes: false
            preferNoScheduleWeight: 7
            resourceTaints:
              amd.com/gpu:
              - {key: health, value: BAD, effect: NoExecute}
        controllerManager:
          metrics: {bindAddress: ":1"}
          health: {bindAddress: ":2"}
          leaderElection: true
          enableHTTP2: true
        webhooksEnabled: false
        certManagement:
          certificateName: a
          certificateOrg: b
          namespace: c
          certificateDir: d
          webhookServiceName: e
          webhookSecretName: f
          mutatingWebhookConfigName: g
          validatingWebhookConfigName: h
        muster:
          strategy: strict
          searchBudget: 9
          placement: off
          http: {port: 0}
          leaderElection:
            leaseName: lease
            leaseNamespace: here
            leaseDuration: 30s
            renewDeadline: 20s
            retryPeriod: 500ms
          quarantine: {failures: 5, failFast: 1500ms, first: 1m, longest: 2m, share: 25}
          sweepPeriod: 2m
          writes: {perSecond: 10, burst: 11, inFlight: 12, timeout: 13s}
          logFormat: json
          takeOverBefore: 2026-05-28T22:26:40.500+02:00
        """;
    var certificates = new TreeMap<String, String>();
    certificates.put("certificateName", "a");
    certificates.put("certificateOrg", "b");
    certificates.put("namespace", "c");
    certificates.put("certificateDir", "d");
    certificates.put("webhookServiceName", "e");
    certificates.put("webhookSecretName", "f");
    certificates.put("mutatingWebhookConfigName", "g");
    certificates.put("validatingWebhookConfigName", "h");

    assertThat(accepted(yaml))
        .isEqualTo(
            new SchedulerConfig(
                new FaultToleranceDefaults(
                    new FaultTolerance(
                        1_000, 2_000, 3_000, 4_000, 5, 6_000, 0, 7_000, 0, List.of(), List.of()),
                    8_000),
                new AppWrappers(false, "packer", "main"),
                new Autopilot(
                    false,
                    false,
                    7,
                    new TreeMap<>(
                        Map.of(
                            "amd.com/gpu",
                            List.of(new Taint("health", "BAD", Effect.NO_EXECUTE))))),
                new ControllerManager(":1", ":2", true, true),
                new Webhooks(false, certificates),
                new Muster(
                    new Deciding(
                        Strategy.STRICT,
                        9,
                        Placement.OFF,
                        new Quarantine(5, 1_500, 60_000, 120_000, 25)),
                    0,
                    new LeaderElection("lease", "here", 30_000, 20_000, 500),
                    120_000,
                    new Writes(10, 11, 12, 13_000),
                    LogFormat.JSON,
                    1_780_000_000_500L)));
  }

  @Test
  void periodsThatContradictEachOtherAreRefused() {
    var yaml =
        """
        appwrapper:
          faultTolerance:
            admissionGracePeriod: 6m
            failureGracePeriod: 25h
            deletionGracePeriod: -1s
            successTTLCeiling: 0
        """;

    assertThat(problems(yaml))
        .containsExactly(
            "config.yaml:4: appwrapper.faultTolerance.failureGracePeriod 25h0m0s is longer than"
                + " gracePeriodCeiling 24h0m0s",
            "config.yaml:5: appwrapper.faultTolerance.deletionGracePeriod -1s is negative",
            "config.yaml:3: appwrapper.faultTolerance.admissionGracePeriod 6m0s is longer than"
                + " warmupGracePeriod 5m0s",
            "config.yaml:6: appwrapper.faultTolerance.successTTLCeiling must be longer than 0, is"
                + " 0s");
  }

  @Test
  void malformedDurationIsRefusedWithItsPlace() {
    assertThat(problems("appwrapper:\n  faultTolerance:\n    resetPause: soon\n"))
        .containsExactly(
            "config.yaml:3: appwrapper.faultTolerance.resetPause: \"soon\" is not a duration;"
                + " write whole nanoseconds or a text as \"1m30s\"");
    assertThat(problems("muster:\n  sweepPeriod: 1.5\n")).hasSize(1);
    assertThat(problems("muster: {sweepPeriod: 99999999999999999999}")).hasSize(1);
    assertThat(problems("muster: {sweepPeriod: [1s]}"))
        .containsExactly("config.yaml:1: muster.sweepPeriod: is a list, but should be one value");
  }

  @Test
  void everyProblemIsNamedAtOnce() {
    var yaml =
        """
        muster:
          strategy: fifo
          searchBudget: 0
          placement: maybe
          http: {port: 70000}
          leaderElection: {leaseDuration: 10s, retryPeriod: 10s}
          sweepPeriod: 1ms
          writes: {burst: many}
        webhooksEnabled: yes
        """;

    assertThat(problems(yaml))
        .containsExactlyInAnyOrder(
            "config.yaml:2: muster.strategy: \"fifo\" is none of bestEffort, strict",
            "config.yaml:3: muster.searchBudget: 0 is not between 1 and 100000000",
            "config.yaml:4: muster.placement: \"maybe\" is none of auto, exact, off",
            "config.yaml:5: muster.http.port: 70000 is not between 0 and 65535",
            "config.yaml:6: muster.leaderElection.renewDeadline: 10s is not shorter than"
                + " leaseDuration 10s",
            "config.yaml:6: muster.leaderElection.retryPeriod: 10s is not shorter than"
                + " renewDeadline 10s",
            "config.yaml:7: muster.sweepPeriod: 1ms is shorter than 1s",
            "config.yaml:8: muster.writes.burst: \"many\" is not a whole number",
            "config.yaml:9: webhooksEnabled: \"yes\" is neither true nor false");
  }

  @Test
  void unknownKeyOfMusterIsRefusedWithTheKnownOnes() {
    assertThat(problems("muster:\n  leaderElection:\n    leaseTime: 1s\n  speed: 2\n"))
        .containsExactly(
            "config.yaml:3: muster.leaderElection.leaseTime: unknown key; known here:"
                + " leaseDuration, leaseName, leaseNamespace, renewDeadline, retryPeriod",
            "config.yaml:4: muster.speed: unknown key; known here: http, leaderElection,"
                + " logFormat, placement, quarantine, searchBudget, strategy, sweepPeriod,"
                + " takeOverBefore, writes");
  }

  @Test
  void unknownKeyElsewhereIsIgnoredAndNamed() {
    var yaml =
        """
        appwrapper:
          slackQueueName: slack
          faultTolerance: {patience: 3}
        kuberay: {}
        """;

    var result = SchedulerConfig.read("config.yaml", yaml);

    assertThat(result)
        .isEqualTo(
            new Accepted(
                accepted(""),
                List.of(
                    "appwrapper.faultTolerance.patience", "appwrapper.slackQueueName", "kuberay")));
  }

  @Test
  void blockOfTheOldOperatorIsReadWhereItStands() {
    var yaml =
        """
        appwrapper:
          enabled: true
          faultTolerance: {retryLimit: 8}
          Config:
            faultTolerance: {retryLimit: 7, resetPause: 5000000000}
            defaultQueueName: main
        """;

    var config = accepted(yaml);

    assertThat(config.appWrappers().defaultQueueName()).isEqualTo("main");
    assertThat(config.faultTolerance().values().retryPause()).isEqualTo(5_000);
    assertThat(config.faultTolerance().values().retryLimit()).isEqualTo(8);
  }

  @Test
  void weightThatIsSetToNothingIsOneAsUpstream() {
    assertThat(accepted("appwrapper: {autopilot: {preferNoScheduleWeight: null}}").autopilot())
        .extracting(Autopilot::preferNoScheduleWeight)
        .isEqualTo(1);
  }

  @Test
  void malformedTaintsAreRefused() {
    var yaml =
        """
        appwrapper:
          autopilot:
            resourceTaints:
              amd.com/gpu:
              - {key: health, value: BAD, effect: Sometimes}
              intel.com/gpu: true
        """;

    assertThat(problems(yaml))
        .containsExactly(
            "config.yaml:5: appwrapper.autopilot.resourceTaints.amd.com/gpu: needs key, value and"
                + " effect: NoSchedule, PreferNoSchedule or NoExecute",
            "config.yaml:6: appwrapper.autopilot.resourceTaints.intel.com/gpu: is not a list of"
                + " taints");
  }

  @Test
  void textThatIsNoSingleMapOfKeysIsRefusedWithItsLine() {
    assertThat(problems("a: 1\nb: [\n")).hasSize(1).first().asString().startsWith("config.yaml:");
    assertThat(problems("- a\n")).containsExactly("config.yaml:1: is not a map of keys");
    assertThat(problems("a: 1\n---\nb: 2\n")).containsExactly("config.yaml:3: a second document");
    assertThat(problems("muster:\n  strategy: strict\n  strategy: strict\n"))
        .hasSize(1)
        .first()
        .asString()
        .startsWith("config.yaml:3: ")
        .containsIgnoringCase("strategy");
    assertThat(problems("a: &x 1\nb: *x\n"))
        .containsExactly("config.yaml:2: aliases are not supported");
    assertThat(problems("muster: true\n"))
        .containsExactly("config.yaml:1: muster: is not a block of keys");
    assertThat(problems("[".repeat(5_000))).hasSize(1);
  }
}
