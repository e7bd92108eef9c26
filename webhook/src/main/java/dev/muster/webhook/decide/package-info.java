/** What becomes of an object that somebody sends: one pure function, one file per rule. */
@NullMarked
package dev.muster.webhook.decide;

import org.jspecify.annotations.NullMarked;
