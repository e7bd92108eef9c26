/**
 * Where does it fit: exact packing of a whole gang, with a witness or a proof that there is none.
 */
@NullMarked
package dev.muster.scheduler.decide.fit;

import org.jspecify.annotations.NullMarked;
