package dev.muster.scheduler.model;

/**
 * A condition as the wire has it. {@code since} is the epoch millisecond of the last change of
 * {@code status}; it does not move when only reason or message change.
 */
public record Condition(String type, Status status, String reason, String message, long since) {
  public static final String QUOTA_RESERVED = "QuotaReserved";
  public static final String RESOURCES_DEPLOYED = "ResourcesDeployed";
  public static final String PODS_READY = "PodsReady";
  public static final String UNHEALTHY = "Unhealthy";
  public static final String DELETING_RESOURCES = "DeletingResources";

  /** Kubernetes' three values. */
  public enum Status {
    TRUE("True"),
    FALSE("False"),
    UNKNOWN("Unknown");

    private final String word;

    Status(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }
}
