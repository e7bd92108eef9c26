package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One admission webhook as its configuration describes it.
 *
 * @param id configuration, place in it and name: tells it from every other one
 * @param conditions what must hold of a request besides
 * @param failOpen whether a request goes on when the webhook cannot be asked
 * @param equivalent whether a rule also takes the other versions of its resources
 * @param reinvoked whether it is asked again when a later webhook has changed the object
 */
record Hook(
    String id,
    String name,
    Callout.Target target,
    List<HookRule> rules,
    Map<String, @Nullable Object> namespaceSelector,
    Map<String, @Nullable Object> objectSelector,
    List<String> conditions,
    boolean failOpen,
    boolean equivalent,
    boolean reinvoked,
    boolean dryRunnable) {

  /** The webhooks of a configuration that was checked when it was written. */
  static List<Hook> of(Map<String, @Nullable Object> configuration) {
    var result = new ArrayList<Hook>();
    var webhooks = Trees.objects(configuration.get("webhooks"));
    for (int i = 0; i < webhooks.size(); i++) {
      result.add(read(Key.of(configuration).name() + "/" + i, webhooks.get(i)));
    }
    return result;
  }

  private static Hook read(String place, Map<String, @Nullable Object> webhook) {
    var rules = new ArrayList<HookRule>();
    for (var rule : Trees.objects(webhook.get("rules"))) {
      rules.add(HookRule.of(rule));
    }
    var name = Trees.text(webhook.get("name"));
    var sideEffects = Trees.text(webhook.get("sideEffects"));
    return new Hook(
        place + "/" + name,
        name,
        HookTargets.of(
            Trees.objectAt(webhook, "clientConfig"),
            Trees.number(webhook.get("timeoutSeconds"), 10) * 1000),
        List.copyOf(rules),
        Trees.objectAt(webhook, "namespaceSelector"),
        Trees.objectAt(webhook, "objectSelector"),
        MatchConditions.of(webhook),
        Trees.text(webhook.get("failurePolicy")).equals("Ignore"),
        !Trees.text(webhook.get("matchPolicy")).equals("Exact"),
        Trees.text(webhook.get("reinvocationPolicy")).equals("IfNeeded"),
        sideEffects.startsWith("None"));
  }
}
