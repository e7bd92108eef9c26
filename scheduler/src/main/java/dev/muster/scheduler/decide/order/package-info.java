/**
 * Who is next: the waiting gangs in order, which of them a pass has to look at, and what each was
 * last told.
 */
@NullMarked
package dev.muster.scheduler.decide.order;

import org.jspecify.annotations.NullMarked;
