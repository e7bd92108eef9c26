package dev.muster.webhook.decide;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the API server asks about, as far as the rules look at it. Anybody who reaches the port can
 * make one up, and the object is as its sender wrote it: nothing in it is to be relied on.
 *
 * @param group API group of the resource; empty for core
 * @param resource its plural name
 * @param subresource empty for the object itself
 * @param object as it is to be stored; empty where there is none (a deletion)
 */
public record AdmissionRequest(
    Operation operation,
    String group,
    String resource,
    String subresource,
    Map<String, @Nullable Object> object) {
  /** What is being done to the object. */
  public enum Operation {
    CREATE,
    UPDATE,
    DELETE,
    CONNECT
  }

  /** Whether it is about an object of this kind itself. */
  boolean isOf(String ofGroup, String ofResource) {
    return group.equals(ofGroup) && resource.equals(ofResource) && subresource.isEmpty();
  }
}
