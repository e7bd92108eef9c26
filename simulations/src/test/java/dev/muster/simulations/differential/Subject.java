package dev.muster.simulations.differential;

import java.util.List;

/**
 * A kind that stories are about.
 *
 * @param collection the path of its objects, {@code {ns}} for the namespace
 * @param bodies objects without metadata, as YAML; the first ones are the usual ones
 * @param changes merge patches that make sense, as YAML
 * @param wrong merge patches of the wrong type or value, as YAML
 * @param statuses merge patches of the status; empty if the kind has none
 * @param scaled whether it has a scale
 */
record Subject(
    String kind,
    String apiVersion,
    String collection,
    List<String> bodies,
    List<String> changes,
    List<String> wrong,
    List<String> statuses,
    boolean scaled) {

  boolean namespaced() {
    return collection.contains("{ns}");
  }

  /** Kinds that the server itself knows can be patched strategically. */
  boolean builtIn() {
    return !apiVersion.contains(".") || apiVersion.contains(".k8s.io");
  }

  /** Names of all objects are told apart by the prefix of the story. */
  String name(String suffix) {
    if (kind.equals("CustomResourceDefinition")) {
      return suffix + "things.{t}.example.com";
    }
    return namespaced() ? suffix : "{t}-" + suffix;
  }

  String path(String suffix) {
    return collection + "/" + name(suffix);
  }
}
