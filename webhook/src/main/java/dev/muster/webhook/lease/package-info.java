/** What the webhook knows of the scheduler: whether one leads. */
@NullMarked
package dev.muster.webhook.lease;

import org.jspecify.annotations.NullMarked;
