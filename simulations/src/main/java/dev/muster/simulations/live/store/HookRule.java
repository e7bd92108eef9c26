package dev.muster.simulations.live.store;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which requests a webhook wants to see.
 *
 * @param resources such as {@code pods}, {@code pods/status}, {@code pods/*}, {@code *}, {@code
 *     *}{@code /scale}
 * @param scope {@code *}, {@code Namespaced} or {@code Cluster}
 */
record HookRule(
    List<String> operations,
    List<String> groups,
    List<String> versions,
    List<String> resources,
    String scope) {
  private static final String ANY = "*";

  static HookRule of(Map<String, @Nullable Object> rule) {
    var scope = Trees.text(rule.get("scope"));
    return new HookRule(
        List.copyOf(Trees.texts(rule.get("operations"))),
        List.copyOf(Trees.texts(rule.get("apiGroups"))),
        List.copyOf(Trees.texts(rule.get("apiVersions"))),
        List.copyOf(Trees.texts(rule.get("resources"))),
        scope.isEmpty() ? ANY : scope);
  }

  boolean matches(Attempt.Operation operation, ResourceType type, String subresource) {
    return takes(operations, operation.name())
        && takes(groups, type.group())
        && takes(versions, type.version())
        && (scope.equals(ANY) || scope.equals(type.namespaced() ? "Namespaced" : "Cluster"))
        && resources.stream().anyMatch(resource -> takes(resource, type.plural(), subresource));
  }

  private static boolean takes(List<String> wanted, String value) {
    return wanted.contains(ANY) || wanted.contains(value);
  }

  private static boolean takes(String wanted, String plural, String subresource) {
    int slash = wanted.indexOf('/');
    var resource = slash < 0 ? wanted : wanted.substring(0, slash);
    var part = slash < 0 ? "" : wanted.substring(slash + 1);
    return (resource.equals(ANY) || resource.equals(plural))
        && (part.equals(ANY) || part.equals(subresource));
  }
}
