package dev.muster.simulations.live.http;

import dev.muster.simulations.live.store.ResourceType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What discovery tells of one kind in one version: a kind of the store, or one of the reviews that
 * are answered here.
 */
record Served(ResourceType type, List<String> verbs, List<String> categories) {
  private static final List<String> ALL_VERBS =
      List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");
  private static final List<String> WORKLOADS =
      List.of("pods", "services", "deployments.apps", "replicasets.apps", "jobs.batch");
  private static final Pattern VERSION = Pattern.compile("v(\\d{1,9})(?:(alpha|beta)(\\d{1,9}))?");

  /** A subresource: its name, the kind that it speaks, and what can be done with it. */
  record Part(String name, String group, String version, String kind, List<String> verbs) {}

  static Served of(ResourceType type) {
    var qualified = type.group().isEmpty() ? type.plural() : type.plural() + "." + type.group();
    return new Served(type, ALL_VERBS, WORKLOADS.contains(qualified) ? List.of("all") : List.of());
  }

  /** Kinds of a store followed by the reviews. */
  static List<Served> all(List<ResourceType> types) {
    var served = new ArrayList<Served>();
    types.forEach(type -> served.add(of(type)));
    Reviews.types().forEach(type -> served.add(new Served(type, List.of("create"), List.of())));
    return served;
  }

  /** The versions of each group, the preferred one first; groups by name, core first. */
  static TreeMap<String, List<String>> versionsByGroup(List<Served> served) {
    var versions = new TreeMap<String, List<String>>();
    for (var one : served) {
      var known = versions.computeIfAbsent(one.type.group(), group -> new ArrayList<>());
      if (!known.contains(one.type.version())) {
        known.add(one.type.version());
      }
    }
    versions.values().forEach(known -> known.sort(PREFERENCE));
    return versions;
  }

  /** Stable before beta before alpha, newer before older, anything else last by name. */
  private static final Comparator<String> PREFERENCE =
      Comparator.comparingInt(Served::maturity)
          .thenComparing(version -> number(version, 1), Comparator.reverseOrder())
          .thenComparing(version -> number(version, 3), Comparator.reverseOrder())
          .thenComparing(Comparator.naturalOrder());

  private static int maturity(String version) {
    var match = VERSION.matcher(version);
    if (!match.matches()) {
      return 3;
    }
    return match.group(2) == null ? 0 : match.group(2).equals("beta") ? 1 : 2;
  }

  private static int number(String version, int part) {
    var match = VERSION.matcher(version);
    return match.matches() && match.group(part) != null ? Integer.parseInt(match.group(part)) : 0;
  }

  List<Part> parts() {
    return type.subresources().stream().map(this::part).toList();
  }

  private Part part(String name) {
    return switch (name) {
      case "binding" -> new Part(name, "", "v1", "Binding", List.of("create"));
      case "token" ->
          new Part(name, "authentication.k8s.io", "v1", "TokenRequest", List.of("create"));
      case "eviction" -> new Part(name, "policy", "v1", "Eviction", List.of("create"));
      case "scale" ->
          new Part(name, "autoscaling", "v1", "Scale", List.of("get", "patch", "update"));
      default ->
          new Part(
              name, type.group(), type.version(), type.kind(), List.of("get", "patch", "update"));
    };
  }
}
