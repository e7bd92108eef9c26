package dev.muster.simulations.live.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Role-based access control: what the stored roles and bindings allow. Nothing is denied, only not
 * allowed; whoever is in {@code system:masters} may do everything.
 */
final class Authorizer {
  private static final String ANY = "*";

  /** A binding that speaks of somebody, and the role that it gives. */
  private record Grant(String reason, @Nullable Map<String, @Nullable Object> role) {}

  private final Database database;

  Authorizer(Database database) {
    this.database = database;
  }

  AccessAnswer decide(Requester requester, AccessQuestion question) {
    if (requester.in(Requester.MASTERS)) {
      return new AccessAnswer(true, "");
    }
    for (var grant : grants(requester, question.namespace())) {
      for (var rule : rulesOf(grant.role)) {
        if (allows(rule, question)) {
          return new AccessAnswer(true, grant.reason);
        }
      }
    }
    return new AccessAnswer(false, "");
  }

  /** All rules that hold for somebody in a namespace. */
  List<Map<String, @Nullable Object>> rules(Requester requester, String namespace) {
    var result = new ArrayList<Map<String, @Nullable Object>>();
    for (var grant : grants(requester, namespace)) {
      result.addAll(rulesOf(grant.role));
    }
    return result;
  }

  private List<Grant> grants(Requester requester, String namespace) {
    var result = new ArrayList<Grant>();
    for (Map<String, @Nullable Object> binding :
        database.all(BuiltInKinds.CLUSTER_ROLE_BINDINGS).values()) {
      add(binding, requester, "", result);
    }
    if (!namespace.isEmpty()) {
      for (var entry : database.all(BuiltInKinds.ROLE_BINDINGS).entrySet()) {
        if (entry.getKey().namespace().equals(namespace)) {
          add(entry.getValue(), requester, namespace, result);
        }
      }
    }
    return result;
  }

  private void add(
      Map<String, @Nullable Object> binding,
      Requester requester,
      String namespace,
      List<Grant> result) {
    var inside = namespace.isEmpty() ? "" : "/" + namespace;
    for (var subject : Trees.objects(binding.get("subjects"))) {
      if (names(subject, requester, namespace)) {
        var reference = Trees.objectAt(binding, "roleRef");
        var kind = Trees.text(reference.get("kind"));
        var name = Trees.text(reference.get("name"));
        var reason =
            "RBAC: allowed by %s \"%s%s\" of %s \"%s\" to %s"
                .formatted(
                    namespace.isEmpty() ? "ClusterRoleBinding" : "RoleBinding",
                    Key.of(binding).name(),
                    inside,
                    kind,
                    name,
                    shown(subject, namespace));
        result.add(new Grant(reason, role(kind, name, namespace)));
        return;
      }
    }
  }

  private @Nullable Map<String, @Nullable Object> role(String kind, String name, String namespace) {
    return kind.equals("Role")
        ? database.get(BuiltInKinds.ROLES, new Key(namespace, name))
        : database.get(BuiltInKinds.CLUSTER_ROLES, new Key("", name));
  }

  private static boolean names(
      Map<String, @Nullable Object> subject, Requester requester, String namespace) {
    var name = Trees.text(subject.get("name"));
    return switch (Trees.text(subject.get("kind"))) {
      case "User" -> name.equals(requester.name());
      case "Group" -> requester.in(name);
      case "ServiceAccount" ->
          requester
              .name()
              .equals("system:serviceaccount:" + accountSpace(subject, namespace) + ":" + name);
      default -> false;
    };
  }

  private static String accountSpace(Map<String, @Nullable Object> subject, String namespace) {
    var own = Trees.text(subject.get("namespace"));
    return own.isEmpty() ? namespace : own;
  }

  private static String shown(Map<String, @Nullable Object> subject, String namespace) {
    var kind = Trees.text(subject.get("kind"));
    var name = Trees.text(subject.get("name"));
    return kind.equals("ServiceAccount")
        ? "%s \"%s/%s\"".formatted(kind, name, accountSpace(subject, namespace))
        : "%s \"%s\"".formatted(kind, name);
  }

  /** The rules of a role, or those of all the roles that it is made of, in the end. */
  List<Map<String, @Nullable Object>> rulesOf(@Nullable Map<String, @Nullable Object> role) {
    if (role == null) {
      return List.of();
    }
    var result = new ArrayList<Map<String, @Nullable Object>>();
    var met = new TreeSet<Key>(); // roles may be made of each other
    var open = new ArrayDeque<Map<String, @Nullable Object>>();
    met.add(Key.of(role));
    open.push(role);
    while (!open.isEmpty()) {
      var next = open.pop();
      var selectors = selectors(next);
      if (selectors.isEmpty()) {
        result.addAll(Trees.objects(next.get("rules")));
      } else {
        selected(selectors).stream().filter(part -> met.add(Key.of(part))).forEach(open::push);
      }
    }
    return result;
  }

  private static List<Map<String, @Nullable Object>> selectors(Map<String, @Nullable Object> role) {
    return Trees.objects(Trees.at(role, "aggregationRule", "clusterRoleSelectors"));
  }

  private List<Map<String, @Nullable Object>> selected(
      List<Map<String, @Nullable Object>> selectors) {
    var result = new ArrayList<Map<String, @Nullable Object>>();
    for (var role : database.all(BuiltInKinds.CLUSTER_ROLES).values()) {
      if (matchesAny(selectors, Trees.objectAt(role, "metadata", "labels"))) {
        result.add(role);
      }
    }
    return result.reversed(); // the first is opened first
  }

  private static boolean matchesAny(
      List<Map<String, @Nullable Object>> selectors, Map<String, @Nullable Object> labels) {
    for (var selector : selectors) {
      if (ObjectSelector.matches(selector, labels)) {
        return true;
      }
    }
    return false;
  }

  private static boolean allows(Map<String, @Nullable Object> rule, AccessQuestion question) {
    if (!takes(rule, "verbs", question.verb())) {
      return false;
    }
    if (!question.path().isEmpty()) {
      return Trees.texts(rule.get("nonResourceURLs")).stream()
          .anyMatch(path -> covers(path, question.path()));
    }
    var names = Trees.texts(rule.get("resourceNames"));
    return takes(rule, "apiGroups", question.group())
        && resource(Trees.texts(rule.get("resources")), question)
        && (names.isEmpty() || names.contains(question.name()));
  }

  private static boolean takes(Map<String, @Nullable Object> rule, String field, String value) {
    var values = Trees.texts(rule.get(field));
    return values.contains(ANY) || values.contains(value);
  }

  private static boolean resource(List<String> resources, AccessQuestion question) {
    return resources.contains(ANY)
        || resources.contains(question.fullResource())
        || (!question.subresource().isEmpty()
            && resources.contains(ANY + "/" + question.subresource()));
  }

  private static boolean covers(String rule, String path) {
    return rule.endsWith(ANY)
        ? path.startsWith(rule.substring(0, rule.length() - 1))
        : rule.equals(path);
  }
}
