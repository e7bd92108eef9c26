package dev.muster.scheduler.kube.act;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.Answer;
import dev.muster.scheduler.kube.Api.PatchType;
import dev.muster.scheduler.kube.watch.GangEntry;
import dev.muster.scheduler.kube.watch.Kinds;
import dev.muster.scheduler.kube.watch.PodEntry;
import dev.muster.scheduler.kube.watch.Seat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sends held pods to their promised nodes: the node as required affinity and the gate lifted, in
 * one patch that is bound to the pod as it was seen. Who goes where is the mirror's to say; whoever
 * has been sent says so himself, so a new process goes on where this one ended.
 */
final class Placer {
  private final Means means;
  private final Map<String, Backoff> setbacks = new HashMap<>();

  Placer(Means means) {
    this.means = means;
  }

  void place() {
    for (var seat : means.mirror().seats()) {
      var gated = seat.pod().gated();
      if (gated != null && means.mirror().sending(seat)) {
        send(seat, gated);
      }
    }
  }

  private void send(Seat seat, PodEntry.Gated gated) {
    var view = seat.pod().view();
    var ref = new Api.Ref(Kinds.PODS, view.namespace(), view.name());
    means.api().patch(ref, "", PatchType.MERGE, body(seat, gated), a -> answered(seat, ref, a));
  }

  private void answered(Seat seat, Api.Ref ref, Answer answer) {
    var uid = seat.pod().view().uid();
    switch (Result.of(answer)) {
      case DONE -> {
        setbacks.remove(uid);
        means.mirror().fold(Kinds.PODS, ((Answer.Done) answer).object());
        means.mirror().sent(seat);
        means
            .mirror()
            .gang(seat.gangUid())
            .map(GangEntry::shown)
            .ifPresent(
                gang -> means.log().did(gang.id(), "place", ref.name() + " on " + seat.node()));
      }
      case GONE -> {
        setbacks.remove(uid);
        means.mirror().gone(Kinds.PODS, uid);
        means.mirror().sent(seat);
      }
      case MOVED, UNCLEAR, LATER, INVALID, FORBIDDEN -> {
        means.log().setback(ref.name(), "place", answer);
        means.loop().after(pause(uid, answer), () -> lookAgain(seat, ref));
      }
    }
  }

  private long pause(String uid, Answer answer) {
    return setbacks.computeIfAbsent(uid, Backoff::new).next(Result.pause(answer));
  }

  /** Forgets what went wrong with pods that nobody tries to send any more. */
  void prune() {
    setbacks.keySet().removeIf(uid -> !means.mirror().isUnderWay(uid));
  }

  private void lookAgain(Seat seat, Api.Ref ref) {
    means
        .api()
        .get(
            ref,
            answer -> {
              if (answer instanceof Answer.Done done) {
                means.mirror().fold(Kinds.PODS, done.object());
              } else if (Result.of(answer) == Result.GONE) {
                means.mirror().gone(Kinds.PODS, seat.pod().view().uid());
              } else {
                var uid = seat.pod().view().uid();
                means.loop().after(pause(uid, answer), () -> lookAgain(seat, ref));
                return;
              }
              means.mirror().sent(seat);
              means.mirror().seatAgain(seat.gangUid());
            });
  }

  static Map<String, @Nullable Object> body(Seat seat, PodEntry.Gated gated) {
    var gates = new ArrayList<@Nullable Object>();
    gated.otherGates().forEach(name -> gates.add(Trees.map("name", name)));
    var affinity = affinity(gated.affinity(), seat.node());
    return Trees.map(
        "metadata",
        Trees.map("uid", seat.pod().view().uid(), "resourceVersion", seat.pod().version()),
        "spec",
        Trees.map("schedulingGates", gates, "affinity", affinity));
  }

  /** The pod's own affinity, with the node required in each of the terms that may hold. */
  private static Map<String, @Nullable Object> affinity(Map<?, ?> own, String node) {
    var affinity = Trees.asObject(Trees.copy(own));
    var required =
        Trees.object(
            Trees.object(affinity, "nodeAffinity"),
            "requiredDuringSchedulingIgnoredDuringExecution");
    var terms = Trees.list(required, "nodeSelectorTerms");
    if (terms.isEmpty()) {
      terms.add(Trees.map());
    }
    for (var term : terms) {
      Trees.list(Trees.asObject(term), "matchFields")
          .add(Trees.map("key", "metadata.name", "operator", "In", "values", List.of(node)));
    }
    return affinity;
  }
}
