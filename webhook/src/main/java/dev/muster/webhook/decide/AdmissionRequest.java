package dev.muster.webhook.decide;

import dev.muster.scheduler.model.User;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the API server asks about, as far as the rules look at it. Anybody who reaches the port can
 * make one up, and the object is as its sender wrote it: nothing in it is to be relied on.
 *
 * @param uid of this request, and no other
 * @param namespace in which the object is or will be; empty for what has none
 * @param object as it is to be stored; empty where there is none (a deletion)
 * @param old as it is stored; empty where there is none (a creation)
 */
public record AdmissionRequest(
    String uid,
    Operation operation,
    Resource resource,
    String namespace,
    User user,
    Map<String, @Nullable Object> object,
    Map<String, @Nullable Object> old) {
  /** One that nobody needs to tell from others. */
  public AdmissionRequest(
      Operation operation,
      Resource resource,
      String namespace,
      User user,
      Map<String, @Nullable Object> object,
      Map<String, @Nullable Object> old) {
    this("", operation, resource, namespace, user, object, old);
  }

  /** What is being done to the object. */
  public enum Operation {
    CREATE,
    UPDATE,
    DELETE,
    CONNECT
  }

  /**
   * Where the object is served.
   *
   * @param group empty for core
   * @param plural as it stands in the path
   * @param subresource empty for the object itself
   */
  public record Resource(String group, String version, String plural, String subresource) {}

  /** Whether it is about an object of this kind itself. */
  boolean isOf(String group, String plural) {
    return resource.group().equals(group)
        && resource.plural().equals(plural)
        && resource.subresource().isEmpty();
  }
}
