package dev.muster.simulations;

import dev.muster.simulations.live.http.RawClient;
import dev.muster.simulations.live.objects.Trees;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Finds the paths of kinds by asking the server's discovery, once for each kind that is there. */
final class Directory {
  private record Place(String collections, String plural, boolean namespaced) {}

  private final RawClient client;
  private final Map<String, Place> known = new ConcurrentHashMap<>();

  Directory(RawClient client) {
    this.client = client;
  }

  /** Whether the kind is served now. */
  boolean serves(String apiVersion, String kind) {
    return look(apiVersion, kind).isPresent();
  }

  /**
   * Of an object; of the collection if {@code name} is empty, in all namespaces if that is, too.
   */
  String path(String apiVersion, String kind, String namespace, String name) {
    var place =
        known.computeIfAbsent(
            apiVersion + "/" + kind,
            any ->
                look(apiVersion, kind)
                    .orElseThrow(
                        () -> new AssertionError(apiVersion + " " + kind + " is not served")));
    var within = place.namespaced && !namespace.isEmpty() ? "/namespaces/" + namespace : "";
    return place.collections + within + "/" + place.plural + (name.isEmpty() ? "" : "/" + name);
  }

  private Optional<Place> look(String apiVersion, String kind) {
    var collections = (apiVersion.contains("/") ? "/apis/" : "/api/") + apiVersion;
    var answer = client.get(collections);
    return Trees.maps(answer.body(), "resources").stream()
        .filter(resource -> Trees.text(resource, "kind").equals(kind))
        .filter(resource -> !Trees.text(resource, "name").contains("/"))
        .map(resource ->
            new Place(
                collections, Trees.text(resource, "name"), Trees.flag(resource, "namespaced")))
        .findFirst();
  }
}
