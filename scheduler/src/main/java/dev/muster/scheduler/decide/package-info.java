/**
 * The verbs: the pure decision. {@code Planner} alone stands here and composes the packages below.
 */
@NullMarked
package dev.muster.scheduler.decide;

import org.jspecify.annotations.NullMarked;
