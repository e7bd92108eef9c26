/** The admission webhook as a process: its command line, its wiring, its metrics. */
@NullMarked
package dev.muster.webhook;

import org.jspecify.annotations.NullMarked;
