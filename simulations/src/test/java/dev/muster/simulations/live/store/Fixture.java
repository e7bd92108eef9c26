package dev.muster.simulations.live.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A store at a fixed time with the words that its tests need. */
final class Fixture {
  static final long START = 1_793_664_000_000L; // 2026-11-03T00:00:00Z

  final Store store;
  long now = START;

  Fixture() {
    this.store = new Store(() -> now);
  }

  ResourceType type(String qualifiedName) {
    return store.types().stream()
        .filter(type -> type.qualifiedName().equals(qualifiedName))
        .findFirst()
        .orElseThrow();
  }

  /** Makes an object from alternating dotted paths and values. */
  static Map<String, @Nullable Object> object(@Nullable Object... pathsAndValues) {
    Map<String, @Nullable Object> result = Trees.EMPTY;
    for (int i = 0; i < pathsAndValues.length; i += 2) {
      var path = Trees.text(pathsAndValues[i]).split("\\.", -1);
      result = Trees.put(result, pathsAndValues[i + 1], path);
    }
    return result;
  }

  static Map<String, @Nullable Object> named(String name) {
    return object("metadata.name", name);
  }

  static Map<String, @Nullable Object> configMap(String name, String value) {
    return object("metadata.name", name, "data.value", value);
  }

  static Map<String, @Nullable Object> pod(String name) {
    return object(
        "metadata.name",
        name,
        "spec.containers",
        List.of(Trees.of("name", "main", "image", "busybox")));
  }

  Map<String, @Nullable Object> create(String kind, Map<String, @Nullable Object> object) {
    return done(Request.create(type(kind), namespaceOf(kind), object));
  }

  Map<String, @Nullable Object> get(String kind, String name) {
    return done(Request.get(type(kind), namespaceOf(kind), name));
  }

  Map<String, @Nullable Object> merge(
      String kind, String name, Map<String, @Nullable Object> patch) {
    return done(Request.patch(type(kind), namespaceOf(kind), name, PatchKind.MERGE, patch));
  }

  Map<String, @Nullable Object> mergeStatus(
      String kind, String name, Map<String, @Nullable Object> patch) {
    return done(
        Request.patch(type(kind), namespaceOf(kind), name, PatchKind.MERGE, patch)
            .withSubresource("status"));
  }

  Map<String, @Nullable Object> update(
      String kind, String name, Map<String, @Nullable Object> object) {
    return done(Request.update(type(kind), namespaceOf(kind), name, object));
  }

  Map<String, @Nullable Object> delete(String kind, String name, @Nullable Object... options) {
    return done(Request.delete(type(kind), namespaceOf(kind), name, object(options)));
  }

  boolean exists(String kind, String name) {
    return store.handle(Request.get(type(kind), namespaceOf(kind), name))
        instanceof Response.Success;
  }

  String namespaceOf(String kind) {
    return type(kind).namespaced() ? "default" : "";
  }

  Map<String, @Nullable Object> done(Request request) {
    var response = store.handle(request);
    assertThat(response).isInstanceOf(Response.Success.class);
    return response instanceof Response.Success success ? success.body() : Trees.EMPTY;
  }

  Response.Failure refused(Request request) {
    var response = store.handle(request);
    assertThat(response).isInstanceOf(Response.Failure.class);
    return response instanceof Response.Failure failure
        ? failure
        : new Response.Failure(Trees.EMPTY);
  }

  /** Code and message of a refusal. */
  String refusal(Request request) {
    var failure = refused(request);
    return failure.code() + " " + failure.reason() + ": " + failure.message();
  }

  List<String> namesOf(Map<String, @Nullable Object> list) {
    var result = new ArrayList<String>();
    for (var item : Trees.objects(list.get("items"))) {
      result.add(Trees.textAt(item, "metadata", "name"));
    }
    return result;
  }

  static String version(Map<String, @Nullable Object> object) {
    return Trees.textAt(object, "metadata", "resourceVersion");
  }
}
