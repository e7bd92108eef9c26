package dev.muster.simulations.live.store;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides which webhooks an attempt concerns. */
final class HookMatcher {
  private final Kinds kinds;
  private final Database database;

  HookMatcher(Kinds kinds, Database database) {
    this.kinds = kinds;
    this.database = database;
  }

  /**
   * The version of the attempt's resource that the webhook wants to see; empty if it is not
   * concerned. No webhook is asked about webhook configurations, or none could be mended.
   */
  Optional<ResourceType> match(Hook hook, Attempt attempt) {
    var type = attempt.request().type();
    if (type.equals(BuiltInKinds.MUTATING_WEBHOOKS)
        || type.equals(BuiltInKinds.VALIDATING_WEBHOOKS)) {
      return Optional.empty();
    }
    var matched = byRules(hook, attempt, type);
    boolean selected =
        matched.isPresent() && inNamespace(hook, attempt) && isSelected(hook, attempt);
    return selected ? matched : Optional.empty();
  }

  private Optional<ResourceType> byRules(Hook hook, Attempt attempt, ResourceType type) {
    if (takes(hook, attempt, type)) {
      return Optional.of(type);
    }
    var custom = hook.equivalent() ? kinds.custom(type) : null;
    return custom == null
        ? Optional.empty()
        : custom.versions().stream()
            .map(CustomKind.Version::type)
            .filter(version -> takes(hook, attempt, version))
            .findFirst();
  }

  private static boolean takes(Hook hook, Attempt attempt, ResourceType type) {
    var subresource = attempt.request().subresource();
    return hook.rules().stream()
        .anyMatch(rule -> rule.matches(attempt.operation(), type, subresource));
  }

  private boolean inNamespace(Hook hook, Attempt attempt) {
    if (hook.namespaceSelector().isEmpty()) {
      return true;
    }
    var type = attempt.request().type();
    if (type.equals(BuiltInKinds.NAMESPACES)) {
      return ObjectSelector.matches(hook.namespaceSelector(), labels(attempt.subject()));
    }
    if (!type.namespaced()) {
      return true;
    }
    var namespace = database.get(BuiltInKinds.NAMESPACES, new Key("", attempt.namespace()));
    return namespace != null && ObjectSelector.matches(hook.namespaceSelector(), labels(namespace));
  }

  private static boolean isSelected(Hook hook, Attempt attempt) {
    if (hook.objectSelector().isEmpty()) {
      return true;
    }
    return isSelected(hook, attempt.object()) || isSelected(hook, attempt.old());
  }

  private static boolean isSelected(Hook hook, @Nullable Map<String, @Nullable Object> object) {
    return object != null && ObjectSelector.matches(hook.objectSelector(), labels(object));
  }

  private static Map<String, @Nullable Object> labels(Map<String, @Nullable Object> object) {
    return Trees.objectAt(object, "metadata", "labels");
  }
}
