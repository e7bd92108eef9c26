package dev.muster.simulations.live.store;

/**
 * What somebody wants to do, as authorization sees it: to a resource, or to a path that is none.
 *
 * @param verb such as {@code get}, {@code deletecollection} or {@code impersonate}
 * @param namespace empty for the whole cluster
 * @param path empty for a resource
 */
public record AccessQuestion(
    String verb,
    String group,
    String resource,
    String subresource,
    String namespace,
    String name,
    String path) {
  public static AccessQuestion path(String verb, String path) {
    return new AccessQuestion(verb, "", "", "", "", "", path);
  }

  /** Resource and subresource, as rules write it. */
  public String fullResource() {
    return subresource.isEmpty() ? resource : resource + "/" + subresource;
  }
}
