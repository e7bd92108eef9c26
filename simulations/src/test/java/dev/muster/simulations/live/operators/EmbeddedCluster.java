package dev.muster.simulations.live.operators;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.store.Change;
import dev.muster.simulations.live.store.Options;
import dev.muster.simulations.live.store.PatchKind;
import dev.muster.simulations.live.store.Request;
import dev.muster.simulations.live.store.ResourceType;
import dev.muster.simulations.live.store.Response;
import dev.muster.simulations.live.store.Store;
import dev.muster.simulations.live.store.Verb;
import dev.muster.simulations.live.store.VirtualLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A store with its controllers on a virtual loop, and short ways to act on it as a user. */
public final class EmbeddedCluster {
  private static final ObjectMapper YAML =
      new ObjectMapper(new YAMLFactory()).enable(DeserializationFeature.USE_LONG_FOR_INTS);

  public final VirtualLoop loop = new VirtualLoop(1_780_000_000_000L);
  public final Store store = new Store(loop::now);
  public final List<Change> changes = new ArrayList<>();

  private EmbeddedCluster() {
    store.onChange(changes::add);
    Part.allDefinitions().forEach(file -> create(resource("/" + file)));
  }

  /** Without any controller. */
  public static EmbeddedCluster bare(String nodes) {
    var cluster = new EmbeddedCluster();
    NodeSpec.nodes(NodeSpec.parse(nodes), "2026-01-01T00:00:00Z").forEach(cluster::create);
    return cluster;
  }

  /** With all controllers, and these nodes. */
  public static EmbeddedCluster of(String nodes) {
    var cluster = bare(nodes);
    Operators.start(cluster.store, cluster.loop, Settings.DEFAULT);
    return cluster;
  }

  public static Map<String, @Nullable Object> yaml(String text) {
    try {
      return YAML.readValue(text, new TypeReference<>() {});
    } catch (IOException wrong) {
      throw new UncheckedIOException(wrong);
    }
  }

  private static Map<String, @Nullable Object> resource(String path) {
    try (var stream = EmbeddedCluster.class.getResourceAsStream(path)) {
      return YAML.readValue(stream, new TypeReference<>() {});
    } catch (IOException wrong) {
      throw new UncheckedIOException(wrong);
    }
  }

  public Map<String, @Nullable Object> create(String text) {
    return create(yaml(text));
  }

  public Map<String, @Nullable Object> create(Map<String, @Nullable Object> object) {
    var type = type(Trees.text(object, "apiVersion"), Trees.text(object, "kind"));
    String namespace = Trees.namespace(object);
    return done(
        Request.create(
            type, type.namespaced() && namespace.isEmpty() ? "default" : namespace, object));
  }

  public Map<String, @Nullable Object> patch(
      String apiVersion, String kind, String name, String patch) {
    return patchTree(apiVersion, kind, name, yaml(patch));
  }

  public Map<String, @Nullable Object> patchTree(
      String apiVersion, String kind, String name, Map<String, @Nullable Object> patch) {
    var type = type(apiVersion, kind);
    return done(
        Request.patch(type, type.namespaced() ? "default" : "", name, PatchKind.MERGE, patch));
  }

  public Map<String, @Nullable Object> patchStatus(
      String apiVersion, String kind, String name, String status) {
    var type = type(apiVersion, kind);
    return done(
        Request.patch(
                type,
                type.namespaced() ? "default" : "",
                name,
                PatchKind.MERGE,
                Trees.object("status", yaml(status)))
            .withSubresource("status"));
  }

  /** Deletes it as kubectl does: what it owns goes too. */
  public void delete(String apiVersion, String kind, String name) {
    deleteAs("user", apiVersion, kind, name);
  }

  public void deleteAs(String user, String apiVersion, String kind, String name) {
    var type = type(apiVersion, kind);
    var background = Trees.object("propagationPolicy", "Background");
    var request = Request.delete(type, type.namespaced() ? "default" : "", name, background);
    assertThat(store.handle(request.withUser(user))).isInstanceOf(Response.Success.class);
  }

  /** Deletes a pod with no time left. */
  public void deleteNow(String pod) {
    var request =
        Request.delete(type("v1", "Pod"), "default", pod, Trees.object("gracePeriodSeconds", 0L));
    assertThat(store.handle(request.withUser("user"))).isInstanceOf(Response.Success.class);
  }

  public void bind(String pod, String node) {
    var binding = yaml("{apiVersion: v1, kind: Binding, metadata: {name: %s}}".formatted(pod));
    binding.put("target", Trees.object("kind", "Node", "name", node));
    var unused =
        done(
            new Request(
                Verb.CREATE,
                type("v1", "Pod"),
                "default",
                pod,
                "binding",
                Options.NONE,
                PatchKind.MERGE,
                binding,
                ""));
  }

  public Map<String, @Nullable Object> get(String apiVersion, String kind, String name) {
    var type = type(apiVersion, kind);
    return done(Request.get(type, type.namespaced() ? "default" : "", name));
  }

  public List<Map<String, @Nullable Object>> list(String apiVersion, String kind) {
    return Trees.maps(done(Request.list(type(apiVersion, kind), "", Options.NONE)), "items");
  }

  public List<Map<String, @Nullable Object>> pods() {
    return list("v1", "Pod");
  }

  public Map<String, @Nullable Object> pod(String name) {
    return get("v1", "Pod", name);
  }

  public String phase(String pod) {
    return Trees.text(pod(pod), "status", "phase");
  }

  public String node(String pod) {
    return Trees.text(pod(pod), "spec", "nodeName");
  }

  /** Names of the pods in this phase, in order. */
  public List<String> podsIn(String phase) {
    return pods().stream()
        .filter(pod -> Trees.text(pod, "status", "phase").equals(phase))
        .map(Trees::name)
        .toList();
  }

  ResourceType type(String apiVersion, String kind) {
    return store.typeOfKind(apiVersion, kind).orElseThrow();
  }

  private Map<String, @Nullable Object> done(Request request) {
    return switch (store.handle(request.withUser("user"))) {
      case Response.Success success -> success.body();
      case Response.Failure failure -> throw new AssertionError(failure.message());
    };
  }
}
