package dev.muster.simulations.live.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.ControlPlane;
import dev.muster.simulations.live.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Holds what is written of the built-in kinds against what a real API server says of them. */
final class KindShapesIT {
  private static final List<String> COMPARED =
      List.of(
          "type",
          "format",
          "items",
          "additionalProperties",
          "allOf",
          "$ref",
          "oneOf",
          "required",
          "x-kubernetes-list-type",
          "x-kubernetes-list-map-keys",
          "x-kubernetes-map-type",
          "x-kubernetes-patch-strategy",
          "x-kubernetes-patch-merge-key");

  /** What is so without being said. */
  private static final List<String> OTHERWISE =
      List.of("x-kubernetes-map-type=granular", "x-kubernetes-list-type=atomic");

  private final List<String> differences = new ArrayList<>();

  @Test
  void everyTypeHasTheFieldsListsAndKeysOfARealServer() {
    var served = Served.all(new Store(() -> 0L).types());
    var ours = new OpenApi(served, type -> Optional.empty());
    var roots = Views.object(ours.index().get("paths")).keySet();
    int compared = 0;
    try (var plane = ControlPlane.bare();
        var client = new RawClient(plane.kubeconfig())) {
      for (var root : roots) {
        var real = schemas(client.get("/openapi/v3/" + root).body());
        var own = schemas(ours.document(root).orElseThrow());
        assertThat(real).as(root).isNotEmpty();
        for (var name : own.keySet()) {
          compare(name, Views.object(real.get(name)), Views.object(own.get(name)));
          compared++;
        }
      }
    }
    assertThat(differences).isEmpty();
    assertThat(compared).isGreaterThan(200);
  }

  private static Map<String, @Nullable Object> schemas(Map<String, @Nullable Object> document) {
    return Views.object(Views.object(document.get("components")).get("schemas"));
  }

  private void compare(
      String name, Map<String, @Nullable Object> real, Map<String, @Nullable Object> own) {
    if (real.isEmpty()) {
      differences.add(name + " is not known to the real server");
      return;
    }
    node(name, real, own);
    var theirs = Views.object(real.get("properties"));
    var mine = Views.object(own.get("properties"));
    var fields = new TreeSet<>(theirs.keySet());
    fields.addAll(mine.keySet());
    for (var field : fields) {
      var path = name + "." + field;
      if (!mine.containsKey(field) || !theirs.containsKey(field)) {
        differences.add(path + (mine.containsKey(field) ? " is not there" : " is missing"));
      } else {
        node(path, Views.object(theirs.get(field)), Views.object(mine.get(field)));
      }
    }
  }

  private void node(
      String path, Map<String, @Nullable Object> real, Map<String, @Nullable Object> own) {
    var theirs = essence(real);
    var mine = essence(own);
    if (!theirs.equals(mine)) {
      differences.add(path + " is " + theirs + " and not " + mine);
    }
  }

  /** What matters for merging and checking: a reference by its target, a list by its elements. */
  private static String essence(@Nullable Object node) {
    var tree = Views.object(node);
    if (tree.get("allOf") instanceof List<?> all && all.size() == 1) {
      var target = Views.object(all.getFirst());
      target.put("x-kubernetes-map-type", tree.get("x-kubernetes-map-type"));
      target.put("x-kubernetes-patch-strategy", tree.get("x-kubernetes-patch-strategy"));
      return essence(target);
    }
    var text = new StringBuilder();
    for (var key : COMPARED) {
      @Nullable Object value = OTHERWISE.contains(key + "=" + tree.get(key)) ? null : tree.get(key);
      if (value instanceof Map) {
        text.append(key).append("=[").append(essence(value)).append("] ");
      } else if (key.equals("required") && value instanceof List<?> names) {
        text.append(key).append('=').append(new TreeSet<>(names)).append(' ');
      } else if (value != null && !key.equals("oneOf")) {
        text.append(key).append('=').append(value).append(' ');
      }
    }
    return text.toString().strip();
  }
}
