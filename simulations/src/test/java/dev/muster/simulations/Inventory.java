package dev.muster.simulations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.simulations.live.http.RawClient;
import dev.muster.simulations.live.objects.Trees;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What stood in a cluster at one moment, of every kind that it serves, so that all that came later
 * can be taken away again.
 */
final class Inventory {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final String JSON = "application/json";
  private static final String NOW =
      "{\"gracePeriodSeconds\":0,\"propagationPolicy\":\"Background\"}";
  private static final String NO_FINALIZERS = "{\"metadata\":{\"finalizers\":null}}";

  /** They tell of what happens, as of each removal, and go by themselves. */
  private static final String EVENTS = "events";

  /** Their finalizers are the server's own, which lets them go when all within them has gone. */
  private static final Set<String> SERVERS = Set.of("namespaces", "customresourcedefinitions");

  private record Place(String collections, String plural, boolean namespaced) {
    String path(Object object) {
      var namespace = namespaced ? "/namespaces/" + Trees.namespace(object) : "";
      return collections + namespace + "/" + plural + "/" + Trees.name(object);
    }
  }

  private final RawClient client;
  private final Set<String> known = new TreeSet<>();

  private Inventory(RawClient client) {
    this.client = client;
  }

  /** Takes note of everything that is there now. */
  static Inventory of(RawClient client) {
    var inventory = new Inventory(client);
    for (var place : inventory.places()) {
      inventory.objects(place).forEach(object -> inventory.known.add(Trees.uid(object)));
    }
    return inventory;
  }

  /** Deletes what came since, with no regard for finalizers, and returns when it is gone. */
  void restore() {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(() -> assertThat(removeNew()).as("left in the cluster").isEmpty());
  }

  /** Tells what there was to remove. */
  private List<String> removeNew() {
    var left = new ArrayList<String>();
    for (var place : places()) {
      for (var object : objects(place)) {
        if (!known.contains(Trees.uid(object)) && !isMadeByServer(place, object)) {
          remove(place, object);
          left.add(place.path(object));
        }
      }
    }
    return left;
  }

  /** Comes again as often as it is deleted, or belongs to whom tests speak as. */
  private static boolean isMadeByServer(Place place, Object object) {
    return place.plural.equals("apiservices")
        || Trees.name(object).startsWith(GivenCluster.ADMINISTRATORS);
  }

  private void remove(Place place, Object object) {
    var path = place.path(object);
    if (!Trees.leaving(object)) {
      expect(path, client.send("DELETE", path, JSON, NOW));
    } else if (!SERVERS.contains(place.plural)
        && !Trees.texts(object, "metadata", "finalizers").isEmpty()) {
      expect(path, client.send("PATCH", path, "application/merge-patch+json", NO_FINALIZERS));
    } else if (place.plural.equals("pods")) {
      expect(path, client.send("DELETE", path, JSON, NOW)); // where no kubelet ends it
    }
  }

  /** It may have gone by itself, or have changed; what is refused for good comes again. */
  private static void expect(String path, RawClient.Answer answer) {
    assertThat(answer.code()).as(() -> path + ": " + answer.body()).isIn(200, 202, 404, 409);
  }

  /** Webhooks first, that they have no say in the rest. */
  private List<Place> places() {
    var places = new ArrayList<Place>();
    for (var group : Trees.maps(body("/apis"), "groups")) {
      add(places, "/apis/" + Trees.text(group, "preferredVersion", "groupVersion"));
    }
    add(places, "/api/v1");
    places.sort(
        Comparator.comparing(
            place -> !place.collections.startsWith("/apis/admissionregistration.k8s.io/")));
    return places;
  }

  private void add(List<Place> places, String collections) {
    for (var resource : Trees.maps(body(collections), "resources")) {
      var plural = Trees.text(resource, "name");
      var verbs = Trees.texts(resource, "verbs");
      if (verbs.containsAll(List.of("list", "delete")) && !plural.equals(EVENTS)) {
        places.add(new Place(collections, plural, Trees.flag(resource, "namespaced")));
      }
    }
  }

  /** A kind whose definition goes in this moment is not served any more. */
  private List<? extends Object> objects(Place place) {
    var answer = client.get(place.collections + "/" + place.plural);
    assertThat(answer.code()).as(() -> place + ": " + answer.body()).isIn(200, 404);
    return Trees.maps(answer.body(), "items");
  }

  private Object body(String path) {
    return client.get(path).body();
  }
}
