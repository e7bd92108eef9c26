package dev.muster.simulations.live.store;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The {@code clientConfig} of a webhook: either a URL or a Service, and whose certificate it shows.
 */
final class HookTargets {
  private static final long DEFAULT_PORT = 443;

  private HookTargets() {}

  static Callout.Target of(Map<String, @Nullable Object> client, long timeoutMillis) {
    return new Callout.Target(address(client), authorities(client), timeoutMillis);
  }

  private static Callout.Address address(Map<String, @Nullable Object> client) {
    if (client.get("url") instanceof String url) {
      return new Callout.Address.Url(url);
    }
    var service = Trees.objectAt(client, "service");
    return new Callout.Address.Service(
        Trees.text(service.get("namespace")),
        Trees.text(service.get("name")),
        Trees.number(service.get("port"), DEFAULT_PORT),
        Trees.text(service.get("path")));
  }

  private static String authorities(Map<String, @Nullable Object> client) {
    var encoded = Trees.text(client.get("caBundle"));
    return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
  }

  static Map<String, @Nullable Object> withDefaults(Map<String, @Nullable Object> client) {
    return client.get("service") instanceof Map<?, ?>
        ? Trees.put(
            client,
            PodSpecs.absent(Trees.objectAt(client, "service"), "port", DEFAULT_PORT),
            "service")
        : client;
  }

  static void validate(String path, Map<String, @Nullable Object> client, List<Cause> causes) {
    var url = Trees.text(client.get("url"));
    boolean service = client.get("service") instanceof Map<?, ?>;
    if (url.isEmpty() != service) {
      causes.add(Cause.required(path, "exactly one of url or service is required"));
    } else if (service) {
      validateService(path + ".service", Trees.objectAt(client, "service"), causes);
    } else {
      HookUrl.validate(path + ".url", url, causes);
    }
    validateBundle(path + ".caBundle", client.get("caBundle"), causes);
  }

  private static void validateService(
      String path, Map<String, @Nullable Object> service, List<Cause> causes) {
    for (String field : List.of("name", "namespace")) {
      if (Trees.text(service.get(field)).isEmpty()) {
        causes.add(Cause.required(path + "." + field, "service " + field + " is required"));
      }
    }
    var inside = Trees.text(service.get("path"));
    if (!inside.isEmpty() && !inside.startsWith("/")) {
      causes.add(Cause.invalid(path + ".path", inside, "must start with a '/'"));
    }
    long port = Trees.number(service.get("port"), DEFAULT_PORT);
    if (port < 1 || port > 65535) {
      causes.add(
          Cause.invalid(
              path + ".port", port, "port is not valid: must be between 1 and 65535, inclusive"));
    }
  }

  private static void validateBundle(String path, @Nullable Object bundle, List<Cause> causes) {
    if (bundle == null) {
      return;
    }
    try {
      var text = new String(Base64.getDecoder().decode(Trees.text(bundle)), StandardCharsets.UTF_8);
      if (!(bundle instanceof String)
          || !(text.isEmpty() || text.contains("-----BEGIN CERTIFICATE-----"))) {
        causes.add(
            Cause.invalid(
                path, bundle, "unable to load root certificates: no valid certificate data seen"));
      }
    } catch (IllegalArgumentException malformed) {
      throw Statuses.badRequest(path + ": illegal base64 data: " + malformed.getMessage());
    }
  }
}
