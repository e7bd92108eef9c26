package dev.muster.simulations.live.store;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Decides which webhooks an attempt concerns. */
final class HookMatcher {
  private final Kinds kinds;
  private final Database database;
  private final Supplier<Expressions> language;

  HookMatcher(Kinds kinds, Database database, Supplier<Expressions> language) {
    this.kinds = kinds;
    this.database = database;
    this.language = language;
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

  /**
   * Whether the webhook, which is concerned, is to be asked this. What its conditions cannot say is
   * refused, or not asked, as the webhook's configuration wants it.
   */
  boolean meets(Hook hook, Attempt attempt, Map<String, @Nullable Object> question) {
    var verdict = MatchConditions.judge(language.get(), hook.conditions(), question);
    if (!verdict.problem().isEmpty() && !hook.failOpen()) {
      throw Statuses.forbidden(attempt.request().type(), attempt.name(), verdict.problem());
    }
    return verdict.met();
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
