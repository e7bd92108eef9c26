/**
 * The nouns: what a decision may see ({@link dev.muster.scheduler.model.Snapshot}) and what it says
 * ({@link dev.muster.scheduler.model.Plan}). Immutable values only; everything else in Muster
 * speaks in these.
 */
@NullMarked
package dev.muster.scheduler.model;

import org.jspecify.annotations.NullMarked;
