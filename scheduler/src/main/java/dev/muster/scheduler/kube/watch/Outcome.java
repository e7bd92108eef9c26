package dev.muster.scheduler.kube.watch;

import dev.muster.scheduler.model.Observed;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What acting found out about a wrapped object, where watching cannot tell: an attempt to create it
 * that failed, or the state of a kind that is not watched.
 *
 * @param epoch the attempt that this is about; of another one it says nothing
 * @param trueTypes of its true conditions, in small letters, if it was looked at
 */
public record Outcome(int epoch, Observed.State state, String problem, List<String> trueTypes) {
  public Outcome {
    trueTypes = List.copyOf(trueTypes);
  }

  /** Of an object that was not looked at. */
  public Outcome(int epoch, Observed.State state, String problem) {
    this(epoch, state, problem, List.of());
  }

  /** Of an object that is there, as it was read. */
  public static Outcome of(int epoch, Map<String, @Nullable Object> object) {
    var status = Meta.map(object.get("status"));
    return new Outcome(epoch, Observed.State.PRESENT, "", Child.trueTypes(status));
  }
}
