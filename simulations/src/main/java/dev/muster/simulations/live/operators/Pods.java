package dev.muster.simulations.live.operators;

import dev.muster.simulations.live.objects.Trees;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/** What can be told from a pod. */
final class Pods {
  private static final String DEMO = "demo.muster.dev/";

  private Pods() {}

  static boolean ended(Object pod) {
    return succeeded(pod) || failed(pod);
  }

  static boolean succeeded(Object pod) {
    return Trees.text(pod, "status", "phase").equals("Succeeded");
  }

  static boolean failed(Object pod) {
    return Trees.text(pod, "status", "phase").equals("Failed");
  }

  static boolean running(Object pod) {
    return Trees.text(pod, "status", "phase").equals("Running");
  }

  static boolean ready(Object pod) {
    return Trees.condition(pod, "Ready").equals("True") && !Trees.leaving(pod);
  }

  static boolean bound(Object pod) {
    return !Trees.text(pod, "spec", "nodeName").isEmpty();
  }

  static boolean gated(Object pod) {
    return !Trees.maps(pod, "spec", "schedulingGates").isEmpty();
  }

  static String startTime(Object pod) {
    return Trees.text(pod, "status", "startTime");
  }

  /** Since when its containers run; empty if they do not. */
  static String runningSince(Object pod) {
    return Trees.maps(pod, "status", "containerStatuses").stream()
        .map(container -> Trees.text(container, "state", "running", "startedAt"))
        .filter(since -> !since.isEmpty())
        .findFirst()
        .orElse("");
  }

  /** How often its containers were started again. */
  static int restarts(Object pod) {
    return Trees.maps(pod, "status", "containerStatuses").stream()
        .mapToInt(container -> (int) Trees.number(container, 0, "restartCount"))
        .max()
        .orElse(0);
  }

  /** Milliseconds from an instant as objects show it; 0 for none, and for one to come. */
  static long age(String instant, long now) {
    try {
      return instant.isEmpty() ? 0 : Math.max(0, now - Instant.parse(instant).toEpochMilli());
    } catch (DateTimeParseException nonsense) {
      return 0; // anybody may write a status
    }
  }

  static String restartPolicy(Object pod) {
    String policy = Trees.text(pod, "spec", "restartPolicy");
    return policy.isEmpty() ? "Always" : policy;
  }

  /** The value of an annotation that says how the pod is to behave; empty if there is none. */
  static String wish(Object pod, String name) {
    return Trees.annotation(pod, DEMO + name);
  }

  /** The number that such an annotation holds; {@code fallback} without one, or for nonsense. */
  static double wish(Object pod, String name, double fallback) {
    try {
      double value = Double.parseDouble(wish(pod, name));
      return value >= 0 && value < 1e9 ? value : fallback;
    } catch (NumberFormatException nonsense) {
      return fallback; // annotations are free text: what is no number says nothing
    }
  }
}
