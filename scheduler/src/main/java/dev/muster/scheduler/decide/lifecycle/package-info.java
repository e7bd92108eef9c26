/**
 * What became of it: how a gang moves from phase to phase. {@link
 * dev.muster.scheduler.decide.lifecycle.Lifecycle} compares what is stored of a gang with what is
 * seen of it, names the one {@code Event} that this amounts to, looks up the next phase in {@code
 * Transitions}, and says what is to be written, created and deleted. Where a gang starts and when
 * is not decided here.
 */
@NullMarked
package dev.muster.scheduler.decide.lifecycle;

import org.jspecify.annotations.NullMarked;
