/** The nouns of buying: what can be had, what was ordered, what is to be done. */
@NullMarked
package dev.muster.scaler.model;

import org.jspecify.annotations.NullMarked;
