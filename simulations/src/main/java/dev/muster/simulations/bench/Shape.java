package dev.muster.simulations.bench;

import dev.muster.simulations.live.objects.Trees;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The pods of a gang, from text: {@code COUNTxREQUESTS}, comma-separated, where REQUESTS are {@code
 * 1cpu}, {@code 500m}, {@code 4Gi}, {@code 8gpu} joined by {@code +}.
 */
public record Shape(String text, List<Group> groups) {
  /** Equal pods. */
  record Group(int count, Map<String, String> requests) {}

  /**
   * What the pods of a gang are.
   *
   * @param unmade whether nobody makes them: their Jobs name a controller that is not there
   * @param runSeconds how long each runs where kubelets are virtual; negative = for ever
   */
  public record Pods(boolean unmade, boolean onOwnNodes, int runSeconds, String image) {}

  private static final Pattern GROUP = Pattern.compile("([1-9][0-9]{0,4})x(.+)");
  private static final Pattern PART = Pattern.compile("([0-9]{1,9})(gpu|cpu|m|[KMGT]i?)");
  private static final String GPU = "nvidia.com/gpu";

  public Shape {
    groups = List.copyOf(groups);
  }

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException with what is wrong with it
   */
  public static Shape parse(String text) {
    var groups = new ArrayList<Group>();
    for (var part : text.split(",", -1)) {
      var form = GROUP.matcher(part.strip());
      if (!form.matches()) {
        throw new IllegalArgumentException(
            "'%s' is no COUNTxREQUESTS, as 5x1cpu or 4x8cpu+64Gi+1gpu".formatted(part));
      }
      groups.add(new Group(Integer.parseInt(form.group(1)), requests(form.group(2))));
    }
    return new Shape(text, groups);
  }

  private static Map<String, String> requests(String text) {
    var requests = new LinkedHashMap<String, String>();
    for (var part : text.split("\\+", -1)) {
      var form = PART.matcher(part);
      if (!form.matches()) {
        throw new IllegalArgumentException(
            "'%s' is not an amount as 1cpu, 500m, 4Gi or 8gpu".formatted(part));
      }
      var name =
          switch (form.group(2)) {
            case "gpu" -> GPU;
            case "cpu", "m" -> "cpu";
            default -> "memory";
          };
      boolean bare = form.group(2).length() == 3;
      if (requests.put(name, bare ? form.group(1) : part) != null) {
        throw new IllegalArgumentException("'%s' names %s twice".formatted(text, name));
      }
    }
    return requests;
  }

  int podCount() {
    return groups.stream().mapToInt(Group::count).sum();
  }

  /** An AppWrapper of one Job for each group. */
  public GangTemplate asGangs(Pods pods) {
    var components = new ArrayList<@Nullable Object>();
    for (int i = 0; i < groups.size(); i++) {
      components.add(Trees.object("template", job(i, groups.get(i), pods)));
    }
    var gang =
        Trees.object(
            "apiVersion",
            "workload.codeflare.dev/v1beta2",
            "kind",
            "AppWrapper",
            "metadata",
            Trees.object("name", "${name}", "labels", labels()),
            "spec",
            Trees.object("components", components));
    return new GangTemplate(
        text, gang, podCount(), Mark.parse("QuotaReserved"), Mark.parse(".status.phase=Succeeded"));
  }

  private static Map<String, @Nullable Object> labels() {
    return Trees.object(Labels.BENCH, "${bench}", Labels.GANG, "${name}");
  }

  private static Map<String, @Nullable Object> job(int index, Group group, Pods pods) {
    var spec =
        Trees.object(
            "parallelism",
            (long) group.count(),
            "completions",
            (long) group.count(),
            "backoffLimit",
            0L,
            "template",
            podTemplate(group, pods));
    if (pods.unmade()) {
      spec.put("managedBy", "muster.dev/bench");
    }
    return Trees.object(
        "apiVersion",
        "batch/v1",
        "kind",
        "Job",
        "metadata",
        Trees.object("name", "${name}-" + index, "labels", labels()),
        "spec",
        spec);
  }

  private static Map<String, @Nullable Object> podTemplate(Group group, Pods pods) {
    var resources = Trees.object("requests", new LinkedHashMap<>(group.requests()));
    if (group.requests().containsKey(GPU)) {
      resources.put("limits", Trees.object(GPU, group.requests().get(GPU)));
    }
    var container =
        Trees.object(
            "name",
            "work",
            "image",
            pods.image(),
            "command",
            List.of("sleep", "86400"),
            "resources",
            resources);
    var spec = Trees.object("restartPolicy", "Never", "containers", List.of(container));
    if (pods.onOwnNodes()) {
      spec.put("nodeSelector", Trees.object(Labels.BENCH, "${bench}"));
      spec.put("tolerations", List.of(Trees.object("key", Labels.BENCH, "operator", "Exists")));
    }
    var metadata = Trees.object("labels", labels());
    if (pods.runSeconds() >= 0) {
      metadata.put(
          "annotations", Trees.object("demo.muster.dev/run-seconds", "" + pods.runSeconds()));
    }
    return Trees.object("metadata", metadata, "spec", spec);
  }
}
