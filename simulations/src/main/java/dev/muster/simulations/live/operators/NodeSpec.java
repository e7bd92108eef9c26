package dev.muster.simulations.live.operators;

import dev.muster.simulations.live.objects.Quantities;
import dev.muster.simulations.live.objects.Trees;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of a cluster, from text: {@code COUNTxSHAPE[:MODEL]}, comma-separated, where a SHAPE is
 * {@code 8gpu}, {@code 96cpu}, {@code 384Gi} joined by {@code +}. What a shape does not name there
 * is plenty of; GPUs only where it names them.
 *
 * @param resources what one node has, as quantities
 * @param model of its GPUs; empty if not named
 */
public record NodeSpec(int count, Map<String, String> resources, String model) {
  private static final Pattern GROUP = Pattern.compile("([0-9]{1,6})x([^:@]+)(?::([^:@]+))?");
  private static final Pattern PART = Pattern.compile("([0-9]{1,9})(gpu|cpu|[KMGTP]i?)");

  public NodeSpec {
    resources = new LinkedHashMap<>(resources);
  }

  /** Reads a whole specification; {@link IllegalArgumentException} says what is wrong with it. */
  public static List<NodeSpec> parse(String text) {
    var result = new ArrayList<NodeSpec>();
    for (String group : text.split(",", -1)) {
      Matcher form = GROUP.matcher(group.strip());
      if (!form.matches()) {
        throw new IllegalArgumentException(
            "'%s' is no COUNTxSHAPE[:MODEL], as 8x96cpu+1024Gi+8gpu:A100".formatted(group));
      }
      result.add(
          new NodeSpec(
              Integer.parseInt(form.group(1)),
              shape(form.group(2)),
              form.group(3) == null ? "" : form.group(3)));
    }
    return result;
  }

  private static Map<String, String> shape(String text) {
    var result = new LinkedHashMap<String, String>();
    for (String part : text.split("\\+", -1)) {
      Matcher form = PART.matcher(part);
      if (!form.matches()) {
        throw new IllegalArgumentException(
            "'%s' is not an amount as 8gpu, 96cpu or 384Gi".formatted(part));
      }
      String name =
          switch (form.group(2)) {
            case "gpu" -> "nvidia.com/gpu";
            case "cpu" -> "cpu";
            default -> "memory";
          };
      String amount = name.equals("memory") ? part : form.group(1);
      if (result.put(name, amount) != null) {
        throw new IllegalArgumentException("'%s' names %s twice".formatted(text, name));
      }
    }
    result.putIfAbsent("cpu", "128");
    result.putIfAbsent("memory", "1Ti");
    result.put("ephemeral-storage", "2Ti");
    result.put("pods", "250");
    return result;
  }

  /**
   * The Node objects of a specification, ready, named {@code node-00}, {@code node-01} and so on.
   */
  public static List<Map<String, @Nullable Object>> nodes(List<NodeSpec> groups, String stamp) {
    int total = groups.stream().mapToInt(NodeSpec::count).sum();
    int digits = Math.max(2, String.valueOf(Math.max(0, total - 1)).length());
    var result = new ArrayList<Map<String, @Nullable Object>>();
    for (NodeSpec group : groups) {
      for (int i = 0; i < group.count; i++) {
        result.add(group.node(("node-%0" + digits + "d").formatted(result.size()), stamp));
      }
    }
    return result;
  }

  private Map<String, @Nullable Object> node(String name, String stamp) {
    var labels =
        Trees.object(
            "kubernetes.io/hostname", name,
            "kubernetes.io/os", "linux",
            "kubernetes.io/arch", "amd64",
            "node-role.kubernetes.io/worker", "");
    if (Quantities.units("nvidia.com/gpu", resources.get("nvidia.com/gpu")).orElse(0) > 0) {
      labels.put("nvidia.com/gpu.present", "true");
      if (!model.isEmpty()) {
        labels.put("nvidia.com/gpu.product", model);
      }
    }
    var ready =
        Trees.object(
            "type", "Ready",
            "status", "True",
            "reason", "KubeletReady",
            "message", "kubelet is posting ready status",
            "lastHeartbeatTime", stamp,
            "lastTransitionTime", stamp);
    return Trees.object(
        "apiVersion", "v1",
        "kind", "Node",
        "metadata", Trees.object("name", name, "labels", labels),
        "spec", Trees.object(),
        "status",
            Trees.object(
                "capacity",
                new LinkedHashMap<>(resources),
                "allocatable",
                new LinkedHashMap<>(resources),
                "conditions",
                List.of(ready),
                "nodeInfo",
                Trees.object(
                    "kubeletVersion", "v1.34.0",
                    "osImage", "Muster embedded cluster",
                    "operatingSystem", "linux",
                    "architecture", "amd64",
                    "containerRuntimeVersion", "none://0")));
  }
}
