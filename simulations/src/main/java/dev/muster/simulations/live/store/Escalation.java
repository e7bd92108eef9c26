package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps everybody from giving rights, in roles or by bindings, that they do not have. */
final class Escalation {
  private static final String GROUP = "rbac.authorization.k8s.io";
  private static final List<String> ANY = List.of("*");
  private static final List<Map<String, @Nullable Object>> EVERYTHING =
      List.of(
          Trees.of("apiGroups", ANY, "resources", ANY, "verbs", ANY),
          Trees.of("nonResourceURLs", ANY, "verbs", ANY));

  private final Authorizer authorizer;
  private final Database database;

  Escalation(Authorizer authorizer, Database database) {
    this.authorizer = authorizer;
    this.database = database;
  }

  /** Refuses with 403. */
  void check(Attempt attempt) {
    var type = attempt.request().type();
    var object = attempt.object();
    if (!type.group().equals(GROUP) || object == null || onlyDelays(attempt)) {
      return;
    }
    if (!type.equals(BuiltInKinds.ROLES) && !type.equals(BuiltInKinds.CLUSTER_ROLES)) {
      checkBinding(attempt, Trees.objectAt(object, "roleRef"));
    } else if (!may(attempt, "escalate", type, attempt.name())) {
      checkRules(attempt, Trees.objects(object.get("rules")));
      checkGathering(attempt);
    }
  }

  /** Whether nothing changes but when the object goes; labels count, as roles are found by them. */
  private static boolean onlyDelays(Attempt attempt) {
    var old = attempt.old();
    if (old == null) {
      return false;
    }
    var before = lasting(old);
    var after = lasting(attempt.subject());
    return before.equals(after);
  }

  private static Map<String, @Nullable Object> lasting(Map<String, @Nullable Object> object) {
    var result = Trees.remove(object, "metadata", "ownerReferences");
    result = Trees.remove(result, "metadata", "finalizers");
    return Trees.remove(result, "metadata", "managedFields");
  }

  /** A role that gathers others may come to have any rule, so that whoever sets it has them all. */
  private void checkGathering(Attempt attempt) {
    var old = attempt.old();
    boolean gathers = gathers(attempt.subject()) || (old != null && gathers(old));
    if (gathers && !holdsEverything(attempt)) {
      throw Statuses.forbidden(
          attempt.request().type(),
          attempt.name(),
          "must have cluster-admin privileges to use the aggregationRule");
    }
  }

  private boolean holdsEverything(Attempt attempt) {
    for (Map<String, @Nullable Object> rule : EVERYTHING) {
      if (!holds(attempt, rule)) {
        return false;
      }
    }
    return true;
  }

  private static boolean gathers(Map<String, @Nullable Object> role) {
    return !Trees.objects(Trees.at(role, "aggregationRule", "clusterRoleSelectors")).isEmpty();
  }

  private void checkBinding(Attempt attempt, Map<String, @Nullable Object> reference) {
    boolean cluster = "ClusterRole".equals(reference.get("kind"));
    var type = cluster ? BuiltInKinds.CLUSTER_ROLES : BuiltInKinds.ROLES;
    var name = Trees.text(reference.get("name"));
    if (may(attempt, "bind", type, name)) {
      return;
    }
    var role = database.get(type, new Key(cluster ? "" : attempt.namespace(), name));
    if (role == null) {
      throw Statuses.notFound(type, name);
    }
    checkRules(attempt, authorizer.rulesOf(role));
  }

  private boolean may(Attempt attempt, String verb, ResourceType type, String name) {
    var question =
        new AccessQuestion(verb, GROUP, type.plural(), "", attempt.namespace(), name, "");
    return authorizer.decide(attempt.request().requester(), question).allowed();
  }

  private void checkRules(Attempt attempt, List<Map<String, @Nullable Object>> rules) {
    for (var rule : rules) {
      if (!holds(attempt, rule)) {
        var requester = attempt.request().requester();
        var groups = requester.groups().stream().map(group -> '"' + group + '"').toList();
        throw Statuses.forbidden(
            attempt.request().type(),
            attempt.name(),
            "user \"%s\" (groups=[%s]) is attempting to grant RBAC permissions not currently held:\n%s"
                .formatted(requester.name(), String.join(" ", groups), shown(rule)));
      }
    }
  }

  private boolean holds(Attempt attempt, Map<String, @Nullable Object> rule) {
    var names = Trees.texts(rule.get("resourceNames"));
    for (String verb : Trees.texts(rule.get("verbs"))) {
      for (String path : Trees.texts(rule.get("nonResourceURLs"))) {
        if (!allowed(attempt, AccessQuestion.path(verb, path))) {
          return false;
        }
      }
      for (String group : Trees.texts(rule.get("apiGroups"))) {
        for (String resource : Trees.texts(rule.get("resources"))) {
          if (!holds(attempt, verb, group, resource, names.isEmpty() ? List.of("") : names)) {
            return false;
          }
        }
      }
    }
    return true;
  }

  private boolean holds(
      Attempt attempt, String verb, String group, String resource, List<String> names) {
    int slash = resource.indexOf('/');
    var plural = slash < 0 ? resource : resource.substring(0, slash);
    var part = slash < 0 ? "" : resource.substring(slash + 1);
    return names.stream()
        .allMatch(name ->
            allowed(
                attempt,
                new AccessQuestion(verb, group, plural, part, attempt.namespace(), name, "")));
  }

  private boolean allowed(Attempt attempt, AccessQuestion question) {
    return authorizer.decide(attempt.request().requester(), question).allowed();
  }

  private static String shown(Map<String, @Nullable Object> rule) {
    var parts = new ArrayList<String>();
    var fields =
        new String[][] {
          {"APIGroups", "apiGroups"},
          {"Resources", "resources"},
          {"ResourceNames", "resourceNames"},
          {"NonResourceURLs", "nonResourceURLs"},
          {"Verbs", "verbs"}
        };
    for (var field : fields) {
      var values = Trees.texts(rule.get(field[1])).stream().map(one -> '"' + one + '"').toList();
      if (!values.isEmpty()) {
        parts.add(field[0] + ":[" + String.join(" ", values) + "]");
      }
    }
    return "{" + String.join(", ", parts) + "}";
  }
}
