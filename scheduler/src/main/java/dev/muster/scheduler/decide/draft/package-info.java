/**
 * The working copy of a plan: the nodes as a decision charges them, in classes of like ones, with
 * undo marks. The only package that the other parts of the decision may see.
 */
@NullMarked
package dev.muster.scheduler.decide.draft;

import org.jspecify.annotations.NullMarked;
