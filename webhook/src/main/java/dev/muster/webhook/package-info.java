/** Admission webhook: validates, defaults and converts what users send. */
@NullMarked
package dev.muster.webhook;

import org.jspecify.annotations.NullMarked;
