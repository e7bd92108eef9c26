package dev.muster.scheduler.kube.watch;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The part of an object that all kinds have. Total: what is missing or misshapen is empty.
 *
 * @param version the resourceVersion
 * @param owner UID of the controlling owner
 */
public record Meta(
    String namespace,
    String name,
    String uid,
    String version,
    long generation,
    boolean terminating,
    Map<?, ?> labels,
    List<String> finalizers,
    String owner) {

  public static Meta of(Map<String, @Nullable Object> object) {
    var metadata = map(object.get("metadata"));
    return new Meta(
        text(metadata.get("namespace")),
        text(metadata.get("name")),
        text(metadata.get("uid")),
        text(metadata.get("resourceVersion")),
        metadata.get("generation") instanceof Long generation ? generation : 0,
        metadata.get("deletionTimestamp") != null,
        map(metadata.get("labels")),
        list(metadata.get("finalizers")).stream().map(Meta::text).toList(),
        text(controller(object).get("uid")));
  }

  public String label(String key) {
    return text(labels.get(key));
  }

  /** How other objects find this one by name. */
  public String key() {
    return namespace + "/" + name;
  }

  /**
   * Whether {@code version} is older than {@code other}. Versions of one kind are numbers that
   * grow; should one not be, it counts as news.
   */
  public static boolean older(String version, String other) {
    try {
      return Long.parseLong(version) < Long.parseLong(other);
    } catch (NumberFormatException opaque) {
      return false; // cannot be compared: better to take it twice than to lose it
    }
  }

  static Map<?, ?> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  static List<?> list(@Nullable Object value) {
    return value instanceof List<?> list ? list : List.of();
  }

  static String text(@Nullable Object value) {
    return value instanceof String text ? text : "";
  }

  /** The reference to the controlling owner; empty without one. */
  static Map<?, ?> controller(Map<String, @Nullable Object> object) {
    for (var reference : list(map(object.get("metadata")).get("ownerReferences"))) {
      if (Objects.equals(map(reference).get("controller"), true)) {
        return map(reference);
      }
    }
    return Map.of();
  }
}
