package dev.muster.scheduler.kube.act;

import dev.muster.scheduler.kube.act.ChildBuilder.Unbuildable;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Puts what stands in an entry of {@code podSetInfos} into a pod template. */
final class PodSetInfo {
  private PodSetInfo() {}

  static void inject(Map<String, @Nullable Object> info, PodPlace place) throws Unbuildable {
    var metadata = place.metadata();
    var spec = place.spec();
    merge(info, "annotations", metadata, "annotation");
    merge(info, "labels", metadata, "label");
    merge(info, "nodeSelector", spec, "selector");
    append(info, "tolerations", spec);
    for (var gate : Trees.asList(info.get("schedulingGates"))) {
      var gates = Trees.list(spec, "schedulingGates");
      var name = Trees.asObject(gate).get("name");
      boolean known =
          gates.stream().anyMatch(other -> Objects.equals(Trees.asObject(other).get("name"), name));
      if (!known) {
        gates.add(Trees.copy(gate));
      }
    }
  }

  /** What is there already may be said again, but not otherwise. */
  private static void merge(
      Map<String, @Nullable Object> info,
      String field,
      Map<String, @Nullable Object> into,
      String word)
      throws Unbuildable {
    var more = Trees.asObject(info.get(field));
    if (more.isEmpty()) {
      return;
    }
    var target = Trees.object(into, field);
    for (var entry : more.entrySet()) {
      var before = target.putIfAbsent(entry.getKey(), entry.getValue());
      if (before != null && !Objects.equals(before, entry.getValue())) {
        throw new Unbuildable("conflicting " + word + " " + entry.getKey());
      }
    }
  }

  private static void append(
      Map<String, @Nullable Object> info, String field, Map<String, @Nullable Object> into) {
    var more = Trees.asList(info.get(field));
    if (!more.isEmpty()) {
      var target = Trees.list(into, field);
      more.forEach(entry -> target.add(Trees.copy(entry)));
    }
  }
}
