package dev.muster.scheduler.kube.watch;

import dev.muster.scheduler.demand.LabelValues;
import dev.muster.scheduler.model.ComponentStatus;
import dev.muster.scheduler.model.Condition;
import dev.muster.scheduler.model.Demand;
import dev.muster.scheduler.model.PodSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the pods of a gang, and the pod set that each belongs to. */
final class PodSets {
  private PodSets() {}

  /**
   * All pods of a gang: those that carry its name, and the submitters of its RayJobs.
   *
   * @param namesake another gang that pods may mean by that name
   */
  static List<Member> members(GangEntry gang, Optional<GangEntry> namesake, PodIndex pods) {
    var members = new ArrayList<Member>();
    boolean unclaimed = namesake.isEmpty() || mayHaveUnclaimed(gang, namesake.get());
    for (var pod : pods.ofGang(gang.source.podKey(gang.meta))) {
      var claimed = pod.view().labels().get(Labels.GANG_UID);
      boolean its = claimed == null ? unclaimed : claimed.equals(gang.meta.uid());
      if (its && !isOfPredecessor(gang, pod)) {
        members.add(new Member(pod, of(gang, pod)));
      }
    }
    for (var wrapped : gang.stored.spec().objects()) {
      if (wrapped.kind().equals("RayJob")) {
        for (var pod : pods.ofMaker(submitter(gang, wrapped))) {
          members.add(new Member(pod, ofSubmitter(gang, wrapped)));
        }
      }
    }
    for (var maker : unnamed(gang)) {
      for (var pod : pods.ofMaker(maker)) {
        if (!isOfPredecessor(gang, pod)) {
          members.add(new Member(pod, of(gang, pod)));
        }
      }
    }
    return members;
  }

  /**
   * Which of two has the pods that say no UID: the one whose pods a predecessor made. If that is
   * true of none or of both, that of today's group.
   */
  private static boolean mayHaveUnclaimed(GangEntry gang, GangEntry namesake) {
    boolean mine = hasPodsOfPredecessor(gang);
    return mine == hasPodsOfPredecessor(namesake)
        ? gang.source.equals(GangSource.APP_WRAPPERS)
        : mine;
  }

  private static boolean hasPodsOfPredecessor(GangEntry gang) {
    return gang.isInherited() && gang.status().isTrue(Condition.QUOTA_RESERVED);
  }

  /** Under which makers there may be pods of this gang that do not name it. */
  static List<String> makers(GangEntry gang) {
    var makers = new ArrayList<String>();
    for (var wrapped : gang.stored.spec().objects()) {
      if (wrapped.kind().equals("RayJob")) {
        makers.add(submitter(gang, wrapped));
      }
    }
    makers.addAll(unnamed(gang));
    return makers;
  }

  /** KubeRay submits a RayJob by a Job of its name. */
  private static String submitter(GangEntry gang, ComponentStatus rayJob) {
    return Makers.key(gang.meta.namespace(), "Job", rayJob.name());
  }

  /**
   * The makers of pods that do not name this gang, since they are made of templates that nobody
   * labelled: what was there before Muster.
   */
  private static List<String> unnamed(GangEntry gang) {
    var namespace = gang.meta.namespace();
    if (gang.bare.isPresent()) {
      return gang.bare.get().inherited()
          ? List.of(Makers.key(namespace, gang.source.kind(), gang.meta.name()))
          : List.of();
    }
    var makers = new ArrayList<String>();
    if (hasPodsOfPredecessor(gang)) {
      var objects = gang.stored.spec().objects();
      for (int i = 0; i < objects.size(); i++) {
        if (!objects.get(i).kind().equals("RayJob") && !gang.nameOf(i).isEmpty()) {
          makers.add(Makers.key(namespace, objects.get(i).kind(), gang.nameOf(i)));
        }
      }
    }
    return makers;
  }

  /**
   * Pods of an object that is the gang itself name it, and not its UID, by which it had no name.
   */
  private static boolean isOfPredecessor(GangEntry gang, PodEntry pod) {
    return gang.bare.isPresent() && pod.view().created() < gang.stored.spec().submittedAt();
  }

  /** By the label that Muster put on it; where there is but one set, that one. */
  private static String of(GangEntry gang, PodEntry pod) {
    var podSets = podSets(gang);
    var label = pod.view().labels().get(Labels.POD_SET);
    for (var podSet : podSets) {
      if (isWorker(gang, podSet, pod)) {
        return podSet.name();
      }
    }
    for (var podSet : podSets) {
      if (label != null && LabelValues.podSet(podSet.name()).equals(label)) {
        return podSet.name();
      }
    }
    var group = label == null ? Makers.group(pod.view().labels()) : Optional.<String>empty();
    for (var podSet : podSets) {
      if (group.filter(name -> Makers.isNamed(podSet.name(), name)).isPresent()) {
        return podSet.name();
      }
    }
    return podSets.size() == 1 ? podSets.getFirst().name() : "";
  }

  /**
   * A worker of a model over several nodes carries the labels of its head, ours too: KServe gives
   * it no other way to tell than the label that its Deployment selects by.
   */
  private static boolean isWorker(GangEntry gang, PodSet podSet, PodEntry pod) {
    var app = pod.view().labels().get("app");
    var objects = gang.stored().spec().objects();
    return app != null
        && podSet.path().equals("template.spec.predictor.workerSpec")
        && podSet.component() < objects.size()
        && app.equals("isvc." + objects.get(podSet.component()).name() + "-predictor-worker");
  }

  /** The pods of a RayJob's submitter carry no label of ours unless their template is given. */
  private static String ofSubmitter(GangEntry gang, ComponentStatus rayJob) {
    int component = gang.stored().spec().objects().indexOf(rayJob);
    for (var podSet : podSets(gang)) {
      if (podSet.component() == component && podSet.path().isEmpty()) {
        return podSet.name();
      }
    }
    return "";
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
