/**
 * Admission and conversion reviews over TLS: what is read, how much of it, and what is answered.
 */
@NullMarked
package dev.muster.webhook.http;

import org.jspecify.annotations.NullMarked;
