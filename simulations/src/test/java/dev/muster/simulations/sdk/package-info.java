/** Muster as the published codeflare-sdk meets it. */
@NullMarked
package dev.muster.simulations.sdk;

import org.jspecify.annotations.NullMarked;
