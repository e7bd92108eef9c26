package dev.muster.simulations.live.operators;

/**
 * How the embedded cluster behaves in time.
 *
 * @param startMillis from the binding of a pod to its running, unless its annotation says otherwise
 * @param terminationMillis from the deletion of a pod to its end
 * @param recreateMillis from the failure of a pod to its replacement
 * @param speed divides the run times of pods, and nothing else
 */
public record Settings(
    long startMillis, long terminationMillis, long recreateMillis, double speed) {
  public static final Settings DEFAULT = new Settings(300, 200, 1000, 1.0);

  public Settings {
    if (!(speed > 0) || startMillis < 0 || terminationMillis < 0 || recreateMillis < 0) {
      throw new IllegalArgumentException("periods from 0, speed above 0");
    }
  }

  public Settings withSpeed(double newSpeed) {
    return new Settings(startMillis, terminationMillis, recreateMillis, newSpeed);
  }

  /** How long a pod that says it runs {@code seconds} does run. */
  long runMillis(double seconds) {
    return Math.round(seconds * 1000 / speed);
  }
}
