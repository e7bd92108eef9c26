package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The admission webhooks that are configured now, in the order in which they are asked. */
final class Hooks {
  private final TreeMap<String, List<Hook>> mutating = new TreeMap<>();
  private final TreeMap<String, List<Hook>> validating = new TreeMap<>();

  /** Called with every change of any kind, before anybody else is told. */
  void follow(Change change) {
    if (change.resource().equals(BuiltInKinds.MUTATING_WEBHOOKS)) {
      follow(mutating, change);
    } else if (change.resource().equals(BuiltInKinds.VALIDATING_WEBHOOKS)) {
      follow(validating, change);
    }
  }

  private static void follow(TreeMap<String, List<Hook>> hooks, Change change) {
    Map<String, @Nullable Object> configuration = change.object();
    var name = Key.of(configuration).name();
    if (change.type() == ChangeType.DELETED) {
      hooks.remove(name);
    } else {
      hooks.put(name, Hook.of(configuration));
    }
  }

  List<Hook> mutating() {
    return all(mutating);
  }

  List<Hook> validating() {
    return all(validating);
  }

  private static List<Hook> all(TreeMap<String, List<Hook>> hooks) {
    if (hooks.isEmpty()) {
      return List.of();
    }
    var result = new ArrayList<Hook>();
    hooks.values().forEach(result::addAll);
    return result;
  }
}
