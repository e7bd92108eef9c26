package dev.muster.scheduler.decide.lifecycle;

import dev.muster.scheduler.model.Gang;

/** The sentences of conditions and events; old clients and scripts match their wording. */
final class Messages {
  static final String SUSPEND_IS_FALSE = "Suspend is false";
  static final String SUSPEND_IS_TRUE = "Suspend is true";
  static final String TAKEN_OVER = "Goes on as others started it";
  static final String BACK_IN_QUEUE = "Taken down to be queued again";
  static final String NOTHING_DEPLOYED = "No resources deployed";
  static final String RESET_COMPLETE = "Reset complete; resuming";
  static final String RESET_DELETED = "Resources deleted for resetting AppWrapper";
  static final String FAILED_DELETED = "Resources deleted for failed AppWrapper";
  static final String FAILED_FORCED = "Kueue forced resource deletion by suspending AppWrapper";
  static final String TERMINATED = "Resources successfully deleted";

  private static final String DELETION_DELAY =
      "workload.codeflare.dev.appwrapper/deletionOnFailureGracePeriodDuration";

  /** Far less than the API server accepts, so that no foreign text fills the store. */
  private static final int LONGEST = 1_024;

  private Messages() {}

  static String succeeded(Gang gang) {
    return gang.observed().pods().succeeded()
        + " pods succeeded and no running, pending, or failed pods";
  }

  static String ready(Gang gang) {
    var pods = gang.observed().pods();
    return "%d pods running; %d pods succeeded".formatted(pods.running(), pods.succeeded());
  }

  static String notReady(Gang gang) {
    return gang.observed().pods().pending() + " pods pending; " + ready(gang);
  }

  static String failedPods(Gang gang) {
    return gang.observed().pods().failed() + " failed pods";
  }

  static String missing(int deployed, int expected) {
    return "Only found %d deployed components, but was expecting %d".formatted(deployed, expected);
  }

  static String failedComponents(long failed) {
    return "Found " + failed + " failed components";
  }

  static String creation(String problem) {
    return cut("error creating components: " + problem);
  }

  static String stillDeleting(String name) {
    return "object " + name + " is still being deleted";
  }

  static String overran(long ranFor, long limit) {
    return "ran for %s, limit %s".formatted(duration(ranFor), duration(limit));
  }

  static String ttlOver(Gang gang) {
    return "Time to live after success of %s expired"
        .formatted(duration(gang.spec().faultTolerance().successTtl()));
  }

  static String kept(Gang gang) {
    return "%s has value %s"
        .formatted(DELETION_DELAY, duration(gang.spec().faultTolerance().deletionOnFailureGrace()));
  }

  static String held(Gang gang) {
    return "Externally suspended while in the %s phase".formatted(gang.status().phase().word());
  }

  static String forbidden(Gang gang) {
    return cut("Taken back: " + gang.observed().denial());
  }

  static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
  }

  /** A duration as Go prints it: {@code 1h30m0s}, {@code 1.5s}, {@code 250ms}. */
  static String duration(long milliseconds) {
    if (milliseconds <= 0) {
      return "0s";
    }
    if (milliseconds < 1_000) {
      return milliseconds + "ms";
    }
    long seconds = milliseconds / 1_000;
    var text = new StringBuilder();
    if (seconds >= 3_600) {
      text.append(seconds / 3_600).append('h');
    }
    if (seconds >= 60) {
      text.append(seconds / 60 % 60).append('m');
    }
    text.append(seconds % 60);
    var fraction = Long.toString(1_000 + milliseconds % 1_000).substring(1).replaceAll("0+$", "");
    return text.append(fraction.isEmpty() ? "" : "." + fraction).append('s').toString();
  }
}
