package dev.muster.scheduler;

import dev.muster.scheduler.kube.map.FaultToleranceDefaults;
import dev.muster.scheduler.model.Taint;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an administrator sets, read once at start. The blocks outside {@code muster} have the names
 * and defaults of the AppWrapper controller, so its file can be used as it is. Every key stands in
 * {@code docs/configuration.md}.
 */
public record SchedulerConfig(
    FaultToleranceDefaults faultTolerance,
    AppWrappers appWrappers,
    Autopilot autopilot,
    ControllerManager controllerManager,
    Webhooks webhooks,
    Muster muster) {

  /** What holds for AppWrappers apart from their periods; empty names = none. */
  public record AppWrappers(
      boolean userRbacAdmissionCheck, String schedulerName, String defaultQueueName) {}

  /** Node health: labels that say what of a node is out of order, by resource. */
  public record Autopilot(
      boolean injectAntiAffinities,
      boolean monitorNodes,
      int preferNoScheduleWeight,
      SortedMap<String, List<Taint>> resourceTaints) {
    public Autopilot {
      var copy = new TreeMap<String, List<Taint>>();
      resourceTaints.forEach((resource, taints) -> copy.put(resource, List.copyOf(taints)));
      resourceTaints = Collections.unmodifiableSortedMap(copy);
    }
  }

  /** Where the AppWrapper controller listened. */
  public record ControllerManager(
      String metricsBindAddress,
      String healthBindAddress,
      boolean leaderElection,
      boolean enableHttp2) {}

  /**
   * Webhooks and their certificates; {@code certificates} by the keys of {@code certManagement}.
   */
  public record Webhooks(boolean enabled, SortedMap<String, String> certificates) {
    public Webhooks {
      certificates = Collections.unmodifiableSortedMap(new TreeMap<>(certificates));
    }
  }

  /**
   * Muster's own. Times in milliseconds; {@code searchBudget} in steps.
   *
   * @param takeOverBefore objects created before this time, epoch milliseconds, were queued and
   *     started by another system; 0 = there was none
   */
  public record Muster(
      Deciding deciding,
      int httpPort,
      LeaderElection leaderElection,
      long sweepPeriod,
      Writes writes,
      LogFormat logFormat,
      long takeOverBefore) {}

  /** How to decide. */
  public record Deciding(
      Strategy strategy, int searchBudget, Placement placement, Quarantine quarantine) {}

  /**
   * When nodes on which pods fail are kept out of use; times in milliseconds.
   *
   * @param failures 0 = never
   * @param share percent of the nodes
   */
  public record Quarantine(int failures, long failFast, long first, long longest, int share) {}

  /** What a gang that does not fit means to those behind it. */
  public enum Strategy {
    /** It is passed over. */
    BEST_EFFORT,
    /** It stops its queue. */
    STRICT
  }

  /** Whether pods are held until they are sent to the node that was promised. */
  public enum Placement {
    /** Where the promise needs it. */
    AUTO,
    /** Always. */
    EXACT,
    /** Never: the warm-up grace is the safety net. */
    OFF
  }

  /**
   * The lease that makes one scheduler of many; times in milliseconds.
   *
   * @param namespace empty = the one that the scheduler runs in
   */
  public record LeaderElection(
      String name, String namespace, long leaseDuration, long renewDeadline, long retryPeriod) {}

  /** How much is asked of the API server; {@code timeout} in milliseconds. */
  public record Writes(int perSecond, int burst, int inFlight, long timeout) {}

  /** How log lines are written. */
  public enum LogFormat {
    TEXT,
    JSON
  }

  /** What reading a configuration gave. */
  public sealed interface Result {
    /**
     * @param ignored keys that mean nothing here, in the blocks that others may extend
     */
    record Accepted(SchedulerConfig config, List<String> ignored) implements Result {
      public Accepted {
        ignored = List.copyOf(ignored);
      }
    }

    /**
     * @param problems one sentence each, with file and line
     */
    record Refused(List<String> problems) implements Result {
      public Refused {
        problems = List.copyOf(problems);
      }
    }
  }

  /**
   * Reads a configuration; total.
   *
   * @param source what problems call it, as the name of the file
   */
  public static Result read(String source, String yaml) {
    return ConfigReader.read(source, yaml);
  }

  /** The same, but for how many writes a second the API server is asked for, and at once. */
  SchedulerConfig withWrites(int perSecond) {
    var given = muster.writes;
    int burst = perSecond < given.perSecond ? perSecond : Math.max(perSecond, given.burst);
    var writes = new Writes(perSecond, burst, given.inFlight, given.timeout);
    var changed =
        new Muster(
            muster.deciding,
            muster.httpPort,
            muster.leaderElection,
            muster.sweepPeriod,
            writes,
            muster.logFormat,
            muster.takeOverBefore);
    return new SchedulerConfig(
        faultTolerance, appWrappers, autopilot, controllerManager, webhooks, changed);
  }

  /** Every key with its default as it would be written, in the order in which they are read. */
  static Map<String, String> keys() {
    return ConfigReader.keys();
  }
}
