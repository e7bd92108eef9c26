/** The images in which Muster is shipped. */
@NullMarked
package dev.muster.simulations.image;

import org.jspecify.annotations.NullMarked;
