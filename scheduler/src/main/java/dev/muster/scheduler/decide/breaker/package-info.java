/** Which nodes are kept out of use because pods fail there, and for how long. */
@NullMarked
package dev.muster.scheduler.decide.breaker;

import org.jspecify.annotations.NullMarked;
