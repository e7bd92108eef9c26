package dev.muster.scheduler.kube.watch;

import dev.muster.scheduler.model.Observed;

/**
 * What acting found out about a wrapped object, where watching cannot tell: an attempt to create it
 * that failed, or the state of a kind that is not watched.
 *
 * @param epoch the attempt that this is about; of another one it says nothing
 */
public record Outcome(int epoch, Observed.State state, String problem) {}
