/** What a wrapped object asks for: total functions from plain maps and lists to pod sets. */
@NullMarked
package dev.muster.scheduler.demand;

import org.jspecify.annotations.NullMarked;
