package dev.muster.simulations.live.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says which groups, versions and kinds there are, in the classic documents and in the aggregated
 * one. Made anew for each request, so that a definition is seen as soon as it is stored.
 */
final class Discovery {
  /** The content type of the aggregated form. */
  static final String AGGREGATED =
      "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

  private final List<Served> served;

  Discovery(List<Served> served) {
    this.served = served;
  }

  /** {@code /api}, of the server at {@code address} ({@code host:port}). */
  static Map<String, @Nullable Object> coreVersions(String address) {
    return tree(
        "kind",
        "APIVersions",
        "versions",
        List.of("v1"),
        "serverAddressByClientCIDRs",
        List.of(tree("clientCIDR", "0.0.0.0/0", "serverAddress", address)));
  }

  /** {@code /apis}. */
  Map<String, @Nullable Object> groups() {
    var groups = new ArrayList<Map<String, @Nullable Object>>();
    Served.versionsByGroup(served)
        .forEach((group, versions) -> {
          if (!group.isEmpty()) {
            groups.add(group(group, versions));
          }
        });
    return tree("kind", "APIGroupList", "apiVersion", "v1", "groups", groups);
  }

  /** {@code /apis/GROUP}. */
  Optional<Map<String, @Nullable Object>> group(String group) {
    return Optional.ofNullable(Served.versionsByGroup(served).get(group))
        .map(versions -> {
          var document = tree("kind", "APIGroup", "apiVersion", "v1");
          document.putAll(group(group, versions));
          return document;
        });
  }

  private static LinkedHashMap<String, @Nullable Object> group(
      String group, List<String> versions) {
    var entries =
        versions.stream()
            .map(version -> tree("groupVersion", group + "/" + version, "version", version))
            .toList();
    return tree("name", group, "versions", entries, "preferredVersion", entries.getFirst());
  }

  /** {@code /api/v1} and {@code /apis/GROUP/VERSION}. */
  Optional<Map<String, @Nullable Object>> resources(String group, String version) {
    var resources = new ArrayList<Map<String, @Nullable Object>>();
    for (var one : of(group, version)) {
      resources.add(resource(one));
      one.parts().forEach(part -> resources.add(part(one, part)));
    }
    if (resources.isEmpty()) {
      return Optional.empty();
    }
    var name = group.isEmpty() ? version : group + "/" + version;
    return Optional.of(
        tree(
            "kind",
            "APIResourceList",
            "apiVersion",
            "v1",
            "groupVersion",
            name,
            "resources",
            resources));
  }

  private List<Served> of(String group, String version) {
    return served.stream()
        .filter(one -> one.type().group().equals(group) && one.type().version().equals(version))
        .toList();
  }

  private static Map<String, @Nullable Object> resource(Served one) {
    var type = one.type();
    var resource =
        tree(
            "name",
            type.plural(),
            "singularName",
            type.singular(),
            "namespaced",
            type.namespaced(),
            "kind",
            type.kind(),
            "verbs",
            one.verbs());
    putUnlessEmpty(resource, "shortNames", type.shortNames());
    putUnlessEmpty(resource, "categories", one.categories());
    return resource;
  }

  private static Map<String, @Nullable Object> part(Served one, Served.Part part) {
    var resource =
        tree(
            "name",
            one.type().plural() + "/" + part.name(),
            "singularName",
            "",
            "namespaced",
            one.type().namespaced());
    if (!part.kind().equals(one.type().kind())) {
      resource.put("group", part.group());
      resource.put("version", part.version());
    }
    resource.put("kind", part.kind());
    resource.put("verbs", part.verbs());
    return resource;
  }

  /** {@code /api} ({@code core}) or {@code /apis} in the aggregated form. */
  Map<String, @Nullable Object> aggregated(boolean core) {
    var groups = new ArrayList<Map<String, @Nullable Object>>();
    Served.versionsByGroup(served)
        .forEach((group, versions) -> {
          if (group.isEmpty() == core) {
            groups.add(
                tree(
                    "metadata",
                    tree("name", group, "creationTimestamp", null),
                    "versions",
                    versions.stream().map(version -> aggregated(group, version)).toList()));
          }
        });
    return tree(
        "kind",
        "APIGroupDiscoveryList",
        "apiVersion",
        "apidiscovery.k8s.io/v2",
        "metadata",
        Map.of(),
        "items",
        groups);
  }

  private Map<String, @Nullable Object> aggregated(String group, String version) {
    return tree(
        "version",
        version,
        "resources",
        of(group, version).stream().map(Discovery::aggregated).toList(),
        "freshness",
        "Current");
  }

  private static Map<String, @Nullable Object> aggregated(Served one) {
    var type = one.type();
    var resource =
        tree(
            "resource",
            type.plural(),
            "responseKind",
            kind(type.group(), type.version(), type.kind()),
            "scope",
            type.namespaced() ? "Namespaced" : "Cluster",
            "singularResource",
            type.singular(),
            "verbs",
            one.verbs());
    putUnlessEmpty(resource, "shortNames", type.shortNames());
    putUnlessEmpty(resource, "categories", one.categories());
    var parts =
        one.parts().stream()
            .map(part ->
                tree(
                    "subresource",
                    part.name(),
                    "responseKind",
                    kind(part.group(), part.version(), part.kind()),
                    "verbs",
                    part.verbs()))
            .toList();
    putUnlessEmpty(resource, "subresources", parts);
    return resource;
  }

  private static Map<String, @Nullable Object> kind(String group, String version, String kind) {
    return tree("group", group, "version", version, "kind", kind);
  }

  private static void putUnlessEmpty(
      Map<String, @Nullable Object> resource, String name, List<?> values) {
    if (!values.isEmpty()) {
      resource.put(name, values);
    }
  }

  /** A map of alternating names and values, in their order. */
  static LinkedHashMap<String, @Nullable Object> tree(@Nullable Object... namesAndValues) {
    var tree = new LinkedHashMap<String, @Nullable Object>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      tree.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
    }
    return tree;
  }
}
