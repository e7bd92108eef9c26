package dev.muster.scheduler.kube.act;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.Answer;
import dev.muster.scheduler.kube.Api.PatchType;
import dev.muster.scheduler.kube.map.QuarantineMap;
import dev.muster.scheduler.kube.watch.Kinds;
import dev.muster.scheduler.kube.watch.Marks;
import dev.muster.scheduler.model.Plan.Marking;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Writes on nodes that they are out of use, or in use again: two annotations in one patch, bound to
 * the node as it was seen. A node is taken for closed as soon as that is decided, and for open only
 * when it says so. One write at a time for a node; what fails is forgotten once the node was looked
 * at, and decided again on what is there, the later the oftener it failed: where the right to patch
 * nodes is missing, each does.
 */
final class Marker {
  private final Means means;
  private final Runnable onDrop;
  private final Set<String> underWay = new HashSet<>();

  /** Of the nodes whose last write failed. */
  private final Map<String, Backoff> pauses = new HashMap<>();

  /** {@code onDrop}: a decision was given up, and has to be made again on what is there now. */
  Marker(Means means, Runnable onDrop) {
    this.means = means;
    this.onDrop = onDrop;
  }

  void mark(Marking marking) {
    var node = marking.node();
    var stored = means.mirror().marks().stored(node);
    if (stored.isEmpty() || !underWay.add(node)) {
      return;
    }
    if (marking.next().closes()) {
      means.mirror().marks().assume(node, marking.next());
    }
    means.log().note("quarantine", node + ": " + words(marking));
    var ref = new Api.Ref(Kinds.NODES, "", node);
    means.api().patch(ref, "", PatchType.MERGE, body(stored.get(), marking), a -> answered(ref, a));
  }

  private static String words(Marking marking) {
    return switch (marking.next().state()) {
      case NONE -> "in use again: " + marking.why();
      case TRIAL -> "on trial: " + marking.why();
      case CLOSED, BY_HAND -> "closed: " + marking.why();
    };
  }

  private static Object body(Marks.Stored stored, Marking marking) {
    return Trees.map(
        "metadata",
        Trees.map(
            "uid",
            stored.uid(),
            "resourceVersion",
            stored.version(),
            "annotations",
            QuarantineMap.annotations(marking.next())));
  }

  private void answered(Api.Ref ref, Answer answer) {
    if (answer instanceof Answer.Done done) {
      means.mirror().fold(Kinds.NODES, done.object());
      pauses.remove(ref.name());
      over(ref.name());
      return;
    }
    means.log().setback(ref.name(), "quarantine", answer);
    lookLater(ref, answer);
  }

  private void lookLater(Api.Ref ref, Answer answer) {
    var backoff = pauses.computeIfAbsent(ref.name(), Backoff::new);
    means.loop().after(backoff.next(Result.pause(answer)), () -> look(ref));
  }

  private void look(Api.Ref ref) {
    means
        .api()
        .get(
            ref,
            answer -> {
              if (answer instanceof Answer.Done done) {
                means.mirror().fold(Kinds.NODES, done.object());
                over(ref.name());
                onDrop.run();
              } else if (Result.of(answer) == Result.GONE) {
                pauses.remove(ref.name());
                over(ref.name());
              } else {
                lookLater(ref, answer);
              }
            });
  }

  private void over(String node) {
    underWay.remove(node);
    means.mirror().marks().settle(node);
  }
}
