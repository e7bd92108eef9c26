package dev.muster.scheduler.kube.watch;

import dev.muster.scheduler.model.ComponentStatus;
import dev.muster.scheduler.model.Demand;
import dev.muster.scheduler.model.PodSet;
import java.util.List;
import java.util.Optional;

/** Finds the pod set that a pod belongs to. */
final class PodSets {
  private PodSets() {}

  static Member member(GangEntry gang, PodEntry pod) {
    return new Member(pod, of(gang, pod));
  }

  /** By the label that Muster put on it; where there is but one set, that one. */
  private static String of(GangEntry gang, PodEntry pod) {
    var podSets = podSets(gang);
    var label = pod.view().labels().get(Labels.POD_SET);
    for (var podSet : podSets) {
      if (label != null && Labels.podSetValue(podSet.name()).equals(label)) {
        return podSet.name();
      }
    }
    return podSets.size() == 1 ? podSets.getFirst().name() : "";
  }

  /** The pods of a RayJob's submitter carry no label of ours unless their template is given. */
  static String ofSubmitter(GangEntry gang, ComponentStatus rayJob) {
    int component = gang.stored().spec().objects().indexOf(rayJob);
    for (var podSet : podSets(gang)) {
      if (podSet.component() == component && podSet.path().isEmpty()) {
        return podSet.name();
      }
    }
    return "";
  }

  /** The first PriorityClass that any of the pods names; empty if none does. */
  static String priorityClass(GangEntry gang) {
    return podSets(gang).stream()
        .map(PodSet::priorityClass)
        .filter(name -> !name.isEmpty())
        .findFirst()
        .orElse("");
  }

  static Optional<PodSet> named(GangEntry gang, String name) {
    return podSets(gang).stream().filter(podSet -> podSet.name().equals(name)).findFirst();
  }

  private static List<PodSet> podSets(GangEntry gang) {
    return gang.stored().spec().demand() instanceof Demand.Readable readable
        ? readable.podSets()
        : List.of();
  }
}
