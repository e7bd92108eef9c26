package dev.muster.webhook.decide;

import dev.muster.scheduler.model.User;
import dev.muster.webhook.decide.AdmissionRequest.Operation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** AppWrappers as users send them: one Job of two pods, unless a test says otherwise. */
final class WrapperBuilder {
  static final String NAMESPACE = "team";
  static final User ADA =
      new User("ada@example.com", "u-7", List.of("ml", "system:authenticated"), extra());

  private final Map<String, @Nullable Object> object = new LinkedHashMap<>();
  private final Map<String, @Nullable Object> metadata = new LinkedHashMap<>();
  private final Map<String, @Nullable Object> spec = new LinkedHashMap<>();
  private final List<@Nullable Object> components = new ArrayList<>();

  private WrapperBuilder() {
    object.put("apiVersion", "workload.codeflare.dev/v1beta2");
    object.put("kind", "AppWrapper");
    metadata.put("name", "tune");
    metadata.put("namespace", NAMESPACE);
    object.put("metadata", metadata);
    spec.put("components", components);
    object.put("spec", spec);
  }

  private static SortedMap<String, List<String>> extra() {
    return new TreeMap<>(Map.of("scopes.example.com", List.of("user:full")));
  }

  static WrapperBuilder empty() {
    return new WrapperBuilder();
  }

  static WrapperBuilder ofJob() {
    return empty().with(job("sweep", 2));
  }

  WrapperBuilder with(Map<String, @Nullable Object> template) {
    components.add(tree("template", template));
    return this;
  }

  WrapperBuilder declaring(List<Map<String, @Nullable Object>> podSets) {
    component(components.size() - 1).put("podSets", podSets);
    return this;
  }

  WrapperBuilder label(String name, String value) {
    map(metadata, "labels").put(name, value);
    return this;
  }

  WrapperBuilder annotation(String name, String value) {
    map(metadata, "annotations").put(name, value);
    return this;
  }

  WrapperBuilder spec(String field, @Nullable Object value) {
    spec.put(field, value);
    return this;
  }

  WrapperBuilder metadata(String field, @Nullable Object value) {
    metadata.put(field, value);
    return this;
  }

  /** Changes the wrapped object at this place. */
  WrapperBuilder template(int index, Consumer<Map<String, @Nullable Object>> change) {
    change.accept(map(component(index), "template"));
    return this;
  }

  /** Says something of the wrapped object at this place. */
  WrapperBuilder component(int index, String field, @Nullable Object value) {
    component(index).put(field, value);
    return this;
  }

  /** As the mutating webhook leaves it. */
  WrapperBuilder stamped() {
    return annotation(SubmitterStamp.ANNOTATION, SubmitterStamp.text(ADA));
  }

  @SuppressWarnings("unchecked")
  private Map<String, @Nullable Object> component(int index) {
    return (Map<String, @Nullable Object>) Objects.requireNonNull(components.get(index));
  }

  Map<String, @Nullable Object> build() {
    return object;
  }

  AdmissionRequest created() {
    return request(Operation.CREATE, Map.of());
  }

  AdmissionRequest replacing(WrapperBuilder old) {
    return request(Operation.UPDATE, old.object);
  }

  AdmissionRequest request(Operation operation, Map<String, @Nullable Object> old) {
    return new AdmissionRequest(
        operation,
        new AdmissionRequest.Resource("workload.codeflare.dev", "v1beta2", "appwrappers", ""),
        NAMESPACE,
        ADA,
        object,
        old);
  }

  static Map<String, @Nullable Object> job(String name, long pods) {
    return tree(
        "apiVersion",
        "batch/v1",
        "kind",
        "Job",
        "metadata",
        tree("name", name),
        "spec",
        tree("parallelism", pods, "template", podTemplate()));
  }

  static Map<String, @Nullable Object> pod(String name) {
    return tree(
        "apiVersion",
        "v1",
        "kind",
        "Pod",
        "metadata",
        tree("name", name),
        "spec",
        podTemplate().get("spec"));
  }

  static Map<String, @Nullable Object> service(String name) {
    return tree("apiVersion", "v1", "kind", "Service", "metadata", tree("name", name));
  }

  /** Of a kind whose pods nobody knows; they stand where a JobSet has them. */
  static Map<String, @Nullable Object> custom() {
    return tree(
        "apiVersion",
        "example.com/v1",
        "kind",
        "Fleet",
        "metadata",
        tree("name", "fleet"),
        "spec",
        tree("ships", new ArrayList<>(List.of(tree("crew", podTemplate())))));
  }

  static Map<String, @Nullable Object> podTemplate() {
    return tree(
        "spec", tree("containers", new ArrayList<>(List.of(tree("name", "c", "image", "x")))));
  }

  @SuppressWarnings("unchecked")
  static Map<String, @Nullable Object> map(Map<String, @Nullable Object> in, String field) {
    return (Map<String, @Nullable Object>)
        Objects.requireNonNull(
            in.computeIfAbsent(field, none -> new LinkedHashMap<String, @Nullable Object>()));
  }

  /** A map of these names and values in turn; it can be changed. */
  static Map<String, @Nullable Object> tree(@Nullable Object... entries) {
    var tree = new LinkedHashMap<String, @Nullable Object>();
    for (int i = 0; i < entries.length; i += 2) {
      tree.put(String.valueOf(entries[i]), entries[i + 1]);
    }
    return tree;
  }
}
