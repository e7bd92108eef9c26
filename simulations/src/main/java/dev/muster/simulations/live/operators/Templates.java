package dev.muster.simulations.live.operators;

import dev.muster.simulations.live.objects.Trees;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Making an object that another one owns from the template in it. */
final class Templates {
  private Templates() {}

  /**
   * An object named {@code name} in the namespace of its owner, which controls it; labels and
   * annotations of the template, where there are any, win over {@code labels}.
   */
  static Map<String, @Nullable Object> child(
      String apiVersion,
      String kind,
      Object owner,
      String name,
      Map<String, @Nullable Object> labels,
      Object template) {
    var merged = new LinkedHashMap<String, @Nullable Object>(labels);
    merged.putAll(Trees.map(template, "metadata", "labels"));
    var metadata =
        Trees.object(
            "name",
            name,
            "namespace",
            Trees.namespace(owner),
            "labels",
            merged,
            "ownerReferences",
            List.of(ownerReference(owner)));
    var annotations = Trees.map(template, "metadata", "annotations");
    if (!annotations.isEmpty()) {
      metadata.put("annotations", Trees.copyOf(annotations));
    }
    return Trees.object(
        "apiVersion", apiVersion,
        "kind", kind,
        "metadata", metadata,
        "spec", Trees.copyOf(Trees.map(template, "spec")));
  }

  /** As {@link #child}, a pod. */
  static Map<String, @Nullable Object> pod(
      Object owner, String name, Map<String, @Nullable Object> labels, Object template) {
    var pod = child("v1", "Pod", owner, name, labels, template);
    Trees.map(pod, "spec").putIfAbsent("restartPolicy", "Always");
    return pod;
  }

  private static Map<String, @Nullable Object> ownerReference(Object owner) {
    return Trees.object(
        "apiVersion", Trees.text(owner, "apiVersion"),
        "kind", Trees.text(owner, "kind"),
        "name", Trees.name(owner),
        "uid", Trees.uid(owner),
        "controller", true,
        "blockOwnerDeletion", true);
  }

  /** A name for what the tree says; equal ones have the same, in whatever order their keys are. */
  static String hash(@Nullable Object tree) {
    return Suffix.of(String.valueOf(sorted(tree)));
  }

  private static @Nullable Object sorted(@Nullable Object tree) {
    if (tree instanceof Map<?, ?>) {
      var result = new TreeMap<String, @Nullable Object>();
      Trees.map(tree).forEach((key, value) -> result.put(key, sorted(value)));
      return result;
    }
    if (tree instanceof List<?> list) {
      var result = new ArrayList<@Nullable Object>();
      list.forEach(entry -> result.add(sorted(entry)));
      return result;
    }
    return tree;
  }
}
