/** Finds out what decisions depend on besides the request: the lease, discovery, access reviews. */
@NullMarked
package dev.muster.webhook.inquiry;

import org.jspecify.annotations.NullMarked;
