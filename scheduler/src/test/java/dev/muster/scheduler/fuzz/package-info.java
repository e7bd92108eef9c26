/**
 * Hostile bytes for all that reads what others wrote: stored inputs and what becomes of them in the
 * fast tests, and a coverage-guided search in the full ones.
 */
@NullMarked
package dev.muster.scheduler.fuzz;

import org.jspecify.annotations.NullMarked;
