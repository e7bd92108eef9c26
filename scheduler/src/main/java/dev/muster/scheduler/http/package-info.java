/** What the scheduler shows over HTTP: health and metrics. Read-only. */
@NullMarked
package dev.muster.scheduler.http;

import org.jspecify.annotations.NullMarked;
