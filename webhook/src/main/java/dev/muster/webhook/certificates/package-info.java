/** Certificates of the webhook's own making: issued, kept in a Secret, trusted, renewed. */
@NullMarked
package dev.muster.webhook.certificates;

import org.jspecify.annotations.NullMarked;
