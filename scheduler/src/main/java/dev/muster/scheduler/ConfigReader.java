package dev.muster.scheduler;

import dev.muster.scheduler.ConfigSection.Notes;
import dev.muster.scheduler.ConfigTree.Block;
import dev.muster.scheduler.SchedulerConfig.AppWrappers;
import dev.muster.scheduler.SchedulerConfig.Autopilot;
import dev.muster.scheduler.SchedulerConfig.ControllerManager;
import dev.muster.scheduler.SchedulerConfig.Deciding;
import dev.muster.scheduler.SchedulerConfig.LeaderElection;
import dev.muster.scheduler.SchedulerConfig.LogFormat;
import dev.muster.scheduler.SchedulerConfig.Muster;
import dev.muster.scheduler.SchedulerConfig.Placement;
import dev.muster.scheduler.SchedulerConfig.Quarantine;
import dev.muster.scheduler.SchedulerConfig.Result;
import dev.muster.scheduler.SchedulerConfig.Strategy;
import dev.muster.scheduler.SchedulerConfig.Webhooks;
import dev.muster.scheduler.SchedulerConfig.Writes;
import dev.muster.scheduler.decide.draft.BreakerRules;
import dev.muster.scheduler.demand.Durations;
import dev.muster.scheduler.kube.map.FaultToleranceDefaults;
import dev.muster.scheduler.model.FaultTolerance;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Reads a configuration: names each key once, with its default and its range. */
final class ConfigReader {
  private static final int PORTS = 65_535;
  private static final String FAULT_TOLERANCE = "faultTolerance";

  private ConfigReader() {}

  static Result read(String source, String yaml) {
    var notes = new Notes(source);
    Block document;
    try {
      document = ConfigTree.parse(yaml);
    } catch (ConfigTree.Malformed malformed) {
      notes.problem(malformed.line(), malformed.problem());
      return new Result.Refused(notes.problems());
    }
    var config = config(ConfigSection.root(notes, document), notes);
    return notes.problems().isEmpty()
        ? new Result.Accepted(config, notes.ignored())
        : new Result.Refused(notes.problems());
  }

  static Map<String, String> keys() {
    var notes = new Notes("");
    config(ConfigSection.root(notes, Block.EMPTY), notes);
    return notes.known();
  }

  private static SchedulerConfig config(ConfigSection root, Notes notes) {
    // The operator that used to install the controller has its block one level deeper.
    var appWrapper = root.section("appwrapper").orNested("Config");
    var config =
        new SchedulerConfig(
            faultTolerance(appWrapper.section(FAULT_TOLERANCE), notes),
            new AppWrappers(
                appWrapper.flag("userRBACAdmissionCheck", true),
                appWrapper.text("schedulerName", ""),
                appWrapper.text("defaultQueueName", "")),
            autopilot(appWrapper.section("autopilot")),
            controllerManager(root.section("controllerManager")),
            webhooks(root),
            muster(root.section("muster")));
    appWrapper.ignoreRest();
    root.ignoreRest();
    return config;
  }

  private static FaultToleranceDefaults faultTolerance(ConfigSection section, Notes notes) {
    var usual = FaultToleranceDefaults.STANDARD.values();
    var values =
        new FaultTolerance(
            section.duration("admissionGracePeriod", usual.admissionGrace()),
            section.duration("warmupGracePeriod", usual.warmupGrace()),
            section.duration("failureGracePeriod", usual.failureGrace()),
            section.duration("resetPause", usual.retryPause()),
            section.integer("retryLimit", usual.retryLimit(), Integer.MIN_VALUE, Integer.MAX_VALUE),
            section.duration("deletionGracePeriod", usual.forcefulDeletionGrace()),
            usual.deletionOnFailureGrace(),
            section.duration("successTTLCeiling", usual.successTtl()),
            usual.runTimeLimit(),
            usual.terminalExitCodes(),
            usual.retryableExitCodes());
    long ceiling =
        section.duration(
            "gracePeriodCeiling", FaultToleranceDefaults.STANDARD.gracePeriodCeiling());
    section.ignoreRest();
    var defaults = new FaultToleranceDefaults(values, ceiling);
    for (var problem : defaults.problems()) {
      var key = problem.substring(0, problem.indexOf(' '));
      notes.problem(section.line(key), "appwrapper." + FAULT_TOLERANCE + "." + problem);
    }
    return defaults;
  }

  private static Autopilot autopilot(ConfigSection section) {
    boolean inject = section.flag("injectAntiAffinities", true);
    boolean monitor = section.flag("monitorNodes", true);
    boolean unset = section.isNothing("preferNoScheduleWeight");
    int weight = section.integer("preferNoScheduleWeight", 50, 1, 100);
    var taints = ConfigTaints.read(section, "resourceTaints");
    section.ignoreRest();
    return new Autopilot(inject, monitor, unset ? 1 : weight, taints);
  }

