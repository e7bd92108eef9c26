/** The scheduler: its main class, configuration and metrics; everything else stands below. */
@NullMarked
package dev.muster.scheduler;

import org.jspecify.annotations.NullMarked;
