package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Defaults and checks of MutatingWebhookConfigurations and ValidatingWebhookConfigurations. */
final class HookConfigurations {
  private static final List<String> OPERATIONS =
      List.of("*", "CONNECT", "CREATE", "DELETE", "UPDATE");
  private static final long LONGEST_SECONDS = 30;

  private HookConfigurations() {}

  static Map<String, @Nullable Object> onWrite(
      ResourceType type, Map<String, @Nullable Object> configuration, Expressions language) {
    var shapes = new Shapes(type);
    var webhooks = new ArrayList<@Nullable Object>();
    for (Object webhook : shapes.list(configuration, "webhooks")) {
      webhooks.add(
          withDefaults(
              shapes.object(webhook, "webhooks"), type.kind().startsWith("Mutating"), shapes));
    }
    var result =
        webhooks.isEmpty()
            ? configuration
            : Trees.put(configuration, Trees.frozen(webhooks), "webhooks");
    var causes = validate(Trees.objects(result.get("webhooks")), language);
    if (!causes.isEmpty()) {
      throw Statuses.invalid(type, Key.of(result).name(), causes);
    }
    return result;
  }

  private static Map<String, @Nullable Object> withDefaults(
      Map<String, @Nullable Object> webhook, boolean mutating, Shapes shapes) {
    shapes.integer(webhook, "timeoutSeconds");
    var result =
        Trees.put(
            webhook,
            HookTargets.withDefaults(Trees.objectAt(webhook, "clientConfig")),
            "clientConfig");
    result = PodSpecs.absent(result, "failurePolicy", "Fail");
    result = PodSpecs.absent(result, "matchPolicy", "Equivalent");
    result = PodSpecs.absent(result, "namespaceSelector", Trees.EMPTY);
    result = PodSpecs.absent(result, "objectSelector", Trees.EMPTY);
    result = PodSpecs.absent(result, "timeoutSeconds", 10L);
    result = mutating ? PodSpecs.absent(result, "reinvocationPolicy", "Never") : result;
    var rules = new ArrayList<@Nullable Object>();
    for (Object rule : shapes.list(webhook, "rules")) {
      rules.add(PodSpecs.absent(shapes.object(rule, "webhooks.rules"), "scope", "*"));
    }
    return rules.isEmpty() ? result : Trees.put(result, Trees.frozen(rules), "rules");
  }

  private static List<Cause> validate(
      List<Map<String, @Nullable Object>> webhooks, Expressions language) {
    var causes = new ArrayList<Cause>();
    var names = new TreeSet<String>();
    for (int i = 0; i < webhooks.size(); i++) {
      var webhook = webhooks.get(i);
      var path = "webhooks[" + i + "]";
      var name = Trees.text(webhook.get("name"));
      if (!names.add(name)) {
        causes.add(Cause.duplicate(path + ".name", name));
      } else if (name.split("\\.", -1).length < 3) {
        causes.add(
            Cause.invalid(
                path + ".name",
                name,
                "should be a domain with at least three segments separated" + " by dots"));
      } else {
        Names.checkSubdomain(path + ".name", name, causes);
      }
      choices(path, webhook, causes);
      HookTargets.validate(path + ".clientConfig", Trees.objectAt(webhook, "clientConfig"), causes);
      for (String selector : List.of("namespaceSelector", "objectSelector")) {
        ObjectSelector.validate(path + "." + selector, Trees.objectAt(webhook, selector), causes);
      }
      rules(path, Trees.objects(webhook.get("rules")), causes);
      MatchConditions.validate(language, path, webhook, causes);
    }
    return causes;
  }

  private static void choices(
      String path, Map<String, @Nullable Object> webhook, List<Cause> causes) {
    oneOf(path + ".failurePolicy", webhook.get("failurePolicy"), causes, "Fail", "Ignore");
    oneOf(path + ".matchPolicy", webhook.get("matchPolicy"), causes, "Equivalent", "Exact");
    if (webhook.get("sideEffects") == null) {
      causes.add(Cause.required(path + ".sideEffects", "must specify one of None, NoneOnDryRun"));
    } else {
      oneOf(path + ".sideEffects", webhook.get("sideEffects"), causes, "None", "NoneOnDryRun");
    }
    if (webhook.get("reinvocationPolicy") != null) {
      var policy = webhook.get("reinvocationPolicy");
      oneOf(path + ".reinvocationPolicy", policy, causes, "IfNeeded", "Never");
    }
    long seconds = Trees.number(webhook.get("timeoutSeconds"), 0);
    if (seconds < 1 || seconds > LONGEST_SECONDS) {
      causes.add(
          Cause.invalid(
              path + ".timeoutSeconds",
              seconds,
              "the timeout value must be between 1 and 30 seconds"));
    }
    if (!Trees.texts(webhook.get("admissionReviewVersions")).contains("v1")) {
      causes.add(
          Cause.required(
              path + ".admissionReviewVersions", "must specify at least one of v1, v1beta1"));
    }
  }

  private static void oneOf(
      String path, @Nullable Object value, List<Cause> causes, String... choices) {
    if (!(value instanceof String text) || !List.of(choices).contains(text)) {
      causes.add(Cause.unsupported(path, value, List.of(choices)));
    }
  }

  private static void rules(
      String path, List<Map<String, @Nullable Object>> rules, List<Cause> causes) {
    for (int i = 0; i < rules.size(); i++) {
      var at = path + ".rules[" + i + "]";
      for (String field : List.of("operations", "apiGroups", "apiVersions", "resources")) {
        var values = Trees.texts(rules.get(i).get(field));
        if (values.isEmpty()) {
          causes.add(Cause.required(at + "." + field));
        } else if (values.size() > 1 && values.contains("*") && !field.equals("resources")) {
          causes.add(
              Cause.invalid(
                  at + "." + field, values, "if '*' is present, must not specify other values"));
        }
      }
      for (String operation : Trees.texts(rules.get(i).get("operations"))) {
        if (!OPERATIONS.contains(operation)) {
          causes.add(Cause.unsupported(at + ".operations", operation, OPERATIONS));
        }
      }
      var scope = rules.get(i).get("scope");
      oneOf(at + ".scope", scope, causes, "*", "Cluster", "Namespaced");
    }
  }
}
