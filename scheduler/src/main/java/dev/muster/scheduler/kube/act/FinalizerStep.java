package dev.muster.scheduler.kube.act;

import dev.muster.scheduler.kube.Api.Answer;
import dev.muster.scheduler.kube.Api.PatchType;
import dev.muster.scheduler.kube.map.GangMap;
import dev.muster.scheduler.kube.watch.GangEntry;
import dev.muster.scheduler.kube.watch.Labels;
import dev.muster.scheduler.kube.watch.Meta;
import java.util.ArrayList;
import java.util.List;

/** Puts Muster's finalizer on a gang or takes it off, and clears away what others left behind. */
final class FinalizerStep implements Lane.Step {
  private final Means means;
  private final boolean wanted;
  private final Backoff backoff;

  FinalizerStep(Means means, boolean wanted, String uid) {
    this.means = means;
    this.wanted = wanted;
    this.backoff = new Backoff(uid);
  }

  @Override
  public String key() {
    return "finalizer " + wanted;
  }

  @Override
  public void start(Lane lane) {
    var meta = means.mirror().gang(lane.gang().uid()).map(GangEntry::meta);
    if (meta.isEmpty()) {
      lane.drop();
      return;
    }
    if (wanted && meta.get().terminating()) {
      lane.drop(); // the API server takes no finalizer any more: it is to be let go
      return;
    }
    var finalizers = finalizers(meta.get());
    if (finalizers.equals(meta.get().finalizers())) {
      lane.next();
    } else {
      write(lane, finalizers);
    }
  }

  private List<String> finalizers(Meta meta) {
    var finalizers = new ArrayList<>(meta.finalizers());
    finalizers.removeAll(GangMap.LEFT_BEHIND);
    if (!wanted) {
      finalizers.remove(Labels.FINALIZER);
    } else if (!finalizers.contains(Labels.FINALIZER)) {
      finalizers.add(Labels.FINALIZER);
    }
    return finalizers;
  }

  private void write(Lane lane, List<String> finalizers) {
    var metadata = Trees.map("resourceVersion", lane.version(), "finalizers", finalizers);
    means
        .api()
        .patch(
            lane.ref(),
            "",
            PatchType.MERGE,
            Trees.map("metadata", metadata),
            answer -> answered(lane, finalizers, answer));
  }

  private void answered(Lane lane, List<String> finalizers, Answer answer) {
    switch (Result.of(answer)) {
      case DONE -> {
        lane.answered(((Answer.Done) answer).object());
        lane.next();
      }
      case GONE, MOVED, UNCLEAR -> lane.lookAgain(backoff);
      case LATER, INVALID, FORBIDDEN -> {
        means.log().setback(lane.gang().name(), key(), answer);
        means.loop().after(backoff.next(Result.pause(answer)), () -> write(lane, finalizers));
      }
    }
  }
}
