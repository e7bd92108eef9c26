package dev.muster.simulations.torture;

import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.operators.NodeSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Objects that an API server takes and nobody needs. */
final class HostileThings {
  private static final String LONGEST = "9223372036854775807";

  private HostileThings() {}

  /** A node as there are, and some that say they have everything, or things nobody can count. */
  static List<Map<String, @Nullable Object>> nodes() {
    var nodes = new ArrayList<Map<String, @Nullable Object>>();
    nodes.addAll(NodeSpec.nodes(NodeSpec.parse("1x8gpu"), "2026-01-01T00:00:00Z"));
    nodes.add(node("all", LONGEST, LONGEST, "0"));
    nodes.add(node("huge", "1E", "999999999Ei", "4"));
    nodes.add(node("tiny", "1n", "1m", "1"));
    nodes.add(node("none", "0", "0", "0"));
    return nodes;
  }

  private static Map<String, @Nullable Object> node(
      String name, String cpu, String memory, String gpus) {
    var amounts =
        Trees.object("cpu", cpu, "memory", memory, "pods", LONGEST, "nvidia.com/gpu", gpus);
    return Trees.object(
        "apiVersion",
        "v1",
        "kind",
        "Node",
        "metadata",
        Trees.object("name", "hostile-" + name, "labels", Trees.object("a", "")),
        "status",
        Trees.object("allocatable", amounts, "capacity", amounts));
  }

  /** As large as a server takes; it says it is Muster's. */
  static Map<String, @Nullable Object> pod(String name, String junk, int number) {
    var labels =
        Trees.object(
            "muster.dev/gang-uid",
            "no-such-" + number,
            "muster.dev/epoch",
            "1e" + number,
            "muster.dev/place",
            "everywhere",
            "workload.codeflare.dev/appwrapper",
            "x".repeat(63));
    var limits = Trees.object("cpu", LONGEST, "memory", "999Ei");
    return Trees.object(
        "apiVersion",
        "v1",
        "kind",
        "Pod",
        "metadata",
        Trees.object("name", name, "namespace", "default", "labels", labels),
        "spec",
        Trees.object("containers", List.of(container(junk, limits))));
  }

  private static Map<String, @Nullable Object> container(
      String junk, Map<String, @Nullable Object> limits) {
    return Trees.object(
        "name",
        "c",
        "image",
        "x",
        "args",
        List.of(junk),
        "resources",
        Trees.object("limits", limits));
  }

  /** A gang that could be, if its one argument were not so long. */
  static Map<String, @Nullable Object> largeGang(String name, String junk) {
    var gang = new Shape(Shape.Kind.JOB, 1, 64, 10, "").gang(name);
    var template = Trees.map(Trees.maps(gang, "spec", "components").getFirst(), "template");
    Trees.maps(template, "spec", "template", "spec", "containers")
        .getFirst()
        .put("args", List.of(junk));
    return gang;
  }
}
