package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A definition whose versions differ, and its webhook: {@code v1}, which is stored, has {@code
 * spec.size}, {@code v2} has {@code spec.shape.width}.
 */
final class Things {
  static final String URL = "https://convert.test/";

  private Things() {}

  static Map<String, @Nullable Object> definition() {
    return Fixture.object(
        "metadata.name",
        "things.example.dev",
        "spec.group",
        "example.dev",
        "spec.scope",
        "Namespaced",
        "spec.names",
        Trees.of("plural", "things", "kind", "Thing"),
        "spec.versions",
        List.of(
            version("v1", true, "size", Trees.of("type", "integer")),
            version(
                "v2",
                false,
                "shape",
                Fixture.object("type", "object", "properties.width.type", "integer"))),
        "spec.conversion",
        Trees.of(
            "strategy",
            "Webhook",
            "webhook",
            Fixture.object("clientConfig.url", URL, "conversionReviewVersions", List.of("v1"))));
  }

  private static Map<String, @Nullable Object> version(
      String name, boolean storage, String field, Map<String, @Nullable Object> schema) {
    var status = Fixture.object("type", "object", "properties.phase.type", "string");
    return Fixture.object(
        "name",
        name,
        "served",
        true,
        "storage",
        storage,
        "subresources.status",
        Trees.EMPTY,
        "schema.openAPIV3Schema.type",
        "object",
        "schema.openAPIV3Schema.properties.status",
        status,
        "schema.openAPIV3Schema.properties.spec.type",
        "object",
        "schema.openAPIV3Schema.properties.spec.properties",
        Trees.of(field, schema));
  }

  static Map<String, @Nullable Object> thing(String version, String name, long width) {
    var bare =
        Fixture.object(
            "apiVersion", "example.dev/" + version, "kind", "Thing", "metadata.name", name);
    return Trees.put(bare, width, width(version));
  }

  static String[] width(String version) {
    return version.equals("v1")
        ? new String[] {"spec", "size"}
        : new String[] {"spec", "shape", "width"};
  }

  /** What the webhook answers when it does its work. */
  static Map<String, @Nullable Object> converted(Map<String, @Nullable Object> request) {
    var desired = Trees.text(request.get("desiredAPIVersion")).substring("example.dev/".length());
    var objects = new ArrayList<@Nullable Object>();
    for (var object : Trees.objects(request.get("objects"))) {
      var own = Trees.text(object.get("apiVersion")).substring("example.dev/".length());
      var width = Trees.at(object, width(own));
      var result = Trees.put(object, "example.dev/" + desired, "apiVersion");
      result = Trees.put(Trees.remove(result, "spec"), width, width(desired));
      objects.add(result);
    }
    return answer(objects);
  }

  static Map<String, @Nullable Object> answer(List<? extends @Nullable Object> objects) {
    return Fixture.object("result.status", "Success", "convertedObjects", Trees.frozen(objects));
  }

  static Map<String, @Nullable Object> failed(String message) {
    return Fixture.object("result.status", "Failure", "result.message", message);
  }
}
