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
 * @param done it says of itself that it ended well, if it was looked at
 * @param failed it says of itself that it failed, if it was looked at
 * @param trueTypes of its true conditions, in small letters, if it was looked at
 */
public record Outcome(
    int epoch,
    Observed.State state,
    String problem,
    boolean done,
    boolean failed,
    List<String> trueTypes) {
  public Outcome {
    trueTypes = List.copyOf(trueTypes);
  }

  /** Of an object that was not looked at. */
  public Outcome(int epoch, Observed.State state, String problem) {
    this(epoch, state, problem, false, false, List.of());
  }

  /** Of an object that is there, as it was read. */
  public static Outcome of(int epoch, Map<String, @Nullable Object> object) {
    var seen = Child.of(Meta.of(object), object);
    return new Outcome(
        epoch, Observed.State.PRESENT, "", seen.done(), seen.failed(), seen.trueTypes());
  }
}
