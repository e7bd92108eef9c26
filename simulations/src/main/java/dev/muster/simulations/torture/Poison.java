package dev.muster.simulations.torture;

import dev.muster.simulations.live.objects.Trees;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gangs that the definition lets in, and that make no sense to anybody. */
final class Poison {
  static final List<String> KINDS =
      List.of(
          "kindless",
          "empty",
          "unknown-kind",
          "negative",
          "huge",
          "text-replicas",
          "bad-quantity",
          "bad-selector",
          "bad-annotation");

  private static final String GPU = "nvidia.com/gpu";

  private Poison() {}

  static Map<String, @Nullable Object> gang(String name, String what) {
    var object = new Shape(Shape.Kind.RAY, 1, 1, 10, "").gang(name);
    var component = Trees.maps(object, "spec", "components").getFirst();
    var template = Trees.map(component, "template");
    switch (what) {
      case "kindless" -> template.remove("kind");
      case "empty" -> component.put("template", Trees.object());
      case "unknown-kind" -> template.put("kind", "Unheard");
      case "negative" -> worker(template).put("replicas", -3L);
      case "huge" -> worker(template).put("replicas", 2_000_000_000L);
      case "text-replicas" -> worker(template).put("replicas", "many");
      case "bad-quantity" ->
          container(template).put("resources", Trees.object("limits", Trees.object(GPU, "1x")));
      case "bad-selector" ->
          Trees.map(worker(template), "template", "spec").put("nodeSelector", "everywhere");
      case "bad-annotation" ->
          Trees.map(object, "metadata", "annotations")
              .put("workload.codeflare.dev.appwrapper/retryLimit", "café");
      default -> throw new IllegalArgumentException("no poison is called '" + what + "'");
    }
    return object;
  }

  private static Map<String, @Nullable Object> worker(Object template) {
    return Trees.maps(template, "spec", "workerGroupSpecs").getFirst();
  }

  private static Map<String, @Nullable Object> container(Object template) {
    return Trees.maps(worker(template), "template", "spec", "containers").getFirst();
  }
}
