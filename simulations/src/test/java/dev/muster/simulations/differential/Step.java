package dev.muster.simulations.differential;

import dev.muster.simulations.Objects;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request of a story, as it is sent to both servers. Path and body may name what differs from
 * server to server: {@code {ns}} and {@code {t}} are the story's namespace and prefix, {@code
 * {rv:PATH}}, {@code {old:PATH}} and {@code {uid:PATH}} the version, an earlier version and the UID
 * of the object last seen at that path, {@code {continue}} the token of the last list.
 *
 * @param label what kind of request it is, for reports
 * @param base path of an object that the body is a merge patch of, which makes the body the whole
 *     object; empty if the body is sent as it is
 */
record Step(
    String label, String method, String path, String contentType, String body, String base) {
  static final String JSON = "application/json";
  static final String MERGE = "application/merge-patch+json";
  static final String JSON_PATCH = "application/json-patch+json";
  static final String STRATEGIC = "application/strategic-merge-patch+json";

  static Step get(String label, String path) {
    return new Step(label, "GET", path, "", "", "");
  }

  static Step send(String label, String method, String path, @Nullable Object body) {
    return send(label, method, path, JSON, Objects.json(body));
  }

  static Step send(String label, String method, String path, String contentType, String body) {
    return new Step(label, method, path, contentType, body, "");
  }

  /** A PUT of the object at {@code path} as it was last seen, with these changes. */
  static Step put(String label, String path, String part, Map<String, @Nullable Object> changes) {
    return new Step(label, "PUT", path + part, JSON, Objects.json(changes), path);
  }

  boolean watches() {
    return path.contains("watch=");
  }

  /** As a person would type it. */
  String told() {
    var what = body.isEmpty() ? "" : " " + contentType + " " + cut(body);
    var onto = base.isEmpty() ? "" : " (onto what is there)";
    return "[" + label + "] " + method + " " + path + what + onto;
  }

  private static String cut(String text) {
    return text.length() <= 1500 ? text : text.substring(0, 1500) + "...";
  }
}
