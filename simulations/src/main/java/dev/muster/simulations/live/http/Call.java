package dev.muster.simulations.live.http;

import dev.muster.simulations.live.store.Requester;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One request, read completely.
 *
 * @param query each parameter's first value
 * @param headers by lower-case name, the ones that matter here
 * @param caller whose credentials it came with, and for whom
 * @param body the tree, or null if there was no body
 * @param duplicates names that the body had more than once
 */
record Call(
    String method,
    String path,
    TreeMap<String, String> query,
    Map<String, String> headers,
    Caller caller,
    Payload payload) {

  /**
   * What a request carried.
   *
   * @param problem why it cannot be read; null if it can
   * @param text what was sent
   */
  record Payload(
      @Nullable Object body, List<String> duplicates, @Nullable Refusal problem, String text) {
    static final Payload NONE = new Payload(null, List.of(), null, "");
  }

  /** In whose name it is made. */
  Requester requester() {
    return caller.requester();
  }

  String user() {
    return requester().name();
  }

  String query(String name) {
    return query.getOrDefault(name, "");
  }

  boolean flag(String name) {
    var value = query.get(name);
    return value != null && (value.isEmpty() || value.equals("true") || value.equals("1"));
  }

  String header(String name) {
    return headers.getOrDefault(name, "");
  }
}
