package dev.muster.simulations.live.store;

import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The way out to webhooks: how the {@link Store} asks those that admit and convert objects. In a
 * running server it is HTTPS; in virtual time the webhook is called in the same process.
 */
public interface Callout {
  /** Where there is no way out, every call fails and says so. */
  Callout NONE =
      (target, body, then) ->
          then.accept(new Outcome.Failed("this server has no connection to webhooks"));

  /**
   * Sends {@code body} to the target.
   *
   * @param then told the outcome exactly once, inside the call or later, but always on the thread
   *     that the store is confined to; an implementation keeps to the target's timeout, after which
   *     the outcome is a failure
   */
  void call(Target target, Map<String, @Nullable Object> body, Consumer<Outcome> then);

  /**
   * Who is called.
   *
   * @param certificates PEM of the only authorities that the target's certificate may come from;
   *     empty for those that everybody trusts
   */
  record Target(Address address, String certificates, long timeoutMillis) {}

  /** Where a webhook listens. */
  sealed interface Address {
    /** An address as it stands in a configuration: {@code https://host:port/path}. */
    record Url(String url) implements Address {}

    /**
     * A port and path of a Service of the cluster; {@code path} is empty or begins with a slash.
     */
    record Service(String namespace, String name, long port, String path) implements Address {}
  }

  /** What came of a call. */
  sealed interface Outcome {
    /**
     * The webhook answered with success and this JSON tree, in which {@code response.patch}, that
     * the wire carries as encoded text, is the list of operations.
     */
    record Answered(@Nullable Object body) implements Outcome {}

    /** It did not, or not in time; the problem as a client of HTTP words it. */
    record Failed(String problem) implements Outcome {}
  }
}