  private static ControllerManager controllerManager(ConfigSection section) {
    var metrics = section.section("metrics");
    var health = section.section("health");
    var controllerManager =
        new ControllerManager(
            metrics.text("bindAddress", ":8443"),
            health.text("bindAddress", ":8081"),
            section.flag("leaderElection", false),
            section.flag("enableHTTP2", false));
    metrics.ignoreRest();
    health.ignoreRest();
    section.ignoreRest();
    return controllerManager;
  }

  private static Webhooks webhooks(ConfigSection root) {
    boolean enabled = root.flag("webhooksEnabled", true);
    var section = root.section("certManagement");
    var certificates = new TreeMap<String, String>();
    var usual = new LinkedHashMap<String, String>();
    usual.put("certificateName", "appwrapper-ca");
    usual.put("certificateOrg", "appwrapper");
    usual.put("namespace", "");
    usual.put("certificateDir", "");
    usual.put("webhookServiceName", "appwrapper-webhook-service");
    usual.put("webhookSecretName", "appwrapper-webhook-server-cert");
    usual.put("mutatingWebhookConfigName", "appwrapper-mutating-webhook-configuration");
    usual.put("validatingWebhookConfigName", "appwrapper-validating-webhook-configuration");
    usual.forEach((key, value) -> certificates.put(key, section.text(key, value)));
    section.ignoreRest();
    return new Webhooks(enabled, certificates);
  }

  private static Muster muster(ConfigSection section) {
    var http = section.section("http");
    var muster =
        new Muster(
            deciding(section),
            http.integer("port", 8080, 0, PORTS),
            leaderElection(section.section("leaderElection")),
            atLeast(section, "sweepPeriod", 60_000, 1_000),
            writes(section.section("writes")),
            section.choice("logFormat", choices("text", LogFormat.TEXT, "json", LogFormat.JSON)),
            section.time("takeOverBefore"));
    http.refuseRest();
    section.refuseRest();
    return muster;
  }

  private static Deciding deciding(ConfigSection section) {
    var placements = choices("auto", Placement.AUTO, "exact", Placement.EXACT);
    placements.put("off", Placement.OFF);
    return new Deciding(
        section.choice(
            "strategy", choices("bestEffort", Strategy.BEST_EFFORT, "strict", Strategy.STRICT)),
        section.integer("searchBudget", 2_000, 1, 100_000_000),
        section.choice("placement", placements),
        quarantine(section.section("quarantine")));
  }

  private static Quarantine quarantine(ConfigSection section) {
    var usual = BreakerRules.DEFAULT;
    var quarantine =
        new Quarantine(
            section.integer("failures", usual.failures(), 0, 1_000),
            section.duration("failFast", usual.failFast()),
            atLeast(section, "first", usual.first(), 1_000),
            section.duration("longest", usual.longest()),
            section.integer("share", usual.share(), 0, 100));
    if (quarantine.failFast() < 0 || quarantine.failFast() > BreakerRules.SLOWEST) {
      section.problem(
          "failFast",
          Durations.format(quarantine.failFast())
              + " is not between 0s and "
              + Durations.format(BreakerRules.SLOWEST));
    }
    if (quarantine.longest() < quarantine.first()) {
      section.problem(
          "longest",
          "%s is shorter than first %s"
              .formatted(
                  Durations.format(quarantine.longest()), Durations.format(quarantine.first())));
    }
    section.refuseRest();
    return quarantine;
  }

  private static LeaderElection leaderElection(ConfigSection section) {
    var election =
        new LeaderElection(
            section.text("leaseName", "muster-scheduler"),
            section.text("leaseNamespace", ""),
            atLeast(section, "leaseDuration", 15_000, 1_000),
            atLeast(section, "renewDeadline", 10_000, 1),
            atLeast(section, "retryPeriod", 2_000, 1));
    shorter(
        section,
        "renewDeadline",
        election.renewDeadline(),
        "leaseDuration",
        election.leaseDuration());
    shorter(
        section, "retryPeriod", election.retryPeriod(), "renewDeadline", election.renewDeadline());
    section.refuseRest();
    return election;
  }

  private static Writes writes(ConfigSection section) {
    int most = 1_000_000;
    var writes =
        new Writes(
            section.integer("perSecond", 300, 1, most),
            section.integer("burst", 500, 1, most),
            section.integer("inFlight", 32, 1, most),
            atLeast(section, "timeout", 10_000, 100));
    section.refuseRest();
    return writes;
  }

  private static long atLeast(ConfigSection section, String key, long usual, long least) {
    long value = section.duration(key, usual);
    if (value < least) {
      section.problem(key, Durations.format(value) + " is shorter than " + Durations.format(least));
    }
    return value;
  }

  /** A leader must notice that it is none before another becomes one. */
  private static void shorter(
      ConfigSection section, String key, long value, String than, long limit) {
    if (value >= limit) {
      section.problem(
          key,
          "%s is not shorter than %s %s"
              .formatted(Durations.format(value), than, Durations.format(limit)));
    }
  }

  private static <T> Map<String, T> choices(String first, T one, String second, T other) {
    var choices = new LinkedHashMap<String, T>();
    choices.put(first, one);
    choices.put(second, other);
    return choices;
  }
}
