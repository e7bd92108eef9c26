/** The demo: an embedded cluster, the real scheduler beside it, a story, and what came of it. */
@NullMarked
package dev.muster.simulations.live.demo;

import org.jspecify.annotations.NullMarked;
