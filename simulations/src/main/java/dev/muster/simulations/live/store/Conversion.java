package dev.muster.simulations.live.store;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The webhook that makes objects of one version of a kind those of another, as the {@code
 * spec.conversion} of a definition describes it.
 *
 * @param schemas what is known of each version, by apiVersion; fields beyond it are dropped
 */
record Conversion(Callout.Target target, SortedMap<String, Schema> schemas) {
  private static final long TIMEOUT_MILLIS = 30_000;
  private static final String PATH = "spec.conversion";

  /** Of a definition that was checked when it was written; null if it names no webhook. */
  static @Nullable Conversion of(Map<String, @Nullable Object> definition) {
    var conversion = Trees.objectAt(definition, "spec", "conversion");
    if (!"Webhook".equals(conversion.get("strategy"))) {
      return null;
    }
    var schemas = new TreeMap<String, Schema>();
    for (var version : Trees.objects(Trees.at(definition, "spec", "versions"))) {
      var apiVersion =
          Trees.textAt(definition, "spec", "group") + "/" + Trees.text(version.get("name"));
      schemas.put(apiVersion, Schema.of(Trees.at(version, "schema", "openAPIV3Schema")));
    }
    var client = Trees.objectAt(conversion, "webhook", "clientConfig");
    return new Conversion(HookTargets.of(client, TIMEOUT_MILLIS), schemas);
  }

  /** The definition with the strategy, and the port of the service, that it means. */
  static Map<String, @Nullable Object> withDefaults(Map<String, @Nullable Object> definition) {
    if (Trees.at(definition, "spec", "conversion") == null) {
      return Trees.put(definition, Trees.of("strategy", "None"), "spec", "conversion");
    }
    var client = Trees.at(definition, "spec", "conversion", "webhook", "clientConfig");
    return client instanceof Map<?, ?>
        ? Trees.put(
            definition,
            HookTargets.withDefaults(Trees.object(client)),
            "spec",
            "conversion",
            "webhook",
            "clientConfig")
        : definition;
  }

  static void validate(Map<String, @Nullable Object> definition, List<Cause> causes) {
    var conversion = Trees.objectAt(definition, "spec", "conversion");
    var client = Trees.at(conversion, "webhook", "clientConfig");
    var versions = Trees.texts(Trees.at(conversion, "webhook", "conversionReviewVersions"));
    switch (Trees.text(conversion.get("strategy"))) {
      case "Webhook" -> {
        if (client == null) {
          causes.add(
              Cause.required(
                  PATH + ".webhookClientConfig", "required when strategy is set to Webhook"));
        } else {
          HookTargets.validate(PATH + ".webhookClientConfig", Trees.object(client), causes);
        }
        validateVersions(versions, causes);
      }
      case "None" -> {
        refuseUnused("webhookClientConfig", client != null, causes);
        refuseUnused("conversionReviewVersions", !versions.isEmpty(), causes);
      }
      default ->
          causes.add(
              Cause.unsupported(
                  PATH + ".strategy", conversion.get("strategy"), List.of("None", "Webhook")));
    }
  }

  private static void validateVersions(List<String> versions, List<Cause> causes) {
    if (versions.isEmpty()) {
      causes.add(Cause.required(PATH + ".conversionReviewVersions"));
    } else if (!versions.contains("v1")) {
      causes.add(
          Cause.invalid(
              PATH + ".conversionReviewVersions", versions, "must include at least one of v1"));
    }
  }

  private static void refuseUnused(String field, boolean present, List<Cause> causes) {
    if (present) {
      causes.add(
          Cause.forbidden(
              PATH + "." + field, "should not be set when strategy is not set to Webhook"));
    }
  }
}
