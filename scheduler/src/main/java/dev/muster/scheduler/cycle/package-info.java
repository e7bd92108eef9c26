/** The seam between deciding and acting: observe, plan, apply, report. */
@NullMarked
package dev.muster.scheduler.cycle;

import org.jspecify.annotations.NullMarked;
