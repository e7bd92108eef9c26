package dev.muster.scheduler.kube.act;

import dev.muster.scheduler.model.GangId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The lanes of all gangs that something is being written for. */
final class Lanes {
  private final Means means;
  private final Consumer<String> onEnd;
  private final Consumer<String> onDrop;
  private final Map<String, Lane> byUid = new HashMap<>();

  /**
   * {@code onEnd} is told the UID of a gang for which nothing is on its way any more; {@code
   * onDrop} follows if that is because what was decided cannot be done.
   */
  Lanes(Means means, Consumer<String> onEnd, Consumer<String> onDrop) {
    this.means = means;
    this.onEnd = onEnd;
    this.onDrop = onDrop;
  }

  /** The lane of a gang, new if need be; none if the gang is not known (any more). */
  Optional<Lane> of(GangId gang) {
    var lane = byUid.get(gang.uid());
    if (lane != null) {
      return Optional.of(lane);
    }
    var made = means.mirror().gang(gang.uid()).map(known -> new Lane(means, this, known));
    made.ifPresent(newLane -> byUid.put(gang.uid(), newLane));
    return made;
  }

  int size() {
    return byUid.size();
  }

  void ended(Lane lane) {
    byUid.remove(lane.gang().uid(), lane);
    means.mirror().settle(lane.gang().uid());
    onEnd.accept(lane.gang().uid());
  }

  void dropped(String uid) {
    onDrop.accept(uid);
  }
}
